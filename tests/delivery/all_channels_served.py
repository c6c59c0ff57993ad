"""The files of a release served on loopback, as each of the six channels would."""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from delivery.channels.crates.staging_server import CrateFile, CrateSite, serve_crates
from delivery.channels.github.staging_server import ForgeSite, serve_release
from delivery.channels.golang.staging_server import GoFile, GoSite, serve_go
from delivery.channels.homebrew.staging_server import commit
from delivery.channels.npm.staging_server import NodeFile, NodeSite, serve_node
from delivery.channels.pypi.staging_server import PythonFile, PythonSite, serve_python
from delivery.staging.file_server import FileSite
from delivery.staging.loopback import Loopback
from facts.archives.archive import hashed
from tests.delivery import packages

Files = Mapping[str, bytes]
VERSION = "1.1.0"


def served_python(files: Files, _folder: Path) -> AbstractContextManager[str]:
    """Wheels and sdists on an index."""
    return serve_python(PythonSite("demo-pkg", {name: PythonFile(name, data, ">=3.10") for name, data in files.items()}))


def served_crates(files: Files, folder: Path) -> AbstractContextManager[str]:
    """Crates in a registry."""
    return serve_crates(CrateSite(tuple(CrateFile.read(path) for path in _written(files, folder))))


def served_node(files: Files, folder: Path) -> AbstractContextManager[str]:
    """Tarballs in a registry."""
    return serve_node(NodeSite(tuple(NodeFile.read(path, "demo-pkg") for path in _written(files, folder))))


def served_go(files: Files, _folder: Path) -> AbstractContextManager[str]:
    """A module at a proxy."""
    manifest = f"module {packages.MODULE}\n\ngo 1.21\n"
    return serve_go(GoSite(packages.MODULE, {name.removesuffix(".zip"): GoFile(data, manifest) for name, data in files.items()}))


def served_forge(files: Files, _folder: Path) -> AbstractContextManager[str]:
    """Assets of a release; one without a single asset was never made."""
    tag = f"v{VERSION}" if files else "v1.0.0"
    return serve_release(ForgeSite("owner/demo", tag, files))


@contextmanager
def served_tap(files: Files, folder: Path) -> Iterator[str]:
    """A tap whose formula names the files that are there; without any it is the formula of the release before."""
    (folder / "tap").mkdir(parents=True, exist_ok=True)
    with Loopback(FileSite(files)) as server:
        blocks = "".join(_block(name, files[name], server.url) for name in files)
        version = VERSION if files else "1.0.0"
        yield commit(folder / "tap", "demo", f'class Demo < Formula\n  version "{version}"\n{blocks}end\n')


def _block(name: str, data: bytes, address: str) -> str:
    system = "on_linux" if "linux" in name else "on_macos"
    processor = "on_arm" if "arm" in name else "on_intel"
    lines = f'      url "{address}/{name}"\n      sha256 "{hashed(data)["sha256"]}"\n'
    return f"  {system} do\n    {processor} do\n{lines}    end\n  end\n"


def _written(files: Files, folder: Path) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    place = Path(tempfile.mkdtemp(dir=folder))
    for name, data in files.items():
        (place / name).write_bytes(data)
    return sorted(place.iterdir())
