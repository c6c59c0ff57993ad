"""Who calls a workflow or an action of the repository, or starts a workflow, hands over the inputs that it asks for."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from core.errors import Undecided
from core.findings import Finding
from core.location import Location
from core.rules import Rule
from discovery.workflows.job_runs import runs
from facts.workflows.composite import action_file
from facts.workflows.release_graph import Machinery
from facts.workflows.release_path import Stop, release_path
from facts.workflows.workflow import WorkflowStep
from facts.workflows.yaml_positions import Mapping, read
from gates.tooling.rule_context import Context
from gates.tooling.started_workflows import starts

_CALLER = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  publish:
    uses: ./.github/workflows/publish.yml
    with: {{{0}: stable}}
"""
_CALLED = {
    ".github/workflows/publish.yml": """\
on: {workflow_call: {inputs: {channel: {type: string, required: true}}}}
jobs:
  publish:
    runs-on: ubuntu-24.04
    steps:
      - run: scripts/publish.sh "${{ inputs.channel }}"
      - run: cargo publish
"""
}
_IMPLIED = frozenset({"boolean", "choice", "environment"})  # of these GitHub may know a value that nobody gave

RULE = Rule(
    id="required-inputs-are-given",
    title="Every required input of a called workflow or action is given, under its declared name.",
    why=(
        "GitHub rejects a call of a workflow without a required input or with an unknown one, and the release does not "
        "start; an action only gets an empty string."
    ),
    fix="pass the input under the name that is declared, or give it a default",
    reference="GitHub: on.workflow_call.inputs; metadata syntax for actions, inputs; gh workflow run",
    bad={".github/workflows/release.yml": _CALLER.format("chanel"), **_CALLED},
    good={".github/workflows/release.yml": _CALLER.format("channel"), **_CALLED},
    looks_at=lambda context: context.graph.workflows,
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each call without an input that is asked for, or with one that nobody asks for."""
    seen: set[tuple[Location, str]] = set()
    for at, got in (*_called(context.graph), *_dispatched(context.graph)):
        if (at, got) not in seen:
            seen.add((at, got))
            yield Finding(RULE.id, at.path, at.line, got, "the declared inputs", RULE.fix)


def _called(graph: Machinery) -> Iterator[tuple[Location, str]]:
    for stop in release_path(graph):
        called = graph.called(stop.job)
        if called is not None and called.started_by("workflow_call"):
            declared = called.triggers.mapping("workflow_call").mapping("inputs")
            given = stop.job.body.mapping("with").entries
            for name in _missing(declared, given):
                yield stop.job.at, f"job {stop.job.id} calls {called.file} without the required input {name}"
            for name in _unknown(declared, given):
                yield stop.job.at, f"job {stop.job.id} gives {called.file} the input {name}, which it does not declare"
        for step in stop.job.steps:
            yield from _of_action(graph, stop, step)


def _of_action(graph: Machinery, stop: Stop, step: WorkflowStep) -> Iterator[tuple[Location, str]]:
    path = action_file(graph.root, step.uses) if step.uses.startswith(("./", "$/")) and ".." not in step.uses else None
    if path is None:
        return
    text = path.read_text("utf-8", "replace")
    try:
        declared = read(text, step.uses).mapping("inputs")
    except Undecided:
        return
    for name in _missing(declared, step.with_.entries):
        if _is_read(text, name):
            yield step.at, f"job {stop.job.id} uses {step.uses} without the required input {name}, which is then empty"


def _is_read(text: str, name: str) -> bool:
    """Whether an action of the repository reads its input itself; a program is given all of them."""
    return "composite" not in text or f"inputs.{name}" in text or f"inputs['{name}']" in text


def _dispatched(graph: Machinery) -> Iterator[tuple[Location, str]]:
    for run in runs(graph):
        for job in run.jobs:
            for start in starts(graph, job):
                declared = start.workflow.inputs
                if start.given is None or not start.workflow.started_by("workflow_dispatch"):
                    continue
                for name in _missing(declared, start.given):
                    if declared.mapping(name).text("type") not in _IMPLIED:
                        yield start.at, f"job {job.id} starts {start.workflow.file} without the required input {name}"
                for name in _unknown(declared, start.given):
                    yield start.at, f"job {job.id} starts {start.workflow.file} with the input {name}, which it does not declare"


def _missing(declared: Mapping, given: Collection[str]) -> Iterator[str]:
    names = {name.lower() for name in given}
    for name in declared.entries:
        said = declared.mapping(name)
        required = said.scalar("required")
        if (
            required is not None
            and required.text.lower() == "true"
            and "default" not in said.entries
            and name.lower() not in names
        ):
            yield name


def _unknown(declared: Mapping, given: Collection[str]) -> Iterator[str]:
    names = {name.lower() for name in declared.entries}
    yield from (name for name in given if name.lower() not in names)
