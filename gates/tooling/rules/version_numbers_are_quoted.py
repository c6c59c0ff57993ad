"""A version of a tool is written as a text: as a number it loses its last zero."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.findings import Finding
from core.rules import Rule
from discovery.workflows.path import on_the_way
from facts.workflows.yaml_positions import Listing, Mapping, Scalar, Value
from gates.tooling.rule_context import Context

_ZERO = re.compile(r"\d+\.\d*0")
_OF_A_VERSION = re.compile(r"python|node|go|ruby|java|php|dotnet|version|rust|toolchain", re.IGNORECASE)
# Their setup actions take 8 and 8.0 for the same line of releases.
_SAME = re.compile(r"dotnet|java|node", re.IGNORECASE)
_JOBS = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  publish:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with: {{python-version: {0}}}
      - run: python -m build && twine upload dist/*
"""

RULE = Rule(
    id="version-numbers-are-quoted",
    title="Every version number that ends in zero, such as 3.10, is quoted in workflows.",
    why="YAML reads 3.10 as the number 3.1: the job sets up a different version, or one that does not exist.",
    fix='write "3.10"',
    reference="actions/setup-python: python-version; YAML 1.2: core schema",
    bad={".github/workflows/release.yml": _JOBS.format("3.10")},
    good={".github/workflows/release.yml": _JOBS.format('"3.10"')},
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each version that YAML takes for a number and that is another one then."""
    seen: set[tuple[str, int]] = set()
    for _, job in on_the_way(context.graph):
        rows = job.job.body.mapping("strategy").mapping("matrix")
        given = [(job.job.file, key, each) for key, value in rows.entries.items() for each in _below(value)]
        given += [
            (step.file, key, each) for step in job.steps for key, value in step.with_.entries.items() for each in _below(value)
        ]
        for file, key, (name, scalar) in given:
            loses = scalar.tag == "float" and _ZERO.fullmatch(scalar.text) and _OF_A_VERSION.search(f"{key} {name}")
            harmless = _SAME.search(f"{key} {name}") and scalar.text.endswith(".0")
            if loses and not harmless and (file, scalar.line) not in seen:
                seen.add((file, scalar.line))
                number = scalar.text.rstrip("0")
                got = f"{name or key} of job {job.id} is {scalar.text} without quotes, which is read as {number}"
                yield Finding(RULE.id, file, scalar.line, got, f'"{scalar.text}"', RULE.fix)


def _below(value: Value, name: str = "") -> Iterator[tuple[str, Scalar]]:
    if isinstance(value, Scalar):
        yield name, value
    elif isinstance(value, Listing):
        for each in value.items:
            yield from _below(each, name)
    elif isinstance(value, Mapping):
        for key, each in value.entries.items():
            yield from _below(each, key)
