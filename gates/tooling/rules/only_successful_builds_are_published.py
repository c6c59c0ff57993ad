"""A workflow that publishes what another run built first asks whether that run succeeded, and of which workflow it is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.findings import Finding
from core.rules import Rule
from facts.shell.invocations import invocation
from facts.shell.script import Script
from facts.shell.syntax import AndOr, Call, If, Statement, Test
from facts.shell.walking import walk
from facts.workflows.job_handover import takes_another_run
from facts.workflows.publication import publications
from facts.workflows.release_graph import Machinery
from facts.workflows.workflow import Workflow, WorkflowStep
from gates.tooling.rule_context import Context, found_at

_SUCCEEDED = re.compile(r"workflow_run\.conclusion\s*==\s*'success'(?!.*\|\|)")

RULE = Rule(
    id="only-successful-builds-are-published",
    title="Publishing uses only artifacts of a successful run of the build workflow.",
    why="Otherwise artifacts of a failed run, or of a different workflow, can be published.",
    fix="check the run's conclusion and workflowName, and fail the job if they differ",
    bad={
        ".github/workflows/publish.yml": """\
on: {workflow_dispatch: {inputs: {run: {required: true}}}}
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - run: gh run view 1 --json conclusion && gh run download 1 && twine upload dist/*
""",
    },
    good={
        ".github/workflows/publish.yml": """\
on: {workflow_dispatch: {inputs: {run: {required: true}}}}
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - run: |
          conclusion="$(gh run view 1 --json conclusion --jq .conclusion)"
          if [[ "$conclusion" != "success" ]]; then exit 1; fi
          workflow="$(gh run view 1 --json workflowName --jq .workflowName)"
          if [[ "$workflow" != "publish.yml" ]]; then exit 1; fi
          gh run download 1
          twine upload dist/*
""",
    },
)


def findings(context: Context) -> list[Finding]:
    """Return one finding for each publishing workflow that would take any run."""
    return [line for workflow in context.graph.workflows for line in _in_workflow(context.graph, workflow)]


def _in_workflow(machinery: Machinery, workflow: Workflow) -> Iterator[Finding]:
    found = publications(machinery, workflow)
    if not found or not takes_another_run(machinery, workflow):
        return
    steps = [step for job in workflow.jobs.values() for step in job.steps]
    if any(step.uses.startswith("./") for step in steps):
        return  # an action of the project's own chooses the run; what it asks is not read here
    if _started_by_its_build(workflow, steps):
        return
    scripts = [script for step in steps for script in machinery.scripts_of(step)]
    any_result = not any(_given(step) for step in steps) and not any(
        _refuses(script, {"success"}) or _lists_successes(script) for script in scripts
    )
    known = {name for other in machinery.workflows for name in (other.name, other.file.rsplit("/", 1)[-1])}
    any_workflow = not any(step.input("workflow") for step in steps) and not any(_names(script, known) for script in scripts)
    if any_result and any_workflow:
        got = f"{workflow.file} publishes the artifacts of any run, also of a run that failed or of another workflow"
        yield found_at(RULE, found[0].at, got, "check the conclusion and workflowName, and fail the job")
    elif any_result:
        got = (
            f"{workflow.file} also publishes the artifacts of a run that failed: nothing ends the job "
            "unless the run's conclusion is success"
        )
        yield found_at(RULE, found[0].at, got, "check the conclusion and fail the job")
    elif any_workflow:
        got = (
            f"{workflow.file} uses the artifacts of any workflow's run: nothing ends the job unless "
            "the run belongs to the build workflow"
        )
        yield found_at(RULE, found[0].at, got, "check workflowName and fail the job")


def _started_by_its_build(workflow: Workflow, steps: list[WorkflowStep]) -> bool:
    """Whether it takes the run that started it, which its trigger names, and every such job asks whether that succeeded."""
    taken = [step.input("run-id") for step in steps if step.input("run-id")]
    jobs = [job for job in workflow.jobs.values() if any(step.input("run-id") for step in job.steps)]
    asked = all(job.condition is not None and _SUCCEEDED.search(job.condition.text) for job in jobs)
    only = workflow.started_by("workflow_run") and not workflow.started_by("workflow_dispatch")
    return bool(only and taken) and all("workflow_run.id" in run for run in taken) and asked


def _names(script: Script, known: set[str]) -> bool:
    commands = [invocation(call) for call, _, _ in script.calls()]
    views = any(command.runs("gh", "run", "view") for command in commands)
    listed = [command.value("--workflow", "-w") in known for command in commands if command.runs("gh", "run", "list")]
    return _refuses(script, known) or (bool(listed) and all(listed) and not views)


def _lists_successes(script: Script) -> bool:
    """Whether every list of runs is one of those that succeeded."""
    commands = [invocation(call) for call, _, _ in script.calls()]
    listed = [command.value("--status", "-s") == "success" for command in commands if command.runs("gh", "run", "list")]
    return bool(listed) and all(listed)


def _given(step: WorkflowStep) -> bool:
    return step.input("workflow_conclusion") == "success"


def _refuses(script: Script, values: set[str]) -> bool:
    for statement, _ in script.spots:
        if isinstance(statement.node, If):
            first = statement.node.branches[0]
            asked = any(_compares(inner, values) for inner, _ in walk(first.condition))
            if asked and any(_ends(inner) for inner, _ in walk(first.body)):
                return True
        elif _demands(statement, values) and script.stops_on_failure:
            return True
        elif isinstance(statement.node, AndOr) and statement.node.op == "||" and _demands(statement.node.left, values):
            return any(_ends(inner) for inner, _ in walk([statement.node.right]))
    return False


def _demands(statement: Statement, values: set[str]) -> bool:
    """Whether a statement fails unless what it compares is one of the values."""
    node = statement.node
    if isinstance(node, Test):
        return len(node.comparisons) == 1 and node.comparisons[0].op in ("=", "==") and node.comparisons[0].right.text in values
    return (
        isinstance(node, Call)
        and node.name in ("[", "test")
        and bool({"=", "=="} & set(node.texts))
        and bool(values & set(node.texts))
    )


def _compares(statement: Statement, values: set[str]) -> bool:
    node = statement.node
    if isinstance(node, Test):
        return any(item.op == "!=" and item.right.text in values for item in node.comparisons)
    return isinstance(node, Call) and node.name in ("[", "test") and "!=" in node.texts and bool(values & set(node.texts))


def _ends(statement: Statement) -> bool:
    node = statement.node
    return isinstance(node, Call) and node.name == "exit" and node.texts[1:] not in ((), ("0",))
