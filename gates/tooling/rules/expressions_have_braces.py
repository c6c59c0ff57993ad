"""A value that is meant as an expression is written as one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.findings import Finding
from core.rules import Rule
from facts.workflows.yaml_positions import Mapping, Scalar, Value, scalars
from gates.tooling.rule_context import Context

_JOBS = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  read:
    runs-on: ubuntu-24.04
    outputs: {{version: "{0}"}}
    steps:
      - id: read
        run: echo "version=${{GITHUB_REF_NAME#v}}" >> "$GITHUB_OUTPUT"
  publish:
    needs: read
    runs-on: ubuntu-24.04
    env: {{VERSION: "${{{{ needs.read.outputs.version }}}}"}}
    steps:
      - run: cargo publish
"""

RULE = Rule(
    id="expressions-have-braces",
    title="A value that names a context, such as `steps.read.outputs.version`, is an expression in `${{ }}`.",
    why="Outside of `if`, text without braces is only text: names, versions and addresses then contain the words themselves, and nothing fails.",
    fix="write the value as `${{ ... }}`",
    reference="GitHub: evaluate expressions in workflows and actions",
    bad={".github/workflows/release.yml": _JOBS.format("steps.read.outputs.version")},
    good={".github/workflows/release.yml": _JOBS.format("${{ steps.read.outputs.version }}")},
    looks_at=lambda context: context.graph.workflows,
)
_CONTEXT = re.compile(
    r"(?:steps\.[\w-]+\.(?:outputs\.[\w-]+|outcome|conclusion)|needs\.[\w-]+\.(?:outputs\.[\w-]+|result)|jobs\.[\w-]+\.outputs\.[\w-]+"
    r"|secrets\.[A-Z][A-Z0-9_]*|matrix\.[a-z][\w-]*|inputs\.[a-z][\w-]*|env\.[A-Z][A-Z0-9_]*|vars\.[A-Z][A-Z0-9_]*"
    r"|github\.(?:ref|ref_name|sha|token|actor|repository|repository_owner|run_id|run_number|event\.[\w.]+))"
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each value of an output, a variable or an input that is such a name and no more."""
    for workflow in context.graph.workflows:
        called = workflow.triggers.mapping("workflow_call").mapping("outputs")
        values: list[Value | None] = [each for one in called.entries for each in [called.mapping(one).entries.get("value")]]
        for job in workflow.jobs.values():
            values += [job.body.entries.get(key) for key in ("outputs", "env", "with", "secrets")]
            values += [step.entries.get(key) for step in _steps(job.body) for key in ("env", "with")]
        for value in values:
            for scalar in scalars(value):
                if _CONTEXT.fullmatch(scalar.text.strip()):
                    got = f"the text `{scalar.text.strip()}`, which is not an expression"
                    yield Finding(RULE.id, workflow.file, scalar.line, got, f"`${{{{ {scalar.text.strip()} }}}}`", RULE.fix)


def _steps(body: Mapping) -> Iterator[Mapping]:
    yield from (each for each in body.listing("steps") if isinstance(each, Mapping) and not isinstance(each, Scalar))
