"""A line of a file, as readers of files give it and findings keep it."""

from dataclasses import dataclass


@dataclass(frozen=True, order=True, slots=True)
class Location:
    """`path` is relative to the checkout, with slashes; `line` begins at 1 and is 0 where the whole file is meant."""

    path: str
    line: int = 0

    def __str__(self) -> str:
        """Spell it as an editor opens it."""
        return f"{self.path}:{self.line}" if self.line else self.path
