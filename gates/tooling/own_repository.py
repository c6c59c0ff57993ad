"""The project's own repository on GitHub, as its manifests and its clone name it."""

from __future__ import annotations

import re
from pathlib import Path

_ADDRESS = r"github\.com[/:]([A-Za-z0-9][\w-]*/[\w.-]+?)(?:\.git)?(?:[\"'#/\s)]|$)"
# Where a manifest states its project's own address; a dependency's stands elsewhere.
_STATED = (
    ("go.mod", rf"^module\s+{_ADDRESS}"),
    ("package.json", rf"\"repository\"\s*:\s*(?:\{{[^}}]*?\"url\"\s*:\s*)?\"[^\"]*?{_ADDRESS}"),
    ("Cargo.toml", rf"^repository\s*=\s*[\"'][^\"']*?{_ADDRESS}"),
    ("pyproject.toml", rf"^[\"']?(?:repository|source|source code|code|github|homepage)[\"']?\s*=\s*[\"'][^\"']*?{_ADDRESS}"),
    (".git/config", rf"\[remote \"origin\"\][^\[]*?url\s*=\s*\S*?{_ADDRESS}"),
)


def own_repositories(root: Path) -> tuple[str, ...]:
    """Return `owner/name` of the project as far as files say it, without repetition; spelled as it is written there."""
    found: dict[str, None] = {}
    for name, pattern in _STATED:
        path = root / name
        if path.is_file():
            said = re.search(pattern, path.read_text("utf-8", "replace"), re.MULTILINE | re.IGNORECASE)
            if said is not None:
                found[said[1]] = None
    return tuple(found)
