"""The suite's own version: what pyproject.toml says, and a digest of what was really there."""

import tomllib
from functools import cache
from hashlib import sha256
from pathlib import Path

_FOLDERS = ("core", "profiles", "facts", "discovery", "gates", "delivery", "provenance", "plugins")


@cache
def suite_version(root: Path) -> str:
    """Return `X.Y.Z+digest`: evidence of one state of the suite does not count for another."""
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    digest = sha256()
    for path in _sources(root):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return f"{project['version']}+{digest.hexdigest()[:12]}"


def _sources(root: Path) -> list[Path]:
    found = [path for folder in _FOLDERS for path in (root / folder).rglob("*") if path.suffix in (".py", ".toml")]
    return sorted([*found, root / "conftest.py"])
