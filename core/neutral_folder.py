"""A folder outside of every checkout: cargo, npm and go read the files of all folders above the one they run in."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def outside() -> Iterator[Path]:
    """Give a new empty folder, gone at the end; go's module cache is read-only, so leftovers are made writable."""
    with tempfile.TemporaryDirectory(prefix="release-verification-", ignore_cleanup_errors=True) as folder:
        path = Path(folder).resolve()
        yield path
        for place in [path, *path.rglob("*")]:
            if place.is_dir() and not place.is_symlink():
                place.chmod(0o700)
