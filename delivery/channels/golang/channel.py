"""A Go module: the module proxy with its checksum database, and go in an empty module."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

from core import strict_json
from core.cached import kept
from core.errors import Undecided
from core.http_client import Answer, Web
from core.neutral_folder import outside
from delivery.channels.golang import index
from delivery.channels.golang.module_packages import WORDS, excused, listed
from delivery.channels.golang.staging_server import GoSite, serve_go
from delivery.clean_client import Client
from delivery.default_operations import started
from delivery.results import Installed, Ran, Seen
from delivery.site import Site
from delivery.transport import Package
from facts.archives.archive import hashed
from facts.archives.go_zip import GoZip
from facts.indexes.listing import Listing, Offered

_ABSENT = r"no matching versions|not found|unknown revision|40[34] |410 "
_MOST = 5  # programs of a module that are built
_IMPOSSIBLE = "v0.0.0-never.published"


@dataclass(frozen=True)
class ModuleProxy:
    """One module at the proxy that go is configured to ask."""

    site: Site
    web: Web

    @staticmethod
    def serve(site: Site, artifacts: Path) -> AbstractContextManager[str]:
        """Serve a built module zip; what it depends on comes from the client's own proxy."""
        return serve_go(GoSite.read(artifacts, site.channel.package, site.version, ModuleProxy(site, Web()).proxy))

    @kept
    def proxy(self) -> str:
        """The proxy's address: ours, or the first one of GOPROXY."""
        return self.web.bare(self.site.address or self.site.channel.address or self._configured)

    def look(self, version: str) -> Listing:
        """Ask the proxy about a version, now."""
        listing = index.look(self.web, self.proxy, self.site.channel.package, version, self._checksums)
        if self._checksums or not listing.offered:
            return listing
        return replace(listing, offered=tuple(replace(file, digests=self._summed(version)) for file in listing.offered))

    def fetch(self, file: Offered) -> Answer:
        """Download the zip."""
        return self.web.fetch(file.url)

    def open(self, path: Path) -> Package | None:
        """Open a module zip."""
        return GoZip(path, self.site.channel.package)

    def digests(self, path: Path) -> dict[str, str]:
        """Compute the hash that go.sum keeps, beside sha256."""
        return {**hashed(path.read_bytes()), "h1": GoZip(path, self.site.channel.package).h1}

    def seen(self) -> Seen:
        """Ask go which version it would take."""
        with self._client() as client:
            said = client.answer("go", "list", "-m", "-json", f"{self.site.channel.package}@latest", absent=_ABSENT)
        answer = strict_json.parse(said.stdout, "go list -m -json") if said else {}
        version = str(answer.get("Version") or "")
        return Seen("go", version.removeprefix("v") or None)

    def install(self) -> Installed:
        """Let go get the version in an empty module, build a small program with it, and run that; compile all its packages."""
        module = self.site.channel.package
        with self._client() as client:
            _begin(client.home, self.site.channel.probe)
            before = (*client.use(client.home, self.site.operations), client.ran("go", "list", "-m", module))
            impossible = client.ran("go", "get", f"{module}@{_IMPOSSIBLE}")
            install = client.ran("go", "get", f"{module}@v{self.site.version}")
            if self.site.channel.probe and not install.status:
                install = _both(install, client.ran("go", "build", "-mod=mod", "-o", "probe", "."))
            after = client.use(client.home, self.site.operations)
            return Installed(install, impossible, before, (*after, *(() if install.status else self._defaults(client))))

    def _defaults(self, client: Client) -> tuple[Ran, ...]:
        """Compile every package that users can import, and install and start the first programs of the module."""
        module, place = self.site.channel.package, client.home / "bin"
        found = listed(client.run(*WORDS, f"{module}/..."), module)
        done = [client.ran("go", "list", "-m", module)]
        for native in (False, True):
            libraries = [one.path for one in found if not one.is_program and one.native is native]
            if libraries:
                built = client.ran("go", "build", "-mod=mod", *libraries)
                named = replace(built, command=f"go build of every package{' with C' if native else ''}")
                done.append(excused(named) if native else named)
        importable = [one.path for one in found if not one.is_program and not one.native]
        if importable and not any(ran.status for ran in done):
            done.append(vetted(client, importable))
        for one in [one for one in found if one.is_program][:_MOST]:
            there = replace(client, env={**client.env, "GOBIN": str(place)})
            ran = _installing(there.ran("go", "install", f"{one.path}@v{self.site.version}"), one.path)
            done.append(excused(ran) if one.native else ran)
        own = sorted(place.iterdir()) if place.is_dir() else []
        return (*done, *started(client, own, module.rpartition("/")[2], self.site.version, linked=False))

    @kept
    def _configured(self) -> str:
        told = self._told("GOPROXY")
        first = told.replace("|", ",").partition(",")[0].strip()
        if first.startswith(("http://", "https://")):
            return first
        raise Undecided(
            got=f"GOPROXY={told}",
            expected="a module proxy as the first entry",
            advice="set GOPROXY to the proxy that your users use, or set `address` of the channel in the profile",
        )

    @kept
    def _checksums(self) -> str:
        """The address of the checksum database; none for a proxy of our own, which no database vouches for."""
        name = "off" if self.site.address or self._is_private else self._told("GOSUMDB")
        return "" if name == "off" else f"https://{name.split()[0].partition('+')[0]}"

    @property
    def _is_private(self) -> bool:
        patterns = [pattern.strip() for pattern in self._told("GONOSUMDB").split(",") if pattern.strip()]
        prefixes = [self.site.channel.package, *map(str, PurePosixPath(self.site.channel.package).parents)]
        return any(fnmatchcase(prefix, pattern) for pattern in patterns for prefix in prefixes)

    def _summed(self, version: str) -> dict[str, str]:
        """The hash that go itself computes, where no database vouches for the module."""
        with self._client() as client:
            words = ("go", "mod", "download", "-json", f"{self.site.channel.package}@v{version}")
            # In staging the zip is ours: one that go will not take has no hash, and the check of its archive says why.
            said = client.run(*words) if self.site.staged else client.answer(*words, absent=_ABSENT)
        found = strict_json.parse(said.stdout, "go mod download").get("Sum") if said and not said.status else None
        return {"h1": str(found)} if found else {}

    def _told(self, name: str) -> str:
        with self._client() as client:
            return client.run("go", "env", name).text.strip()

    @contextmanager
    def _client(self) -> Iterator[Client]:
        with outside() as folder:
            given = self.site.address or self.site.channel.address
            ours = {"GOPROXY": given, "GONOSUMDB": "*", "GONOPROXY": "none"} if given else {}
            cache = {"GOMODCACHE": str(folder / "modules"), "GOCACHE": str(folder / "build"), "GOWORK": "off"}
            home = folder / "probe"
            home.mkdir()
            yield Client(home, self.site.channel.timeout, {**cache, **ours})


def _begin(folder: Path, probe: str) -> None:
    (folder / "go.mod").write_text("module probe\n\ngo 1.21\n")
    (folder / "main.go").write_text(probe or "package main\n\nfunc main() {}\n")


def vetted(client: Client, packages: Sequence[str]) -> Ran:
    """Let go check a program that imports every package: what users may import can be imported, all in one build."""
    folder = client.home / "every"
    folder.mkdir()
    imports = "".join(f'\t_ "{path}"\n' for path in packages)
    (folder / "main.go").write_text(f"package main\n\nimport (\n{imports})\n\nfunc main() {{}}\n")
    return replace(client.ran("go", "vet", "-mod=mod", "./every"), command="go vet of an import of every package")


def _installing(ran: Ran, path: str) -> Ran:
    """A program that is built in its repository only is no program of the module: its users download it."""
    ran = replace(ran, command=f"go install {path}")
    if ran.status and "replace directives" in ran.output:
        return replace(ran, status=0, output=f"not judged here, see local-dependency:\n{ran.output}")
    return ran


def _both(install: Ran, built: Ran) -> Ran:
    return built if built.status else install
