"""A sample that was written before: what marks it, and whether anything in it has changed since."""

from hashlib import sha256
from pathlib import Path

from sample import stream
from sample.sample_errors import SampleError
from sample.sample_git import git
from sample.written_tree import WrittenTree

MARK = "embedded-sample"


def is_former(place: Path) -> bool:
    """Whether a folder is a checkout or a remote that was written here."""
    return any((place / folder / MARK).is_file() for folder in (".git", "."))


def mark(checkout: Path, remote: Path, draft: WrittenTree) -> None:
    """Write down what both repositories are."""
    state = _state(checkout, remote, draft)
    for folder in (checkout / ".git", remote):
        (folder / MARK).write_text(state)


def is_intact(checkout: Path, remote: Path, draft: WrittenTree) -> bool:
    """Whether both are what they would be if they were written now; then whoever reads them is not disturbed."""
    marks = [folder / MARK for folder in (checkout / ".git", remote)]
    if draft.uncommitted or not all(path.is_file() for path in marks):
        return False
    try:
        state = _state(checkout, remote, draft)
        changed = git("-C", checkout, "--no-optional-locks", "status", "--porcelain", "--ignored")
    except (SampleError, OSError):
        return False  # damaged: it is written anew
    return not changed and all(path.read_text() == state for path in marks)


def _state(checkout: Path, remote: Path, draft: WrittenTree) -> str:
    """Name every ref and setting of both repositories, and what they were made from."""
    parts = [sha256(stream.of(draft)).hexdigest()]
    for folder in (checkout / ".git", remote):
        parts += [git("--git-dir", folder, "for-each-ref"), *((folder / name).read_text() for name in ("HEAD", "config"))]
    return "\n".join(parts)
