"""Which workflows of the checkout a job starts itself, and on which reference."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from core.location import Location
from discovery.workflows.job_runs import JobRun
from facts.runs.steps import ran
from facts.workflows.release_graph import Machinery
from facts.workflows.workflow import Workflow, WorkflowStep

_BY_ACTION = (
    "benc-uk/workflow-dispatch",
    "convictional/trigger-workflow-and-wait",
    "the-actions-org/workflow-dispatch",
    "aurelien-baudet/workflow-dispatch",
)
_WAITS = ("convictional/trigger-workflow-and-wait", "the-actions-org/workflow-dispatch", "aurelien-baudet/workflow-dispatch")
_IN_SCRIPT = re.compile(r"createWorkflowDispatch\s*\(\s*\{(.*?)\}\s*\)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Start:
    """`ref` is empty where none is given; `awaits` where the start itself waits for the end of the run."""

    at: Location
    step: WorkflowStep
    workflow: Workflow
    ref: str
    awaits: bool


def starts(graph: Machinery, job: JobRun) -> Iterator[Start]:
    """Yield each workflow of the checkout that a job starts, by a command, an action, or a script."""
    for step in job.steps:
        if step.action in _BY_ACTION:
            name = step.input("workflow") or step.input("workflow_file_name") or step.input("workflow_id")
            yield from _found(graph, name, step.at, step, step.input("ref") or "${{ github.ref }}", step.action in _WAITS)
        if step.action == "actions/github-script" and (said := _IN_SCRIPT.search(step.input("script"))):
            named, on = (re.search(rf"\b{key}\s*:\s*['\"`]([^'\"`]+)", said[1]) for key in ("workflow_id", "ref"))
            if named is not None:
                yield from _found(graph, named[1], step.at, step, on[1] if on else "?", awaits=False)
        for each in ran(graph, job.workflow, job.job, step):
            command = each.command
            if command.runs("gh", "workflow", "run") and not command.flag("--repo", "-R"):
                words = [word for word in command.arguments[2:] if word != command.value("--ref", "-r")]
                yield from _found(
                    graph, words[0] if words else "", each.at, step, command.value("--ref", "-r") or "", awaits=False
                )
            elif said := re.search(r"/actions/workflows/([\w.-]+)/dispatches", each.text):
                given = re.search(r"[\"' ]ref[\"']?\s*[:=]\s*[\"']?([^\"',}\s]+)", each.text)
                yield from _found(graph, said[1], each.at, step, given[1] if given else "?", awaits=False)


def _found(graph: Machinery, name: str, at: Location, step: WorkflowStep, ref: str, awaits: bool) -> Iterator[Start]:
    for workflow in graph.workflows:
        if name and name in (workflow.file, workflow.file.rsplit("/", 1)[-1], workflow.name):
            yield Start(at, step, workflow, ref, awaits)
