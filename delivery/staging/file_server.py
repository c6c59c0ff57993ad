"""A folder of files on loopback, each under its own name."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from delivery.staging.loopback import FILE, NOT_FOUND, Reply, Request


@dataclass(frozen=True)
class FileSite:
    """Files by name."""

    files: Mapping[str, bytes]

    @classmethod
    def of(cls, folder: Path) -> "FileSite":
        """Take every file below a folder."""
        return cls({path.name: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()})

    def __call__(self, request: Request) -> Reply:
        """Answer with the file that the last part of the path names."""
        name = request.path.partition("?")[0].rpartition("/")[2]
        return Reply(self.files[name], kind=FILE) if name in self.files else NOT_FOUND
