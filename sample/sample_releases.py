"""The two releases of the sample: which files each holds, when and by whom it was committed."""

from dataclasses import dataclass
from pathlib import Path

FILES = Path(__file__).resolve().parent / "files"
_LEFT_BEHIND = {"__pycache__", ".ruff_cache", ".mypy_cache", ".pytest_cache", ".hypothesis", ".DS_Store"}
AUTHOR = "Brook Author <author@brook.invalid>"

Tree = dict[str, bytes]


@dataclass(frozen=True)
class SampleVersion:
    """One release of the sample; the time is seconds since 1970, in UTC."""

    tag: str
    time: int
    subject: str

    def tree(self) -> Tree:
        """Every file of this release by its path; what differs between releases lies in a folder of its own."""
        return _read(FILES / "common") | _read(FILES / self.tag)


BASE = SampleVersion("v0.1.0", 1_759_658_400, "Release 0.1.0")
TARGET = SampleVersion("v0.1.1", 1_763_632_800, "Release 0.1.1")


def _read(folder: Path) -> Tree:
    """Return the files below a folder, without what tools and desktops leave behind."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and not _LEFT_BEHIND & set(path.parts))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
