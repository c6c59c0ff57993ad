"""`python -m plugins.cli.options_page` writes docs/options.md from the options that the suite declares."""

import re
from pathlib import Path
from typing import Any

from plugins.cli import options

FILE = Path("docs") / "options.md"
_HEAD = """\
# Options

<!-- Written by `python -m plugins.cli.options_page` from `plugins/cli/options.py`. -->

`pytest` accepts these in addition to its own options: `-m` selects stages and markers, `-k` selects gates, channels, checks and rules by a part of
their name (hyphens and underscores are interchangeable), and `-n 2` runs in parallel. Join a path to its option with `=`: pytest would treat an existing path
as tests to run.

| option | what it does |
|---|---|
"""


class _Group:
    """Takes the options down instead of declaring them."""

    def __init__(self) -> None:
        self.rows: list[str] = []

    def addoption(self, name: str, **more: Any) -> None:
        """Keep one row; what has no help is internal."""
        if re.search(r"^\w", str(more.get("help", ""))):
            value = "" if more.get("action") == "store_true" else f"={more.get('metavar', '')}".replace("|", "\\|")
            value = f"[{value}]" if more.get("nargs") == "?" else value
            help_text = str(more["help"]).replace(" (write it with =)", "").replace("|", "\\|")
            self.rows.append(f"| `{name}{value}` | {help_text} |")


class _Parser:
    def __init__(self) -> None:
        self.group = _Group()

    def getgroup(self, *_words: str) -> _Group:
        """Return the one group."""
        return self.group

    def addini(self, *_words: str, **_more: object) -> None:
        """Leave out what stands in a file."""


def page() -> str:
    """Return the whole page."""
    parser: Any = _Parser()
    options.pytest_addoption(parser)
    return _HEAD + "\n".join(parser.group.rows) + "\n"


def main(root: Path) -> None:
    """Write the page."""
    (root / FILE).write_text(page(), "utf-8")


if __name__ == "__main__":
    main(Path(__file__).resolve().parents[2])
