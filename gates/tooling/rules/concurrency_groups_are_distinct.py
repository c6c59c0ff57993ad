"""A called workflow does not wait for, or cancel, the run that calls it: their concurrency groups differ."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.findings import Finding
from core.rules import Rule
from discovery.workflows.job_runs import runs
from facts.workflows.composite import filled
from facts.workflows.release_graph import Machinery
from facts.workflows.workflow import Job, Workflow
from facts.workflows.yaml_positions import Mapping as Tree
from facts.workflows.yaml_positions import Scalar
from gates.tooling.rule_context import Context

_NAME = re.compile(r"\$\{\{\s*github\.workflow\s*\}\}")
_RELEASE = """\
name: release
on: {push: {tags: ["v*"]}}
concurrency: {group: "${{ github.workflow }}-${{ github.ref }}"}
jobs:
  test: {uses: ./.github/workflows/test.yml}
  publish: {needs: test, runs-on: ubuntu-24.04, steps: [{run: cargo publish}]}
"""
_TEST = """\
name: test
on: {pull_request: {}, workflow_call: {}}
concurrency: {group: "GROUP-${{ github.ref }}"}
jobs:
  test: {runs-on: ubuntu-24.04, steps: [{run: cargo test}]}
"""

RULE = Rule(
    id="concurrency-groups-are-distinct",
    title="A called workflow has a concurrency group of its own.",
    why="In a called workflow github.workflow is the name of its caller: the run waits for itself, or cancels itself, and nothing is released.",
    fix="begin the group of the called workflow with a fixed string of its own",
    reference="GitHub: concurrency; reusing workflows",
    bad={
        ".github/workflows/release.yml": _RELEASE,
        ".github/workflows/test.yml": _TEST.replace("GROUP", "${{ github.workflow }}"),
    },
    good={".github/workflows/release.yml": _RELEASE, ".github/workflows/test.yml": _TEST.replace("GROUP", "test")},
    looks_at=lambda context: context.graph.workflows,
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each called workflow of a release whose group is that of a run or job around it, or of another that it cancels."""
    seen: set[tuple[str, int]] = set()
    for run in runs(context.graph):
        if not run.publishes:
            continue
        outer = _group(run.workflow.body, run.workflow, {})
        for tree, file, group, held in _called(context.graph, run.workflow, run.workflow, {}, [outer] if outer else [], 0):
            if group in held and (file, tree.line) not in seen:
                seen.add((file, tree.line))
                got = f"the group {group} of the called workflow is also that of {run.workflow.file}, which calls it"
                yield Finding(RULE.id, file, tree.line, got, "a group of its own", RULE.fix)


def _called(
    machinery: Machinery, top: Workflow, workflow: Workflow, given: dict[str, str], held: list[str], depth: int
) -> Iterator[tuple[Tree, str, str, list[str]]]:
    for job in workflow.jobs.values():
        called = machinery.called(job)
        if called is None or depth > 3:
            continue
        own = _group(job.body, top, given)
        around = [*held, *([own] if own else [])]
        inputs = _inputs(job, called, given)
        for tree in (called.body.mapping("concurrency"), *(each.body.mapping("concurrency") for each in called.jobs.values())):
            if (group := _text(tree, top, inputs)) and "strategy" not in job.body.entries:
                yield tree, called.file, group, around
        inner = _group(called.body, top, inputs)
        yield from _called(machinery, top, called, inputs, [*around, *([inner] if inner else [])], depth + 1)


def _inputs(job: Job, called: Workflow, given: dict[str, str]) -> dict[str, str]:
    handed = {key: value.text for key, value in job.body.mapping("with").entries.items() if isinstance(value, Scalar)}
    declared = called.triggers.mapping("workflow_call").mapping("inputs")
    return {key: filled(handed.get(key, declared.mapping(key).text("default")), given) for key in declared.entries}


def _group(body: Tree, top: Workflow, given: dict[str, str]) -> str:
    written = body.entries.get("concurrency")
    return _said(written.text, top, given) if isinstance(written, Scalar) else _text(body.mapping("concurrency"), top, given)


def _text(tree: Tree, top: Workflow, given: dict[str, str]) -> str:
    return _said(tree.text("group"), top, given)


def _said(text: str, top: Workflow, given: dict[str, str]) -> str:
    named = _NAME.sub(lambda _: top.name or top.file, filled(text, given) if given else text)
    return re.sub(r"\s+", "", named).lower()
