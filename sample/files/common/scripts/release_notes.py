"""Print the changelog section of one version; a version without a dated section is an error."""

import re
import sys
from pathlib import Path

CHANGELOG = Path(__file__).resolve().parent.parent / "CHANGELOG.md"


def section(text: str, version: str) -> str | None:
    """The lines under the heading of a version, if it has one with a date."""
    heading = rf"^## \[{re.escape(version)}\] - \d{{4}}-\d{{2}}-\d{{2}}\n"
    found = re.search(heading + r"(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    return found.group(1).strip() if found else None


def main(arguments: list[str]) -> int:
    """Print the section, or say what is missing."""
    if len(arguments) != 1:
        print("usage: release_notes.py X.Y.Z", file=sys.stderr)
        return 2
    notes = section(CHANGELOG.read_text("utf-8"), arguments[0])
    if not notes:
        print(f"CHANGELOG.md has no dated section for {arguments[0]}; write it first", file=sys.stderr)
        return 1
    print(notes)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
