"""`python -m plugins.profile_docs` writes docs/profile.md from the structs: every table, key, type, default and comment."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

FILE = Path("docs") / "profile.md"
_HEAD = """\
# The profile: what is true of one project

<!-- Written by `python -m plugins.profile_docs` from the structs in plugins/profile.py and plugins/profile_tables/. -->

One TOML file, `release-profile.toml` in the project or a file named with `--profile`. An unknown key, a wrong type, a
duplicate key, an unknown gate or channel is refused with a sentence. `[does_not_apply]` names a gate, a channel or a check
that does not apply, each with its reason.
"""
_PARTS = ("Table", "Project", "Ages")


def text(root: Path) -> str:
    """Return the page's text."""
    tables = sorted((root / "plugins" / "profile_tables").glob("[a-z]*.py"))
    parts = [part for path in [root / "plugins" / "profile.py", *tables] for part in _file(path)]
    return "\n".join([_HEAD, *parts])


def main(root: Path) -> int:
    """Write the page."""
    (root / FILE).write_text(text(root), "utf-8")
    return 0


def _file(path: Path) -> Iterator[str]:
    source = path.read_text("utf-8")
    structs = [node for node in ast.parse(source).body if isinstance(node, ast.ClassDef) and node.name != "Profile"]
    for node in sorted(structs, key=lambda node: node.name not in _PARTS):
        table = path.stem if node.name == "Table" else node.name.lower()
        title = f"## `[{table}]`" if node.name in _PARTS else f"### {node.name}, in `[{path.stem}]`"
        yield "\n".join([title, "", *_struct(node, source.splitlines()), ""])


def _struct(node: ast.ClassDef, lines: list[str]) -> Iterator[str]:
    yield " ".join((ast.get_docstring(node) or "").split())
    fields = [item for item in node.body if isinstance(item, ast.AnnAssign)]
    if fields:
        yield from ("", "| key | type | default | |", "|---|---|---|---|")
    for item in fields:
        default = f"`{ast.unparse(item.value)}`" if item.value is not None else "required"
        cells = (f"`{ast.unparse(item.target)}`", f"`{ast.unparse(item.annotation)}`", default, _comment(item, lines))
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _comment(item: ast.AnnAssign, lines: list[str]) -> str:
    line = lines[(item.end_lineno or item.lineno) - 1][item.end_col_offset or 0 :]
    return line.partition("#")[2].strip()


if __name__ == "__main__":
    sys.exit(main(Path(__file__).resolve().parent.parent))
