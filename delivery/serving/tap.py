"""A formula and its archives as a tap: a git repository on disk, archives on loopback."""

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from delivery.serving.files import FileSite
from delivery.serving.loopback import Loopback
from facts.errors import Undecided
from plugins.commands import run

_AUTHOR = ("-c", "user.name=staging", "-c", "user.email=staging@localhost", "-c", "commit.gpgsign=false")


@contextmanager
def serve_tap(artifacts: Path, package: str) -> Iterator[str]:
    """Serve the formula among the artifacts; the value is the repository's address."""
    source = next(iter(sorted(artifacts.rglob(f"{package}.rb"))), None)
    if source is None:
        raise Undecided(got=f"no {package}.rb among the artifacts", expected="the formula", advice="make it in the build")
    with tempfile.TemporaryDirectory(prefix="release-tap-") as folder, Loopback(FileSite.of(artifacts)) as server:
        yield commit(Path(folder), package, _served_here(source.read_text("utf-8"), server.url))


def _served_here(text: str, address: str) -> str:
    """The formula with the same file names at our own address."""
    return re.sub(r'(url\s+")[^"]*/([^"/]+")', rf"\g<1>{address}/\g<2>", text)


def commit(folder: Path, package: str, text: str) -> str:
    """Write the formula and commit it; the folder is the repository."""
    place = folder / "Formula" / f"{package}.rb"
    place.parent.mkdir(exist_ok=True)
    place.write_text(text)
    if not (folder / ".git").exists():
        run(["git", "init", "--quiet", folder], cwd=folder, timeout=60)
    run(["git", "add", "--all"], cwd=folder, timeout=60)
    run(["git", *_AUTHOR, "commit", "--quiet", "--allow-empty", "-m", "staged"], cwd=folder, timeout=60)
    return str(folder)
