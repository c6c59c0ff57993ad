"""A formula and its archives as a tap: a git repository on disk, archives on loopback."""

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.commands import run
from delivery.staging.file_server import FileSite
from delivery.staging.loopback import Loopback

_AUTHOR = ("-c", "user.name=staging", "-c", "user.email=staging@localhost", "-c", "commit.gpgsign=false")


@contextmanager
def serve_tap(artifacts: Path, package: str) -> Iterator[str]:
    """Serve the formula among the artifacts, if there is one; the value is the repository's address."""
    found = next((path.read_text("utf-8") for path in sorted(artifacts.rglob(f"{package}.rb"))), None)
    with tempfile.TemporaryDirectory(prefix="release-tap-") as folder, Loopback(FileSite.of(artifacts)) as server:
        yield commit(Path(folder), package, found and _served_here(found, server.url))


def _served_here(text: str, address: str) -> str:
    """The formula with the same file names at our own address."""
    return re.sub(r'(url\s+")[^"]*/([^"/]+")', rf"\g<1>{address}/\g<2>", text)


def commit(folder: Path, package: str, text: str | None) -> str:
    """Write the formula, where there is one, and commit; the folder is the repository."""
    place = folder / "Formula" / f"{package}.rb"
    place.parent.mkdir(exist_ok=True)
    if text is not None:
        place.write_text(text)
    if not (folder / ".git").exists():
        run(["git", "init", "--quiet", folder], cwd=folder, timeout=60)
    run(["git", "add", "--all"], cwd=folder, timeout=60)
    run(["git", *_AUTHOR, "commit", "--quiet", "--allow-empty", "-m", "staged"], cwd=folder, timeout=60)
    return str(folder)
