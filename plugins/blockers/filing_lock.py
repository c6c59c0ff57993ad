"""One run at a time files for a project; the tracker's own lock is never ours to hold."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from core.errors import Unavailable
from facts.vcs.git_folder import GitFolder

_PATIENCE = 120.0


@contextmanager
def locked(path: Path | None, patience: float = _PATIENCE) -> Iterator[None]:
    """Hold the lock of all runs that file for one project; without a path there is nothing to hold."""
    if path is None:
        yield
        return
    lock = FileLock(path)
    try:
        lock.acquire(timeout=patience)
    except (Timeout, OSError) as error:
        raise Unavailable(
            got=f"no lock on {path} within {patience:g} s ({error})",
            expected="one run at a time that files tasks, and a .git directory that this user can write to",
            advice="wait for the other run to end, then run again",
        ) from error
    try:
        yield
    finally:
        lock.release()


def lock_path(project: Path) -> Path:
    """Return where all runs on one project meet: in its git folder, which no tree and no commit shows."""
    return GitFolder.of(project).common.resolve() / "release-blockers.lock"
