"""Every input that a workflow reads is declared."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.findings import Finding
from core.rules import Rule
from facts.workflows.yaml_positions import scalars
from gates.tooling.rule_context import Context

_READ = re.compile(r"(?<![\w.])(?:github\.event\.)?inputs(?:\.([A-Za-z_][\w-]*)|\[\s*'([^']+)'\s*\])")
_EXPRESSION = re.compile(r"\$\{\{((?:(?!\$\{\{).)*?)\}\}", re.S)
_JOBS = """\
on: {{workflow_dispatch: {{inputs: {{{0}: {{required: true}}}}}}}}
jobs:
  publish:
    runs-on: ubuntu-24.04
    steps:
      - run: scripts/publish.sh "${{{{ inputs.tag_name }}}}"
"""

RULE = Rule(
    id="inputs-are-declared",
    title="Every input that a workflow reads is one that it declares.",
    why="An undeclared input is silently empty.",
    fix="read the input by its declared name",
    reference="GitHub: the inputs context",
    bad={".github/workflows/release.yml": _JOBS.format("tag")},
    good={".github/workflows/release.yml": _JOBS.format("tag_name")},
    looks_at=lambda context: context.graph.workflows,
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each input that is read and not declared."""
    for workflow in context.graph.workflows:
        declared = {
            name.lower()
            for event in ("workflow_dispatch", "workflow_call")
            for name in workflow.triggers.mapping(event).mapping("inputs").entries
        }
        seen: set[str] = set()
        for scalar in scalars(workflow.body):
            parts = [*_EXPRESSION.findall(scalar.text)] or (
                [scalar.text] if "inputs." in scalar.text and "\n" not in scalar.text and "==" in scalar.text else []
            )
            for name in [one or other for part in parts for one, other in _READ.findall(part)]:
                if name.lower() not in declared and name not in seen:
                    seen.add(name)
                    got = f"inputs.{name} is read, but not declared"
                    yield Finding(
                        "inputs-are-declared",
                        workflow.file,
                        scalar.line,
                        got,
                        f"one of {', '.join(sorted(declared))}" if declared else "a declared input, and this workflow has none",
                        "read the declared name" if declared else "declare the input, or remove the reference",
                    )
