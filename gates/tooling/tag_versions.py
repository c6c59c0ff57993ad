"""Python packages whose version is computed from the tags of git."""

from __future__ import annotations

import re
from pathlib import Path

from discovery.workflows.effects import Effect

_FROM_TAGS = re.compile(
    r"setuptools[-_]scm|hatch[-_]vcs|versioneer|poetry-dynamic-versioning|uv-dynamic-versioning|\bdunamai\b|versioningit|source\s*=\s*\"scm\""
)
_BUILDS = ("build", "uv build", "hatch build", "pdm build", "poetry build", "flit build", "setup.py", "cibuildwheel")


def version_from_tags(root: Path) -> str:
    """Return what computes the version, and the file that says so; nothing where the version is written out."""
    for name in ("pyproject.toml", "setup.py", "setup.cfg"):
        path = root / name
        if path.is_file() and (found := _FROM_TAGS.search(path.read_text(encoding="utf-8", errors="replace"))):
            return f"{found[0]} in {name}"
    return ""


def builds_python(effect: Effect) -> bool:
    """Whether an effect builds a Python package."""
    return effect.kind == "build" and effect.what.split(" dist")[0].startswith(_BUILDS)
