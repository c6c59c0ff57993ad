"""A manual dispatch asks for a tag that exists, and publishes everything unless it is told otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.findings import Finding
from core.location import Location
from core.rules import Rule
from facts.shell.invocations import Invocation
from facts.workflows.artifacts import uploads
from facts.workflows.publication import publications
from facts.workflows.release_graph import Machinery
from facts.workflows.release_path import release_path
from facts.workflows.workflow import Job, Workflow
from facts.workflows.yaml_positions import scalars
from gates.tooling.rule_context import Context, found_at

_TAG = re.compile(r"(?i)(^|[_-])(tag|ref|version)($|[_-])")
_PARTIAL = re.compile(r"(?i)^(skip|no|allow|force|only|partial|ignore|rehearsal)([_-]|$)")
RULE = Rule(
    id="manual-dispatch-requires-a-tag",
    title="A manually dispatched run fails if its tag does not exist, and with default inputs it skips no channel.",
    why="Otherwise a misspelled tag is released, or a dispatch with default inputs publishes only a part.",
    fix="check that the tag exists on the remote, and make inputs that skip something default to false",
    bad={
        ".github/workflows/release.yml": """\
on: {push: {tags: ["v*"]}, workflow_dispatch: {inputs: {tag: {type: string}, skip_node: {type: boolean, default: true}}}}
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - run: gh release create "${{ inputs.tag }}"
""",
    },
    good={
        ".github/workflows/release.yml": """\
on: {push: {tags: ["v*"]}, workflow_dispatch: {inputs: {tag: {type: string}, skip_node: {type: boolean, default: false}}}}
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - run: gh release create --verify-tag "${{ inputs.tag }}"
""",
    },
)


def findings(context: Context) -> list[Finding]:
    """Return one finding for each input that lets a dispatch go wrong."""
    workflows = {stop.workflow.file: stop.workflow for stop in release_path(context.graph)}
    return [line for workflow in workflows.values() for line in _in_workflow(context.graph, workflow)]


def _in_workflow(machinery: Machinery, workflow: Workflow) -> Iterator[Finding]:
    for name in workflow.inputs.entries:
        line = workflow.inputs.lines[name]
        default = workflow.inputs.mapping(name).text("default")
        if _PARTIAL.search(name) and default.lower() == "true":
            yield (
                found_at(
                    RULE,
                    Location(workflow.file, line),
                    (f"the input {name} is true by default, so a dispatch with default inputs does not publish everything"),
                    "set its default to false",
                )
            )
        is_tag = bool(_TAG.search(name)) and not default and _used(workflow, name)
        if is_tag and _releases_tags(machinery, workflow) and not _checked(machinery, workflow):
            yield (
                found_at(
                    RULE,
                    Location(workflow.file, line),
                    (f"the tag in the input {name} is not checked on the remote, so a misspelled tag is released"),
                    "fail the job unless `git ls-remote --exit-code --tags` finds it",
                )
            )


def _releases_tags(machinery: Machinery, workflow: Workflow) -> bool:
    # One that is started by tags builds tags that exist; one that only is dispatched may be what makes the tag.
    if "tags" not in workflow.triggers.mapping("push").entries:
        return False
    made = any(True for job in workflow.jobs.values() for _ in uploads(job))
    return made or bool(publications(machinery, workflow))


def _used(workflow: Workflow, name: str) -> bool:
    pattern = re.compile(rf"\binputs\.{re.escape(name)}\b")
    return any(pattern.search(scalar.text) for job in workflow.jobs.values() for scalar in scalars(job.body))


def _checked(machinery: Machinery, workflow: Workflow) -> bool:
    called = [found for job in workflow.jobs.values() if (found := machinery.called(job))]
    jobs = [job for found in (workflow, *called) for job in found.jobs.values()]
    return any(_checks_out(job) for job in jobs) or any(
        _asks(command) for job in jobs for step in job.steps for _, _, command in machinery.commands_of(step)
    )


def _asks(command: Invocation) -> bool:
    if command.runs("git", "ls-remote"):
        return command.flag("--exit-code")
    if command.runs("gh", "release", "create"):
        return command.flag("--verify-tag")
    by_api = command.runs("gh", "api") and any("/git/" in word for word in command.arguments)
    return by_api or command.runs("gh", "release", "view") or command.runs("gh", "run", "view")


def _checks_out(job: Job) -> bool:
    # A checkout of a ref that does not exist fails by itself.
    refs = [step.input("ref") for step in job.steps if step.action == "actions/checkout"]
    return any("refs/tags/" in ref or "inputs." in ref for ref in refs)
