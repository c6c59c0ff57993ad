"""`python -m plugins.plan.checks_page` writes docs/checks.md: each check and rule with id, what, why, how to fix it."""

import sys
from collections.abc import Iterator
from pathlib import Path

from plugins.plan.check_catalog import Catalog, CatalogEntry

FILE = Path("docs") / "checks.md"
_HEAD = """\
# Checks and rules

<!-- Written by `python -m plugins.plan.checks_page` from the docstrings of the checks and from the rule files. -->

`pytest --list` prints this list, `pytest --explain=RULE` one entry with its examples. A finding names the id. A check that names
a table of the profile is asked of each row of it; `static` reads the checkout only; a stage is selected with `-m`, a gate or
channel with `-k`.

**What waives a finding:** an entry in `release-waivers.toml` with the finding's digest, for one release and a time
([waivers](waivers.md)). A check, gate or channel that does not apply is listed in `[does_not_apply]` of the profile with its reason.
What could not be carried out, `error` or `not_run`, is waived by nothing.
"""


def text(root: Path) -> str:
    """Return the page's text."""
    return "\n".join([_HEAD, *_sections(Catalog.of(root))])


def _sections(catalog: Catalog) -> Iterator[str]:
    before = ""
    for stage, title, entries in catalog.sections():
        if stage != before:
            yield f"## {'Rules that several checks judge by' if stage == 'rules' else f'Stage `{stage}`'}\n"
            before = stage
        yield f"### {title}\n"
        for entry in entries:
            yield from _entry(entry)


def _entry(entry: CatalogEntry) -> Iterator[str]:
    marks = [*(["static"] if entry.static else []), *([f"rows of `{entry.rows}`"] if entry.rows else [])]
    needs = [f"needs {', '.join(f'`{need}`' for need in entry.needs)}"] if entry.needs else []
    yield f"**`{entry.id}`** {_plain(entry.what)}" + (f" ({'; '.join([*marks, *needs])})" if [*marks, *needs] else "")
    if entry.why:
        yield f"  \nWhy: {_plain(entry.why)}"
    if entry.fix:
        yield f"  \nFix: {_plain(entry.fix)}"
    if entry.rule and entry.rule.reference:
        yield f"  \nReference: {_plain(entry.rule.reference)}"
    yield ""


def _plain(said: str) -> str:
    """Keep Markdown from taking a word for markup."""
    return said.replace("\\", "\\\\").replace("<", "&lt;").replace("*", "\\*").replace("_", "\\_").replace("[", "\\[")


def main(root: Path) -> int:
    """Write the page."""
    (root / FILE).write_text(text(root), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(__file__).resolve().parents[2]))
