"""A registry of crates: the sparse index, and cargo in an empty home beside no checkout."""

import json
import os
import re
import shutil
import tomllib
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from core.cached import kept
from core.errors import Undecided
from core.http_client import Answer, Web
from core.neutral_folder import outside
from core.versions import is_prerelease
from delivery.channels.crates import index
from delivery.channels.crates.staging_server import CrateSite, crate_files, serve_crates
from delivery.clean_client import Client
from delivery.default_operations import started
from delivery.results import Installed, Ran, Seen
from delivery.site import Site
from delivery.transport import Package
from facts.archives.archive import hashed
from facts.archives.crate import Crate
from facts.indexes.listing import Listing, Offered
from profiles.schema.channels import Operation

# What cargo would take here; where that is older since this machine's compiler is, the newest stands behind it.
_VERSION = re.compile(r"^version: (?P<taken>\S+)(?: \(latest (?P<newest>[^)\s]+)\))?", re.MULTILINE)
_ADDED = re.compile(r"^[^\S\n]*Adding \S+ v(\S+) to dependencies", re.MULTILINE)
_CONFIG = re.compile(r"(?P<index>https?://\S+/)config\.json")
_IMPOSSIBLE = "0.0.0-never.published"
_NOTHING = "fn main() {}\n"  # cargo compiles what a program depends on, whether it uses it or not
_NO_PROGRAM = "nothing to install"
# compile_error!, features of the nightly compiler, libraries of the system that a build script looks for.
_ASKED = re.compile(
    r"compile_error|error: (At least|At most|Please|You must|Either|Enable|The [`'\"]?\w+[`'\"]? feature|[`'\"]?\w+[`'\"]? and|either|at least|one of|please|enable)"
    r"|E0554|may not be used on the stable release channel|failed to run custom build command|linking with|can't find crate for `core`"
    r"|requires the `?no_?std|requires rustc|only supported on|is not supported"
)
_STOPPED = re.compile(r"error: could not compile `([\w-]+)`")


@dataclass(frozen=True)
class Probe:
    """A small program that depends on the crate in one way."""

    name: str
    version: str
    text: str
    asks: str = ""  # further keys of the dependency, next to the version


def _excused(ran: Ran, package: str) -> Ran:
    """A crate may ask for one of its features, or for a newer compiler, in words of its own; what it depends on is not its own."""
    others = set(_STOPPED.findall(ran.output)) - {package}
    own = ran.status and (_ASKED.search(ran.output) or others)
    return replace(ran, status=0, output=f"not judged, the crate asks for more itself:\n{ran.output}") if own else ran


@dataclass(frozen=True)
class CrateRegistry:
    """One crate in the registry that cargo is configured to ask."""

    site: Site
    web: Web

    @staticmethod
    def serve(site: Site, artifacts: Path) -> AbstractContextManager[str]:
        """Serve built crates; what they depend on comes from the client's own registry."""
        package, elsewhere = site.channel.package, CrateRegistry(site, Web()).index
        return serve_crates(CrateSite(crate_files(artifacts), elsewhere, package=package))

    @kept
    def index(self) -> str:
        """The index's address: ours, or the one that cargo itself asks."""
        return self.web.bare(self.site.address or self.site.channel.address or self._configured)

    def look(self, version: str) -> Listing:
        """Ask the index about a version, now."""
        return index.look(self.web, self.index, self.site.channel.package, version)

    def owners(self) -> tuple[str, ...] | None:
        """Ask the registry's web API, which the index names, for the crate's owners."""
        return index.owners(self.web, self.index, self.site.channel.package)

    def publication(self) -> dict[str, str]:
        """Ask by which CI run the version was published; nothing where no run is recorded."""
        found = index.publication(self.web, self.index, self.site.channel.package, self.site.version)
        return asdict(found) if found else {}

    def fetch(self, file: Offered) -> Answer:
        """Download one file."""
        return self.web.fetch(file.url)

    def open(self, path: Path) -> Package | None:
        """Open a crate."""
        return Crate(path)

    def digests(self, path: Path) -> dict[str, str]:
        """Compute the digests that the index states."""
        return hashed(path.read_bytes(), ("sha256", "sha512"))

    def seen(self) -> Seen:
        """Ask cargo which version it would take."""
        with self._client() as client:
            said = client.answer(*self._info, absent="could not find")
            found = _VERSION.search(said.text) if said else None
            version = (found["newest"] or found["taken"]) if found else None
            if version and is_prerelease(version):
                version = self._added(client) or version  # `cargo info` names the newest, whoever would take it
        return Seen("cargo", version)

    def _added(self, client: Client) -> str | None:
        """Ask cargo which version a package gets that names none."""
        folder = client.home / "asks"
        (folder / "src").mkdir(parents=True)
        (folder / "src" / "lib.rs").touch()
        (folder / "Cargo.toml").write_text('[package]\nname = "asks"\nversion = "0.0.0"\nedition = "2021"\n')
        said = client.run("cargo", "add", "--dry-run", "--registry", "crates-io", self.site.channel.package, cwd=folder)
        found = _ADDED.search(said.errors)
        return found.group(1) if found and not said.status else None

    def install(self) -> Installed:
        """Let cargo install the program where nothing is, or build a program that uses the library."""
        with self._client() as client:
            if self.site.channel.probe:
                return self._use_library(client, self.site.channel.probe)
            installed = self._install_program(client)
            if _NO_PROGRAM not in installed.install.output:
                return installed
            return self._use_library(client, _NOTHING)

    def _install_program(self, client: Client) -> Installed:
        package, root = self.site.channel.package, client.home / "root"
        words = ("cargo", "install", "--locked", "--root", root)
        operations = self.site.operations or (Operation((package, "--version")),)
        before = client.use(root / "bin", operations)
        impossible = client.ran(*words, f"{package}@={_IMPOSSIBLE}")
        install = client.ran(*words, f"{package}@={self.site.version}")
        after = client.use(root / "bin", self.site.operations)
        programs = sorted((root / "bin").iterdir()) if not install.status and (root / "bin").is_dir() else []
        return Installed(install, impossible, before, (*after, *started(client, programs, package, self.site.version)))

    def _use_library(self, client: Client, probe: str) -> Installed:
        impossible = self._build(client, Probe("impossible", _IMPOSSIBLE, probe))
        install = self._build(client, Probe("probe", self.site.version, probe))
        programs = client.home / "probe" / "target" / "debug"
        before = (*client.use(client.home / "impossible" / "target" / "debug", self.site.operations), impossible)
        more = () if install.status else self._with_features(client)
        return Installed(install, impossible, before, (*client.use(programs, self.site.operations), install, *more))

    def _with_features(self, client: Client) -> tuple[Ran, ...]:
        """Compile the library without its default features, and with all of them."""
        manifest = self._manifest(client)
        table = manifest.get("features")
        features = sorted(name for name in table if name != "default") if isinstance(table, dict) else []
        kinds = [Probe("no-features", self.site.version, _NOTHING, "default-features = false")] if features else []
        if features:
            kinds.append(Probe("all-features", self.site.version, _NOTHING, f"features = {json.dumps(features)}"))
        return tuple(
            _excused(replace(self._build(client, kind, "check"), command=f"cargo check ({kind.name})"), self.site.channel.package)
            for kind in kinds
        )

    def _manifest(self, client: Client) -> dict[str, Any]:
        """The manifest of the crate that cargo has just unpacked."""
        folder = f"{self.site.channel.package}-{self.site.version}"
        found = next(iter(client.home.glob(f"cargo-home/registry/src/*/{folder}/Cargo.toml")), None)
        if found is None:
            raise Undecided(
                got=f"no {folder}/Cargo.toml in cargo's home after it compiled the crate",
                expected="the unpacked crate, to see which features it has",
                advice="remove the replaced source from cargo's configuration on this machine",
            )
        return tomllib.loads(found.read_text("utf-8", "replace"))

    def _build(self, client: Client, probe: "Probe", word: str = "build") -> Ran:
        folder = client.home / probe.name
        (folder / "src").mkdir(parents=True)
        wanted = f'{{ version = "={probe.version}"{f", {probe.asks}" if probe.asks else ""} }}'
        dependency = f"[dependencies]\n{self.site.channel.package} = {wanted}\n"
        (folder / "Cargo.toml").write_text(f'[package]\nname = "probe"\nversion = "0.0.0"\nedition = "2021"\n\n{dependency}')
        (folder / "src" / "main.rs").write_text(probe.text)
        return client.ran("cargo", word, cwd=folder)

    @property
    def _info(self) -> tuple[str, ...]:
        # The name is cargo's own for its default; with it, a source that replaces the default answers too.
        return ("cargo", "info", "--registry", "crates-io", self.site.channel.package)

    @kept
    def _configured(self) -> str:
        """The address that cargo names in its own log when it is asked for the crate."""
        with self._client({"CARGO_LOG": "network=debug"}) as client:
            said = client.run(*self._info)
        found = _CONFIG.search(said.errors)
        if found is None:
            raise Undecided(
                got="no sparse index in cargo's own log",
                expected="the URL that cargo uses",
                advice="use a cargo with the sparse protocol, or set `address` of the channel in the profile",
            )
        return found.group("index")

    @contextmanager
    def _client(self, more: dict[str, str] | None = None) -> Iterator[Client]:
        with outside() as folder:
            home = folder / "cargo-home"
            home.mkdir()
            _bring_configuration(home, self.site.address or self.site.channel.address)
            env = {"CARGO_HOME": str(home), "CARGO_TERM_COLOR": "never", **(more or {})}
            yield Client(folder, self.site.channel.timeout, env, ("CARGO_TARGET_DIR", "RUSTFLAGS", "RUSTC_WRAPPER"))


def _bring_configuration(home: Path, address: str) -> None:
    """Keep the user's mirrors, proxies and credentials, and nothing that was cached or built before."""
    own = Path(os.environ.get("CARGO_HOME") or Path.home() / ".cargo")
    for name in ("config.toml", "config", "credentials.toml", "credentials"):
        if (own / name).is_file():
            shutil.copy(own / name, home / name)
    if address:
        replaced = f'[source.crates-io]\nreplace-with = "given"\n\n[source.given]\nregistry = "sparse+{address}"\n'
        (home / "config.toml").write_text(replaced)
