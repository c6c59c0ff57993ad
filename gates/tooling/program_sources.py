"""What the source of a program says that publishes: programs ask and answer in ways that no shell translation keeps."""

from __future__ import annotations

import re
from pathlib import Path

_PROGRAMS = (".py", ".js", ".mjs", ".cjs", ".ts", ".mts", ".rb", ".rs")
_KNOWS = re.compile(
    r"already[\s_-]{0,2}(exist|publish|upload|present|there)|(is|was)_?published|version_?exists|existing_\w*versions|EPUBLISHCONFLICT|\b409\b",
    re.IGNORECASE,
)


def knows_what_is_published(root: Path, file: str) -> bool:
    """Whether a program of the checkout asks, or reads from a refusal, that a version is published already."""
    path = root / file
    if not file.endswith(_PROGRAMS) or not path.is_file():
        return False
    return bool(_KNOWS.search(path.read_text(encoding="utf-8", errors="replace")))
