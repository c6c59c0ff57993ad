"""What a build run says of its source is the commit that it checked out.

A run that is dispatched for a tag checks the tag out, but GITHUB_SHA is the head of the branch that it was started on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.findings import Finding
from core.rules import Rule
from facts.shell.github_expressions import expression_of
from facts.shell.invocations import invocation
from facts.shell.script import Script
from facts.shell.syntax import Call, Statement, Word
from facts.shell.walking import words
from facts.workflows.release_graph import Machinery
from facts.workflows.release_path import Stop, release_path
from facts.workflows.secrets import environment
from facts.workflows.workflow import Job, Workflow, WorkflowStep
from gates.tooling.rule_context import Context, found_at

_BRANCH = re.compile(r"(?:refs/heads/[\w./-]+|main|master|trunk|develop|dev|next)")
_OWN = ("github.sha", "github.event.workflow_run.head_sha")
RULE = Rule(
    id="attestations-name-the-built-commit",
    title="A build run attests the commit that it checked out.",
    why="In a manually dispatched run GITHUB_SHA is the head of the branch, not the tag's commit.",
    fix="use `git rev-parse HEAD` of the checkout",
    bad={
        ".github/workflows/release.yml": """\
on: {workflow_dispatch: {inputs: {tag: {required: true}}}}
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with: {ref: "${{ inputs.tag }}"}
      - run: echo "{\\"source_sha\\":\\"$GITHUB_SHA\\"}" > metadata.json
      - run: cargo publish
""",
    },
    good={
        ".github/workflows/release.yml": """\
on: {workflow_dispatch: {inputs: {tag: {required: true}}}}
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with: {ref: "${{ inputs.tag }}"}
      - run: echo "{\\"source_sha\\":\\"$(git rev-parse HEAD)\\"}" > metadata.json
      - run: cargo publish
""",
    },
)


def findings(context: Context) -> list[Finding]:
    """Return one finding for each place where the started commit stands for the built one."""
    stops = [stop for stop in release_path(context.graph) if _differs(stop.workflow)]
    found = [line for stop in stops for line in (*_in_job(context.graph, stop), *_of_a_branch(stop))]
    return list(dict.fromkeys(found))


def _of_a_branch(stop: Stop) -> Iterator[Finding]:
    """What is handed on must not be built from a branch, where other jobs of the run build the tag."""
    if not any(step.action == "actions/upload-artifact" for step in stop.job.steps):
        return
    for step in stop.job.steps:
        if step.action == "actions/checkout" and not step.input("repository") and _BRANCH.fullmatch(step.input("ref")):
            yield (
                found_at(
                    RULE,
                    step.at,
                    (f"job {stop.job.name} builds the branch {step.input('ref')}, not the tag's commit that the run attests"),
                    "check out the ref that the other jobs check out",
                )
            )


def _differs(workflow: Workflow) -> bool:
    return bool(workflow.inputs.entries) and any(_other_ref(job) for job in workflow.jobs.values())


def _other_ref(job: Job) -> bool:
    refs = [step.input("ref") for step in job.steps if step.action == "actions/checkout" and not step.input("repository")]
    return any("inputs." in ref or "needs." in ref or "steps." in ref for ref in refs)


def _in_job(machinery: Machinery, stop: Stop) -> Iterator[Finding]:
    for step in stop.job.steps:
        names = _carriers(stop, step)
        for script in machinery.scripts_of(step)[:1]:
            yield from _in_script(script, names)


def _carriers(stop: Stop, step: WorkflowStep) -> frozenset[str]:
    given = environment(stop.workflow, stop.job, step)
    return frozenset({"GITHUB_SHA"}) | {name for name, value in given.items() if any(own in value for own in _OWN)}


def _in_script(script: Script, names: frozenset[str]) -> Iterator[Finding]:
    for statement, _ in script.spots:
        for word in words(statement):
            if _is_own(word, names) and _attests(statement, word):
                line = (word.line or statement.line) + _lines_before(word, names)
                yield (
                    found_at(
                        RULE,
                        script.at(line),
                        "the commit that the run was started on is used as the tag's commit",
                        ("in a dispatched run it is the head of the branch: use `git rev-parse HEAD` of the checkout"),
                    )
                )


def _is_own(word: Word, names: frozenset[str]) -> bool:
    return any(name in names or expression_of(name) in _OWN for name in word.names)


def _lines_before(word: Word, names: frozenset[str]) -> int:
    before = min(word.text.find(own) for own in (*names, *_OWN) if own in word.text)
    return word.text[:before].count("\n")


def _attests(statement: Statement, word: Word) -> bool:
    # Written to a file, or asked of the forge by commit: cache keys and the like may hold any commit.
    if any(redirect.op in (">", ">>") or redirect.document is word for redirect in statement.redirects):
        return True
    node = statement.node
    return isinstance(node, Call) and invocation(node).tool in ("gh", "jq") and invocation(node).flag("--commit", "--arg", "-c")
