"""Exit 0 when every place that names the version names the one that was asked for."""

import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def versions() -> dict[str, str]:
    """The version by the file that names it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    locked = tomllib.loads((ROOT / "uv.lock").read_text("utf-8"))["package"]
    source = re.search(r'^__version__ = "([^"]+)"', (ROOT / "src/brook/__init__.py").read_text("utf-8"), re.MULTILINE)
    return {
        "pyproject.toml": project["version"],
        "uv.lock": next(p["version"] for p in locked if p["name"] == project["name"]),
        "src/brook/__init__.py": source.group(1) if source else "nothing",
    }


def main(arguments: list[str]) -> int:
    """Compare, name every file that differs."""
    if len(arguments) != 1:
        print("usage: check_versions.py X.Y.Z", file=sys.stderr)
        return 2
    wrong = {path: version for path, version in versions().items() if version != arguments[0]}
    for path, version in wrong.items():
        print(f"{path}: got {version}, expected {arguments[0]}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
