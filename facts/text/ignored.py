"""Which paths git ignores, as the `.gitignore` files of a checkout say."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Ignored:
    """Patterns in the order in which they stand; the last that matches decides."""

    patterns: tuple[tuple[re.Pattern[str], bool], ...]

    @classmethod
    def of(cls, root: Path) -> Ignored:
        """Read the file of the root and those of the folders right below it."""
        found: list[tuple[re.Pattern[str], bool]] = []
        for file in (root / ".gitignore", *sorted(root.glob("*/.gitignore"))):
            inside = "" if file.parent == root else f"{file.parent.name}/"
            lines = file.read_text("utf-8", "replace").splitlines() if file.is_file() else []
            found.extend(_pattern(line.rstrip(), inside) for line in lines if line.strip() and not line.startswith("#"))
        return cls(tuple(found))

    @classmethod
    def by(cls, lines: Iterable[str]) -> Ignored:
        """Return patterns that are written elsewhere in the same form, such as Cargo's `exclude`."""
        return cls(tuple(_pattern(line.rstrip(), "") for line in lines if line.strip()))

    def matches(self, path: str) -> bool:
        """Whether git ignores a file, or one of the folders that it lies in."""
        parts = path.strip("/").split("/")
        return any(self._matches("/".join(parts[:end]), end < len(parts)) for end in range(1, len(parts) + 1))

    def nearest(self, path: str) -> bool:
        """Whether the patterns leave out a file where the file's own match comes before those of its folders, as Cargo asks."""
        parts = path.strip("/").split("/")
        answers = (self._decided("/".join(parts[:end]), end < len(parts)) for end in range(len(parts), 0, -1))
        return next((each for each in answers if each is not None), False)

    def _matches(self, path: str, folder: bool) -> bool:
        return self._decided(path, folder) is True

    def _decided(self, path: str, folder: bool) -> bool | None:
        said = f"{path}/" if folder else path
        decided = [ignores for pattern, ignores in self.patterns if pattern.fullmatch(said)]
        return decided[-1] if decided else None


def _pattern(line: str, inside: str) -> tuple[re.Pattern[str], bool]:
    """Return a pattern as an expression: gitignore(5), "PATTERN FORMAT"."""
    kept = line.startswith("!")
    text = line[1:] if kept else line
    only_folders = text.endswith("/")
    text = text.rstrip("/")
    anchored = "/" in text  # a slash in front or inside
    body = "".join(_TRANSLATED.get(part, re.escape(part)) for part in re.findall(r"\*\*/|/\*\*|\*|\?|[^*?]+", text.lstrip("/")))
    where = re.escape(inside) + ("" if anchored else "(?:.*/)?")
    return re.compile(f"{where}{body}{'/' if only_folders else '/?'}"), not kept


_TRANSLATED = {"**/": "(?:.*/)?", "/**": "/.*", "*": "[^/]*", "?": "[^/]"}
