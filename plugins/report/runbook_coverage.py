"""`python -m plugins.report.runbook_coverage` writes docs/parity.md: each line of the runbook with what answers it now."""

import sys
import tomllib
from pathlib import Path

from plugins.plan.plan import Book, read

DATA = Path("docs") / "parity.toml"
FILE = Path("docs") / "parity.md"
_HEAD = """\
# The runbook, line by line

<!-- Written by `python -m plugins.report.runbook_coverage` from docs/parity.toml; a test holds every answer to the plan. -->

The suite replaces a release runbook that people followed by hand. Each line of it is here, with the check, option or command that answers
it now, and with what the old line let pass.

S is SKILL.md, Q qa-gates.md, H release-hygiene.md, D delivery-verification.md, all at d32505f; M is SKILL.md at main. A name with
`::` is a check, one that ends with `::` all checks of a gate; the rest is an option or a command.

| line | what it says | what answers it now | what the old line let pass |
|---|---|---|---|
"""
_STAGES = ("provenance", "mechanics", "delivery")
_COMMANDS = ("python -m plugins.blockers", "python -m plugins.reader", "evidence-<target>.json")


def rows(root: Path) -> list[tuple[str, str, list[str], str]]:
    """Return the rows of the data file."""
    return [tuple(row) for row in tomllib.loads((root / DATA).read_text("utf-8"))["rows"]]


def text(root: Path) -> str:
    """Return the page's text."""
    lines = [f"| {line} | {says} | {_shown(answers)} | {passed} |" for line, says, answers, passed in rows(root)]
    return _HEAD + "\n".join(lines) + "\n"


def unanswered(root: Path) -> list[str]:
    """Return the lines that have no answer, or one that does not exist."""
    book = read(root)
    told = [(line, answers) for line, _, answers, _ in rows(root)]
    return [line for line, answers in told if not answers or not all(_exists(answer, book) for answer in answers)]


def main(root: Path) -> int:
    """Write the page."""
    (root / FILE).write_text(text(root), "utf-8")
    return 0


def _exists(answer: str, book: Book) -> bool:
    if "::" not in answer:
        return answer.startswith("-") or answer in _COMMANDS
    place, name = answer.split("::")
    found = [line for line in book.lines if place in (line.gate, *(line.stages if place in _STAGES else ()))]
    return any(not name or line.test.endswith(f"::{name}") for line in found)


def _shown(answers: list[str]) -> str:
    return "<br>".join(f"`{answer}`" for answer in answers)


if __name__ == "__main__":
    sys.exit(main(Path(__file__).resolve().parents[2]))
