"""A Python index: the simple API, and pip in an empty virtual environment."""

import os
import re
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar

from filelock import FileLock

from core.cached import kept
from core.errors import Undecided
from core.http_client import Answer, Web
from core.neutral_folder import outside
from delivery.channels.pypi import index
from delivery.channels.pypi.imports import PROGRAM, SCRIPTS
from delivery.channels.pypi.staging_server import PythonSite, other_files, python_files, serve_python
from delivery.clean_client import Client
from delivery.default_operations import started
from delivery.logins import in_a_file
from delivery.results import Installed, Ran, Seen
from delivery.site import Site
from delivery.transport import Package
from facts.archives.archive import hashed
from facts.archives.sdist import Sdist
from facts.archives.wheel import Wheel
from facts.indexes.listing import Listing, Offered

_FIRST = re.compile(r"^(?P<name>\S+) \((?P<version>[^)]+)\)$", re.MULTILINE)
_LOCATION = re.compile(r"location\(s\) to search for versions of .*\n\* (?P<url>\S+)")
_IMPOSSIBLE = "0+never.published"  # a local version: no index may carry one (PEP 440)


@dataclass(frozen=True)
class PythonIndex:
    """One package on the index that pip is configured to ask."""

    normalizes_versions: ClassVar[bool] = True  # in names of files (PEP 625)

    site: Site
    web: Web

    @kept
    def index(self) -> str:
        """The index's address: ours, or the one that pip itself would ask."""
        given = self.site.address or self.site.channel.address or os.environ.get("PIP_INDEX_URL")
        return self.web.bare(given or self._configured)

    @staticmethod
    def serve(site: Site, artifacts: Path) -> AbstractContextManager[str]:
        """Serve built distributions; what they are built with comes from the client's own index."""
        package = site.channel.package
        elsewhere = PythonIndex(site, Web()).index
        return serve_python(PythonSite(package, python_files(artifacts, package), elsewhere, other_files(artifacts, package)))

    def look(self, version: str) -> Listing:
        """Ask the index about a version, now."""
        return index.look(self.web, self.index, self.site.channel.package, version)

    def owners(self) -> None:
        """The simple API does not say who may upload."""

    def fetch(self, file: Offered) -> Answer:
        """Download one file."""
        return self.web.fetch(file.url)

    def open(self, path: Path) -> Package | None:
        """Open a wheel or an sdist."""
        return Wheel(path) if path.suffix == ".whl" else Sdist(path)

    def digests(self, path: Path) -> dict[str, str]:
        """Compute the digests that the index states."""
        return hashed(path.read_bytes(), ("sha256", "sha512"))

    def seen(self) -> Seen:
        """Ask pip which version it would take."""
        words = (self._python, "-m", "pip", "index", "versions", self.site.channel.package)
        with self._asking() as client:
            said = client.answer(*words, absent="no matching distribution")
        first = _FIRST.search(said.text) if said else None
        listed = re.search(r"Available versions: (.*)", said.text) if said else None
        versions = tuple(listed.group(1).split(", ")) if listed else ()
        return Seen("pip", first.group("version") if first else None, versions)

    def install(self) -> Installed:
        """Let pip install the version where nothing is, and use it."""
        package, programs = self.site.channel.package, self._python.parent
        pip = (self._python, "-m", "pip", "install", "--no-cache-dir")
        with self._asking() as client:
            before = client.use(programs, self.site.operations)
            impossible = client.ran(*pip, f"{package}=={_IMPOSSIBLE}")
            before = (*before, self._imported(client, self._python))
            install = client.ran(*pip, f"{package}=={self.site.version}")
            after = client.use(programs, self.site.operations)
            more = () if install.status else self._defaults(client, self._python)
            return Installed(install, impossible, before, (*after, *more), self._from_source(client))

    def _defaults(self, client: Client, python: Path) -> tuple[Ran, ...]:
        """Import every module, and start every console script."""
        package = self.site.channel.package
        scripts = client.script("console_scripts.py", SCRIPTS, python, package).output.split()
        programs = [python.parent / name for name in scripts if (python.parent / name).is_file()]
        return (self._imported(client, python), *started(client, programs, package, self.site.version))

    def _imported(self, client: Client, python: Path) -> Ran:
        done = client.script("import_every_module.py", PROGRAM, python, self.site.channel.package)
        return replace(done, command="import every module", prints="modules imported")  # a module may end the interpreter with 0

    def _from_source(self, client: Client) -> tuple[Ran, ...]:
        """Build and install the source distribution, with the wheel out of reach, where users may have to."""
        package, sources = self.site.channel.package, any(name.endswith(".tar.gz") for name in self.site.files)
        if not (self.site.channel.source_builds and sources):
            return ()
        place = self.site.room("client") / "from-source"
        client.run(sys.executable, "-m", "venv", "--clear", place)
        python = place / ("Scripts" if os.name == "nt" else "bin") / self._python.name
        pip = (python, "-m", "pip", "install", "--no-cache-dir", "--no-binary", package)
        built = client.ran(*pip, f"{package}=={self.site.version}")
        return (
            (built,)
            if built.status
            else (built, *client.use(python.parent, self.site.operations), *self._defaults(client, python))
        )

    @contextmanager
    def _asking(self) -> Iterator[Client]:
        """Give the client that asks the index; to build a source it starts another pip, with every address as a word."""
        with outside() as folder:
            own = Path(os.environ.get("NETRC") or Path.home() / ".netrc")
            yield replace(self._client, env={**self._client.env, **in_a_file(self._addresses, folder, own)})

    @kept
    def _addresses(self) -> dict[str, str]:
        """The addresses of the client's configuration, by the variables that say them."""
        if self.site.address or self.site.channel.address:
            return {}
        keys = {"PIP_INDEX_URL": "global.index-url", "PIP_EXTRA_INDEX_URL": "global.extra-index-url"}
        found = {name: os.environ.get(name) or self._told(key) for name, key in keys.items()}
        return {name: text for name, text in found.items() if text}

    @kept
    def _configured(self) -> str:
        return self._told("global.index-url") or self._built_in

    def _told(self, key: str) -> str:
        named = self._client.run(self._python, "-m", "pip", "config", "get", key)
        return named.text.strip() if named.status == 0 else ""

    @kept
    def _built_in(self) -> str:
        """The address that pip names when it is asked where it would look."""
        package = self.site.channel.package
        said = self._client.run(self._python, "-m", "pip", "-vv", "index", "versions", package)
        found = _LOCATION.search(said.text)
        if found is None:
            raise Undecided(
                got="no URL in the output of `pip -vv index versions`",
                expected="the index that pip uses",
                advice="set PIP_INDEX_URL, or `address` of the channel in the profile",
            )
        return found.group("url").rstrip("/").rpartition("/")[0] + "/"

    @kept
    def _client(self) -> Client:
        given = self.site.address or self.site.channel.address
        ours = {"PIP_INDEX_URL": given, "PIP_CONFIG_FILE": os.devnull} if given else {}
        unset = ("PIP_EXTRA_INDEX_URL", "PIP_FIND_LINKS", "PIP_NO_INDEX") if given else ()
        # A warm cache would install an old build; the home is kept, pip's configuration may lie there.
        return Client(self.site.room("client"), self.site.channel.timeout, {"PIP_NO_CACHE_DIR": "1", **ours}, unset)

    @kept
    def _python(self) -> Path:
        """An interpreter of a virtual environment with nothing in it."""
        place = self.site.room("client") / "venv"
        bin_folder = place / ("Scripts" if os.name == "nt" else "bin")
        with FileLock(f"{place}.lock"):  # two steps of the channel may begin at the same time
            if not bin_folder.is_dir():
                Client(self.site.room("client"), self.site.channel.timeout).run(sys.executable, "-m", "venv", place)
        return bin_folder / ("python.exe" if os.name == "nt" else "python")
