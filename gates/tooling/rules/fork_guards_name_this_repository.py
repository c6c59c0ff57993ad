"""A condition that holds a job back from forks names this repository."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.findings import Finding
from core.rules import Rule
from discovery.workflows.path import on_the_way
from facts.workflows.workflow import Condition
from gates.tooling.own_repository import own_repositories
from gates.tooling.rule_context import Context

_WHOLE = re.compile(r"github\.repository\s*==\s*'([^']+)'")
_OWNER = re.compile(r"github\.repository_owner\s*==\s*'([^']+)'")
_JOBS = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  publish:
    if: github.repository == '{0}/finch'
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4
      - run: cargo publish
"""
_CARGO = {
    "Cargo.toml": '[package]\nname = "finch"\nversion = "1.0.0"\nlicense = "MIT"\ndescription = "a bird"\nrepository = "https://github.com/example/finch"\n'
}

RULE = Rule(
    id="fork-guards-name-this-repository",
    title="A condition that prevents releases from forks contains the project's own repository.",
    why="After a move to a different owner the condition is false: every job is skipped, and the run still succeeds.",
    fix="use the repository that the manifests state",
    reference="GitHub: contexts, github.repository",
    bad={".github/workflows/release.yml": _JOBS.format("former"), **_CARGO},
    good={".github/workflows/release.yml": _JOBS.format("example"), **_CARGO},
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each condition that names another repository than the project's manifests do."""
    own = {name.lower() for name in own_repositories(context.graph.root)}
    owners = {name.partition("/")[0] for name in own}
    seen: set[tuple[str, int]] = set()
    for _, job in on_the_way(context.graph) if own else ():
        asked: list[tuple[str, Condition]] = [(job.job.file, each) for each in job.conditions]
        asked += [(step.file, step.condition) for step in job.steps if step.condition is not None]
        for file, each in asked:
            wrong = [name for name in _WHOLE.findall(each.text) if name.lower() not in own]
            wrong += [name for name in _OWNER.findall(each.text) if name.lower() not in owners]
            all_named = len(_WHOLE.findall(each.text)) + len(_OWNER.findall(each.text))
            if wrong and len(wrong) == all_named and (file, each.line) not in seen:
                seen.add((file, each.line))
                got = f"job {job.id} runs in {wrong[0]} only, but the project is {', '.join(sorted(own))}"
                yield Finding(RULE.id, file, each.line, got, "the project's own repository", RULE.fix)
