"""A condition is one expression: text beside it makes it a text, and a text that is not empty counts as true."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.findings import Finding
from core.rules import Rule
from facts.workflows.release_path import release_path
from facts.workflows.yaml_positions import Mapping
from gates.tooling.rule_context import Context

_ONE = re.compile(r"\s*\$\{\{(?:(?!\}\}).)*\}\}", re.DOTALL)
_JOBS = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  publish:
    if: {0}
    runs-on: ubuntu-24.04
    steps:
      - run: cargo publish
"""

RULE = Rule(
    id="conditions-are-single-expressions",
    title="A condition is one expression, with no text outside ${{ }}.",
    why="GitHub joins an expression and text, or a line break, to a string; a non-empty string counts as true, so the condition always holds.",
    fix="put the whole condition inside ${{ }}, or write none; end a block with `|-` or `>-`",
    reference="GitHub: expressions, jobs.<job_id>.if",
    bad={".github/workflows/release.yml": _JOBS.format("${{ github.repository }} == 'example/finch'")},
    good={".github/workflows/release.yml": _JOBS.format("${{ github.repository == 'example/finch' }}")},
    looks_at=lambda context: context.graph.workflows,
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each condition of a release that is a text."""
    seen: set[tuple[str, int]] = set()
    for stop in release_path(context.graph):
        bodies = [(stop.job.file, stop.job.body, f"job {stop.job.id}")]
        bodies += [(step.file, step.body, f"a step of job {stop.job.id}") for step in stop.job.steps]
        for file, body, where in bodies:
            why, line = _text(body)
            if why and (file, line) not in seen:
                seen.add((file, line))
                yield Finding(RULE.id, file, line, f"the condition of {where} is always true: {why}", "one expression", RULE.fix)


def _text(body: Mapping) -> tuple[str, int]:
    """Return what makes a condition a text that is never empty, and its line; nothing where it is one expression."""
    found = body.scalar("if")
    if found is None or "${{" not in found.text:
        return "", 0
    first = _ONE.match(found.text)
    rest = found.text[first.end() :] if first is not None else found.text
    if rest.strip():
        return f"`{' '.join(found.text.split())[:60]}` has text outside of the expression", found.line
    return ("a line break follows the expression" if "\n" in rest else ""), found.line
