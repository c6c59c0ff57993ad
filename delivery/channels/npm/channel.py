"""A registry of Node packages: the packument, and npm in an empty folder."""

import fnmatch
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from core import strict_json
from core.cached import kept
from core.errors import Undecided
from core.findings import Finding
from core.http_client import Answer, Web
from core.neutral_folder import outside
from delivery.channels.npm import index
from delivery.channels.npm.loading import LOADED, NAMES
from delivery.channels.npm.staged_versions import staged_id
from delivery.channels.npm.staging_server import NodeSite, node_files, serve_node
from delivery.clean_client import Client
from delivery.default_operations import started
from delivery.results import Installed, Ran, Seen, Staged
from delivery.site import Site
from delivery.transport import Package
from facts.archives.archive import hashed
from facts.archives.native_file import Native
from facts.archives.node_package import NodePackage
from facts.indexes.listing import Listing, Offered
from profiles.schema.channels import Platform

_IMPOSSIBLE = "0.0.0-never.published"
_NEVER = r"(?!)"
_QUIET = {"npm_config_audit": "false", "npm_config_fund": "false", "npm_config_update_notifier": "false"}


@dataclass(frozen=True)
class NodeRegistry:
    """One package in the registry that npm is configured to ask."""

    site: Site
    web: Web

    @staticmethod
    def serve(site: Site, artifacts: Path) -> AbstractContextManager[str]:
        """Serve built tarballs; what they depend on comes from the client's own registry."""
        package, elsewhere = site.channel.package, NodeRegistry(site, Web()).registry
        return serve_node(NodeSite(node_files(artifacts, package), elsewhere, package=package))

    @kept
    def registry(self) -> str:
        """The registry's address: ours, or the one that npm itself would ask."""
        return self.web.bare(self.site.address or self.site.channel.address or self._configured)

    def look(self, version: str) -> Listing:
        """Ask the registry about a version, now."""
        return index.look(self.web, self.registry, self.site.channel.package, version, self.site.channel.dist_tag)

    def has(self, package: str, version: str) -> bool:
        """Whether the registry has another package in a version."""
        return index.look(self.web, self.registry, package, version).there

    def owners(self) -> tuple[str, ...]:
        """Ask the registry for the package's maintainers."""
        return index.maintainers(self.web, self.registry, self.site.channel.package)

    def waiting(self, version: str) -> Staged | None:
        """Ask npm for a version that was staged, and download it."""
        package = self.site.channel.package
        with self._client() as client:
            listed = client.answer("npm", "stage", "list", package, "--json", absent=_NEVER)
            found = staged_id(strict_json.parse(listed.stdout, "npm stage list"), package, version) if listed else None
            if found is None:
                return None
            client.answer("npm", "stage", "download", found, absent=_NEVER)
            paths = list(client.home.glob("*.tgz"))
            digest = hashed(paths[0].read_bytes())["sha256"] if len(paths) == 1 else ""
        if not digest:
            raise Undecided(got=f"{len(paths)} files from `npm stage download {found}`", expected="one", advice="run it manually")
        return Staged(found, digest, f"npm stage approve {found}", f"npm stage reject {found}")

    def fetch(self, file: Offered) -> Answer:
        """Download one file."""
        return self.web.fetch(file.url)

    def open(self, path: Path) -> Package | None:
        """Open a tarball."""
        return NodePackage(path)

    def digests(self, path: Path) -> dict[str, str]:
        """Compute the digests that the registry states."""
        return hashed(path.read_bytes(), ("sha256", "sha384", "sha512"))

    def seen(self) -> Seen:
        """Ask npm which version it would take."""
        wanted = f"{self.site.channel.package}@{self.site.channel.dist_tag}"
        with self._client() as client:
            said = client.answer("npm", "view", wanted, "version", "--json", absent="E404")
        answer = strict_json.parse(said.stdout or b"null", "npm view") if said else None
        return Seen("npm", str(answer) if answer else None)

    def install(self) -> Installed:
        """Let npm install the version where nothing is, and use it."""
        package, operations = self.site.channel.package, self.site.operations
        with self._client() as client:
            programs, at = client.home / "node_modules" / ".bin", client.home
            (at / "package.json").write_text("{}")
            before = (*client.use(programs, operations, cwd=at, hosts=("node",)), _loaded(client, package))
            impossible = client.ran("npm", "install", f"{package}@{_IMPOSSIBLE}")
            install = client.ran("npm", "install", f"{package}@{self.site.version}")
            after = client.use(programs, operations, cwd=at, hosts=("node",))
            return Installed(install, impossible, before, (*after, *(() if install.status else self._defaults(client, programs))))

    def _defaults(self, client: Client, programs: Path) -> tuple[Ran, ...]:
        """Load the package as require and import would, and start every program that it brings itself."""
        package = self.site.channel.package
        named = client.script("programs.cjs", NAMES, "node", package).output.split()
        own = [programs / name for name in named if (programs / name).is_file()]
        return (_loaded(client, package), *started(client, own, package, self.site.version))

    @kept
    def _configured(self) -> str:
        scope = self.site.channel.package.partition("/")[0]
        with self._client() as client:
            keys = [f"{scope}:registry"] * scope.startswith("@") + ["registry"]
            told = [client.run("npm", "config", "get", key).text.strip() for key in keys]
        found = next((address for address in told if address.startswith("http")), None)
        if found is None:
            raise Undecided(
                got=f"{told[-1]!r} from `npm config get registry`",
                expected="the registry that npm uses",
                advice="set it with `npm config set registry`, or set `address` of the channel in the profile",
            )
        return found

    @contextmanager
    def _client(self) -> Iterator[Client]:
        with outside() as folder:
            given = self.site.address or self.site.channel.address
            env = {**_QUIET, "npm_config_cache": str(folder / "cache"), **({"npm_config_registry": given} if given else {})}
            home = folder / "project"
            home.mkdir()
            yield Client(home, self.site.channel.timeout, env, ("NODE_OPTIONS", "NODE_PATH"))


def _loaded(client: Client, package: str) -> Ran:
    done = client.script("loaded.cjs", LOADED, "node", package)
    return replace(done, command=f"require and import {package}", prints="loaded")


def without_natives(platform: Platform, packages: dict[str, NodePackage]) -> list[Finding]:
    """Return what a platform's users lack or get wrong: patterns that match nothing, files of another architecture."""
    return [
        fault
        for name, package in packages.items()
        for pattern in platform.native_files
        for fault in _native_faults(name, platform, pattern, package)
    ]


def _native_faults(name: str, platform: Platform, pattern: str, package: NodePackage) -> list[Finding]:
    found = {path: native for path, native in package.natives.items() if fnmatch.fnmatchcase(path, pattern)}
    if not found:
        expected = f"one for users on {platform.name}"
        return [Finding("native-file-missing", name, 0, f"no native file {pattern}", expected, "pack the build for it")]
    return [
        Finding(
            "wrong-architecture",
            name,
            0,
            f"{path} holds {_and(native)}",
            f"{platform.architecture} on {platform.name}",
            "pack the build for it",
        )
        for path, native in found.items()
        if platform.architecture and platform.architecture not in native.architectures
    ]


def _and(native: Native) -> str:
    return " and ".join(sorted(native.architectures))
