"""What one clone has built, given to another: cargo finds there what both share and builds only what differs."""

import os
import shutil
from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from hashlib import sha256
from pathlib import Path

from filelock import FileLock

from facts.vcs.git import Checkout


def alone_in(checkout: Path, folders: Iterable[str]) -> AbstractContextManager[object]:
    """Hold the folders that a step fills: no other step fills them meanwhile, and nobody copies what is half written."""
    named = " ".join(folders)
    return FileLock(f"{checkout}.{sha256(named.encode()).hexdigest()[:16]}.lock") if named else nullcontext()


def give(giver: Path, taker: Path, folders: Iterable[str]) -> None:
    """Copy the folders that the taker does not have, with the times that cargo compares."""
    for folder in folders:
        if (giver / folder).is_dir() and not (taker / folder).exists():
            shutil.copytree(giver / folder, taker / folder, symlinks=True)
    _touch(taker)


def _touch(checkout: Path) -> None:
    """Make all sources newer than what was given: cargo compares times, and would take the giver's code for the taker's."""
    for name in Checkout(checkout).tracked:
        if (checkout / name).is_file():
            os.utime(checkout / name, follow_symlinks=False)
