"""`python -m plugins.plan.checks_page` writes docs/checks.md: each check and rule with id, what, why, how to fix it."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from plugins.plan.check_catalog import Catalog, CatalogEntry

FILE = Path("docs") / "checks.md"
_HEAD = """\
# Checks and rules

<!-- Written by `python -m plugins.plan.checks_page` from the docstrings of the checks and from the rule files. -->

`pytest --list` prints this list, and `pytest --explain=ID` prints one entry with its examples. Every finding contains the id of
its check or rule, or one of those that its check lists under "Findings"; `--explain` takes all of them. Ids of checks, and of the
rules of the gate `tooling`, name the requirement; ids of package rules and of all other findings name the problem.

- Select a stage with `-m`, such as `-m pre_release`, and a gate, a channel or a single id with `-k`, such as `-k licensing`
  or `-k links-resolve`.
- Gate numbers come from an older runbook that is not included; 4 and 10 are unused.
- `static`: the check only reads the checkout; it runs no code of the project and needs no network
  (docs/trust.md has the one exception, which is isolated).
- `for each entry of ...`: the check runs once for each entry of that table of the [profile](profile.md).
- `only with ...`: the check runs only if that key is set in the profile.
- `needs ...`: the tools that must be installed; `pytest --doctor` lists those that are missing.

**To waive a finding,** add its digest to `release-waivers.toml`, for one release and with an expiry date ([waivers](waivers.md)).
List a check, gate or channel that does not apply in `[does_not_apply]` of the profile, with a reason. A check that could not
run (`error` or `not_run`) cannot be waived.
"""
_STAGES = {
    "pre_release": "Stage `pre_release`: before the tag",
    "staging": "Stage `staging`: before publishing",
    "delivery": "Stage `delivery`: after publishing",
    "provenance": "Stage `provenance`: after the build",
    "mechanics": "Stage `mechanics`: the steps of the release",
    "rules": "Rules that several checks use",
}
_CODE = re.compile(r"(`[^`]*`)")


def text(root: Path) -> str:
    """Return the page's text."""
    return "\n".join([_HEAD, *_sections(Catalog.of(root))])


def _sections(catalog: Catalog) -> Iterator[str]:
    before = ""
    for stage, title, entries in catalog.sections():
        if stage != before:
            yield f"## {_STAGES.get(stage, f'Stage `{stage}`')}\n"
            before = stage
        yield f"### {title}\n"
        for entry in entries:
            yield from _entry(entry)


def _entry(entry: CatalogEntry) -> Iterator[str]:
    marks = [
        *(["static"] if entry.static else []),
        *([f"for each entry of `{entry.rows}`"] if entry.rows else []),
        *(f"only with `{key}`" for key in entry.configured),
    ]
    needs = [f"needs {', '.join(f'`{need}`' for need in entry.needs)}"] if entry.needs else []
    yield f"**`{entry.id}`** {_plain(entry.what)}" + (f" ({'; '.join([*marks, *needs])})" if [*marks, *needs] else "")
    if entry.why:
        yield f"  \nWhy: {_plain(entry.why)}"
    if entry.fix:
        yield f"  \nFix: {_plain(entry.fix)}"
    if entry.findings:
        yield f"  \nFindings: {'; '.join(f'`{one.id}` ({_plain(one.text)})' for one in entry.findings)}"
    if entry.rule and entry.rule.reference:
        yield f"  \nReference: {_plain(entry.rule.reference)}"
    yield ""


def _plain(said: str) -> str:
    """Keep Markdown from taking a word for markup; in a code span every character already stands for itself."""
    return "".join(part if part.startswith("`") else _escaped(part) for part in _CODE.split(said))


def _escaped(said: str) -> str:
    return said.replace("\\", "\\\\").replace("<", "&lt;").replace("*", "\\*").replace("_", "\\_").replace("[", "\\[")


def main(root: Path) -> int:
    """Write the page."""
    (root / FILE).write_text(text(root), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(__file__).resolve().parents[2]))
