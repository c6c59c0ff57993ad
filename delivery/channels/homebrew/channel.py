"""A Homebrew tap: the formula in its git repository, the archives that it names, and brew where there is one."""

import os
import tempfile
from contextlib import AbstractContextManager
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from filelock import FileLock

from core import strict_json
from core.commands import which
from core.errors import Undecided
from core.findings import Finding
from core.http_client import Answer, Web
from core.neutral_folder import outside
from delivery.channels.homebrew.index import Tap, clone
from delivery.channels.homebrew.staging_server import serve_tap
from delivery.clean_client import Client
from delivery.delivered import Delivered
from delivery.results import Installed, Ran, Seen
from delivery.site import Site, expected
from delivery.this_machine import planned_for, platform_here
from delivery.transport import Package
from facts.archives.archive import hashed
from facts.archives.formula import Formula
from facts.archives.sdk import Sdk
from facts.indexes.listing import Listing, Offered
from facts.packages.subject import Subject
from profiles.schema.channels import Platform


@dataclass(frozen=True)
class TapRepository:
    """One formula in a tap; its address is that of the git repository."""

    site: Site
    web: Web

    @staticmethod
    def serve(site: Site, artifacts: Path) -> AbstractContextManager[str]:
        """Serve the formula among the artifacts, with the archives that it names."""
        return serve_tap(artifacts, site.channel.package)

    @property
    def address(self) -> str:
        """The repository's address."""
        found = self.site.address or self.site.channel.address
        if not found:
            raise Undecided(got="a channel without a URL", expected="the tap's repository", advice="name it in the profile")
        return found

    def tap(self) -> Tap:
        """Clone the tap, now."""
        with outside() as folder:
            return clone(self.address, self.site.channel.package, folder / "tap")

    def look(self, version: str) -> Listing:
        """Ask the tap about a version, now."""
        return self.tap().listing(self.site.channel.package, version)

    def fetch(self, file: Offered) -> Answer:
        """Download one archive from where the formula says that it is."""
        return self.web.fetch(file.url)

    def open(self, path: Path) -> Package | None:
        """Open an archive as the SDK of the platform that it is planned for."""
        return Sdk(path, expected(self.site, path.name))

    def digests(self, path: Path) -> dict[str, str]:
        """Compute the digest that the formula states."""
        return hashed(path.read_bytes())

    def seen(self) -> Seen:
        """Ask brew which version it would take."""
        with outside() as folder, _brew():
            client, name = self._tapped(folder)
            said = client.answer("brew", "info", "--json=v2", "--formula", name, absent="no available formula")
        answer = strict_json.parse(said.stdout, "brew info") if said else {"formulae": []}
        found = [formula["versions"]["stable"] for formula in answer["formulae"]]
        return Seen("brew", found[0] if found else None)

    def install(self) -> Installed:
        """Let brew install the formula, test it, and use it; what brew had of it before is removed first."""
        with outside() as folder, _brew():
            client, name = self._tapped(folder)
            client.run("brew", "uninstall", "--force", "--formula", name)
            programs = Path(client.run("brew", "--prefix").text.strip()) / "bin"
            before = client.use(programs, self.site.operations)
            impossible = client.ran("brew", "install", "--formula", f"{name}@0-never-published")
            install = client.ran("brew", "install", "--formula", name)
            tested = client.ran("brew", "test", name) if not install.status else install
            after = client.use(programs, self.site.operations)
            return Installed(_worse(install, tested), impossible, before, after)

    def _tapped(self, folder: Path) -> tuple[Client, str]:
        platform_here(self.site)
        which("brew")
        env = {"HOMEBREW_NO_AUTO_UPDATE": "1", "HOMEBREW_NO_ANALYTICS": "1", "HOMEBREW_NO_INSTALL_CLEANUP": "1"}
        client = Client(folder, self.site.channel.timeout, env)
        tap = "verification/delivered"
        client.run("brew", "untap", "--force", tap)
        client.run("brew", "tap", tap, self.address)
        return client, f"{tap}/{self.site.channel.package}"


def _brew() -> FileLock:
    """Return the lock of the one brew that this user has: taps and what is installed are the host's, not a run's."""
    return FileLock(Path(tempfile.gettempdir()) / f"release-verification-brew-{os.getuid()}.lock")


def formula_of(delivered: Delivered) -> Formula:
    """Return the formula as the tap has it, asked once a run."""
    site = delivered.site
    text = delivered.once(f"{site.stage}/{site.word}/formula", lambda: _text(delivered))
    if text is None:
        raise Undecided(got=f"no formula {site.channel.package} in the tap", expected="the formula", advice="push it to the tap")
    return Formula(site.channel.package, text)


def formula_subject(delivered: Delivered, formula: Formula, artifacts: Path | None) -> Subject:
    """Return the formula as a subject: before publication as it was built, since the tap that we serve has our address."""
    site = delivered.site
    built = next(iter(sorted(artifacts.rglob(f"{formula.name}.rb"))), None) if artifacts else None
    path = built or site.room("formula") / f"{formula.name}.rb"
    if built is None:
        path.write_text(formula.text)
    archives = tuple(Path(file.path) for file in delivered.fetched if not file.fault)
    return Subject(path, "formula", site.version, (*archives, path))


def _text(delivered: Delivered) -> str | None:
    with delivered.reach() as transport:
        tap = transport.tap() if isinstance(transport, TapRepository) else None
    return tap.formula.text if tap and tap.formula else None


def astray(site: Site, formula: Formula | None, platform: Platform) -> list[Finding]:
    """Return why a platform's users do not get the archive that is planned for them."""
    names = [
        download.url.rpartition("/")[2] for download in (formula.downloads if formula else ()) if download.serves(platform.host)
    ]
    planned = planned_for(site, platform)
    if len(names) == len(planned) and all(map(fnmatchcase, names, planned)) and planned:
        return []
    got, expected = ", ".join(names) or "nothing", ", ".join(planned) or "a planned file"
    return [Finding("formula-archive", platform.host, 0, got, expected, "correct the url of the formula")]


def _worse(install: Ran, tested: Ran) -> Ran:
    return tested if tested.status else install
