"""One entry of an archive, as the archive describes it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Member:
    """One entry as the archive describes it."""

    name: str
    size: int
    kind: str  # file, folder, or what it is instead
    mode: int = 0
    target: str = ""  # of a link

    @property
    def executable(self) -> bool:
        """Whether its owner may run it."""
        return bool(self.mode & 0o100)
