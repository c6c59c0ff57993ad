"""A release on the forge: its assets, and gh to download them; tar to unpack what this machine's users get."""

import os
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path

import httpx

from core import strict_json
from core.cached import kept
from core.commands import Completed, run
from core.errors import Undecided
from core.http_client import Answer, Web
from core.neutral_folder import outside
from delivery.channels.github import index
from delivery.channels.github.staging_server import serve_forge, told
from delivery.clean_client import Client
from delivery.default_operations import started
from delivery.release_layouts import place_of, unpack
from delivery.results import Installed, Ran, Seen
from delivery.site import Site, expected
from delivery.this_machine import planned_for, platform_here
from delivery.transport import Package
from facts.archives.archive import hashed
from facts.archives.plain_archive import container, is_archive
from facts.archives.sdk import Sdk
from facts.archives.single_file import is_program
from facts.github.gh_api import Forge
from facts.github.gh_release_attestation import ReleaseAttestation, verified
from facts.github.github_releases import release_document
from facts.github.refusal import is_absence, refusal
from facts.indexes.listing import Listing, Offered


class StagedForge(Forge):
    """A forge of ours, whose authority and token are known to its own calls only."""

    def gh(self, *words: str, expect_absence: bool = False, timeout: float = 60, keep_log: bool = True) -> Completed:
        """Run one `gh` command against it."""
        env = {"GH_HOST": self.host, "GH_DEBUG": "", **told(self.host)}
        done = run(("gh", *words), cwd=self.cwd, timeout=timeout, env=env, expect=None, keep_log=keep_log)
        if done.status == 0 or (expect_absence and is_absence(done)):
            return done
        raise refusal(done, self.host)


@dataclass(frozen=True)
class ForgeReleaseChannel:
    """The release of the tag, on the forge that gh is configured to ask."""

    site: Site
    web: Web

    @staticmethod
    def serve(site: Site, artifacts: Path) -> AbstractContextManager[str]:
        """Serve the planned artifacts as a release of the tag."""
        return serve_forge(site, artifacts)

    @kept
    def forge(self) -> Forge:
        """The repository, at our own address or at gh's own host."""
        host, repository, cwd = (
            self.site.address or self.site.channel.address,
            self.site.channel.package,
            self.site.room("client"),
        )
        return StagedForge(host, repository, cwd) if self.site.address else Forge(host, repository, cwd)

    def look(self, version: str) -> Listing:
        """Ask the forge about a version, now."""
        return index.look(self.forge, version, self.site.tags)

    def fetch(self, file: Offered) -> Answer:
        """Download one asset."""
        return Answer(file.url, 200, httpx.Headers(), index.fetch(self.forge, file))

    def open(self, path: Path) -> Package | None:
        """Open an archive or a program as the SDK of the platform that it is planned for; other assets are no packages."""
        is_package = (is_archive(path.name) and not path.name.endswith(".whl")) or is_program(path)
        return Sdk(path, expected(self.site, path.name)) if is_package else None

    def digests(self, path: Path) -> dict[str, str]:
        """Compute the digest that the forge states."""
        return hashed(path.read_bytes())

    def attestation(self) -> ReleaseAttestation:
        """Ask gh to verify the release as a whole, where it is immutable; nobody attests any other."""
        tag = self.site.tags.tag(self.site.version)
        is_immutable = bool((release_document(self.forge, tag) or {}).get("immutable"))
        return verified(self.forge, tag) if is_immutable else ReleaseAttestation()

    def seen(self) -> Seen:
        """Ask gh which release it would take."""
        words = ("gh", "release", "view", "-R", self._named, "--json", "tagName")
        said = self._client(self.site.room("client")).answer(*words, absent="release not found|404")
        answer = strict_json.parse(said.stdout, "gh release view") if said else {}
        return Seen("gh", self.site.tags.version(str(answer["tagName"])) if answer else None)

    def install(self) -> Installed:
        """Let gh download this machine's archive, unpack it as a user would, and use what lies in it."""
        name = self._own
        with outside() as folder:
            client, operations = self._client(folder), self.site.operations
            words = ("gh", "release", "download", "-R", self._named, "--pattern", name, "--dir", folder)
            before = client.use(folder / "bin", operations)
            impossible = client.ran(*words, "v0.0.0-never.published")
            install = self._unpacked(client, name, client.ran(*words, self.site.tags.tag(self.site.version)))
            programs = place_of([operation.run[0] for operation in operations], folder / "got")
            names = dict.fromkeys(operation.run[0] for operation in operations)
            own = [programs / one for one in names if os.access(programs / one, os.X_OK)]
            package = self.site.channel.package.rpartition("/")[2]
            more = started(client, own, package, self.site.version)
            return Installed(install, impossible, before, (*client.use(programs, operations), *more))

    def _unpacked(self, client: Client, pattern: str, downloaded: Ran) -> Ran:
        found = next(iter(sorted(client.home.glob(pattern))), None)
        if downloaded.status or found is None:
            return replace(downloaded, status=downloaded.status or 1)
        if dangers := container(found).dangers:
            return Ran(f"unpack {found.name}", 1, f"not unpacked: {'; '.join(dangers)}")
        names = [operation.run[0] for operation in self.site.operations]
        unpack(container(found), names, client.home / "got")
        return downloaded

    @property
    def _own(self) -> str:
        planned = planned_for(self.site, platform_here(self.site))
        if not planned:
            raise Undecided(got="no file planned for this machine", expected="one", advice="plan it in the profile")
        return planned[0]

    @property
    def _named(self) -> str:
        return self.forge.address.lstrip("/")

    def _client(self, folder: Path) -> Client:
        return Client(folder, self.site.channel.timeout, told(self.forge.host))
