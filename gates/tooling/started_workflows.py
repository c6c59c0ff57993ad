"""Which workflows of the checkout a job starts itself, and on which reference."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from core.location import Location
from discovery.workflows.job_runs import JobRun
from facts.runs.ran import Ran
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
_FIELDS = ("-f", "-F", "--field", "--raw-field")
_JOINED = re.compile(r"-[fF][\w.-]+=|--(?:raw-)?field=")
_VALUED = re.compile(r"--ref|-r|-R|--repo|run")
_IN_SCRIPT = re.compile(r"createWorkflowDispatch\s*\(\s*\{(.*?)\}\s*\)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Start:
    """`ref` is empty where none is given; `awaits` where the start itself waits for the end of the run.

    `given` are the names of the inputs that are handed over; None where that cannot be seen.
    """

    at: Location
    step: WorkflowStep
    workflow: Workflow
    ref: str
    awaits: bool
    given: frozenset[str] | None = None


def starts(graph: Machinery, job: JobRun) -> Iterator[Start]:
    """Yield each workflow of the checkout that a job starts, by a command, an action, or a script."""
    for step in job.steps:
        if step.action in _BY_ACTION:
            name = step.input("workflow") or step.input("workflow_file_name") or step.input("workflow_id")
            ref = step.input("ref") or "${{ github.ref }}"
            yield from _found(graph, name, step.at, step, ref, step.action in _WAITS, _in_json(step.input("inputs")))
        if step.action == "actions/github-script" and (said := _IN_SCRIPT.search(step.input("script"))):
            named, on = (re.search(rf"\b{key}\s*:\s*['\"`]([^'\"`]+)", said[1]) for key in ("workflow_id", "ref"))
            if named is not None:
                yield from _found(graph, named[1], step.at, step, on[1] if on else "?", awaits=False)
        for each in ran(graph, job.workflow, job.job, step):
            command = each.command
            if command.runs("gh", "workflow", "run") and not command.flag("--repo", "-R"):
                words = [word for word in command.arguments[2:] if word != command.value("--ref", "-r")]
                ref = command.value("--ref", "-r") or ""
                yield from _found(graph, words[0] if words else "", each.at, step, ref, awaits=False, given=_as_fields(each))
            elif said := re.search(r"/actions/workflows/([\w.-]+)/dispatches", each.text):
                given = re.search(r"[\"' ]ref[\"']?\s*[:=]\s*[\"']?([^\"',}\s]+)", each.text)
                yield from _found(graph, said[1], each.at, step, given[1] if given else "?", awaits=False)


def _as_fields(each: Ran) -> frozenset[str] | None:
    """Return the inputs that `gh workflow run` is given field by field; None where some of them are computed or read."""
    texts = [word.text for word in each.command.words]
    if "--json" in texts or any(
        "$" in text and "=" not in text and not _VALUED.fullmatch(before) for before, text in pairwise(["", *texts])
    ):
        return None
    joined = [
        text.partition("=")[2] if text.startswith(("--field=", "--raw-field=")) else text[2:]
        for text in texts
        if _JOINED.match(text)
    ]
    fields = joined + [text for before, text in pairwise(texts) if before in _FIELDS]
    names = [field.partition("=")[0] for field in fields if "=" in field]
    return None if any("$" in name for name in names) or len(names) != len(fields) else frozenset(names)


def _in_json(text: str) -> frozenset[str] | None:
    """Return the names in an object of JSON whose values may be expressions; None where it is no such object."""
    try:
        found = json.loads(re.sub(r"\$\{\{(?:(?!\$\{\{).)*?\}\}", "0", text, flags=re.DOTALL)) if text.strip() else {}
    except ValueError:
        return None
    return frozenset(found) if isinstance(found, dict) else None


def _found(
    graph: Machinery, name: str, at: Location, step: WorkflowStep, ref: str, awaits: bool, given: frozenset[str] | None = None
) -> Iterator[Start]:
    for workflow in graph.workflows:
        if name and name in (workflow.file, workflow.file.rsplit("/", 1)[-1], workflow.name):
            yield Start(at, step, workflow, ref, awaits, given)
