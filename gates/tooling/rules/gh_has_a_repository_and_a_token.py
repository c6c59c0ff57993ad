"""Every `gh` call knows its repository and has a token.

Without `--repo`, GH_REPO or a checkout `gh` asks git for the remote, and there is none; without GH_TOKEN it refuses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from core.findings import Finding
from core.location import Location
from core.rules import Rule
from facts.shell.invocations import Invocation, invocation
from facts.shell.script import Script
from facts.shell.syntax import Case, Function, If
from facts.shell.variables import assignments
from facts.workflows.release_graph import Machinery
from facts.workflows.secrets import environment
from facts.workflows.workflow import Job, Workflow, WorkflowStep
from gates.tooling.rule_context import Context, found_at

_OF_A_REPOSITORY = frozenset({"cache", "issue", "label", "pr", "release", "ruleset", "run", "secret", "variable", "workflow"})
_TOKENS = ("GH_TOKEN", "GITHUB_TOKEN", "GH_ENTERPRISE_TOKEN")
_NEEDS_NO_TOKEN = frozenset({"version", "help", "completion", "auth", "config", "extension"})
_ADDRESS = re.compile(r"\$\{?\w*URL\}?", re.I)  # of a release, a pull request or a run: it holds the repository
RULE = Rule(
    id="gh-has-a-repository-and-a-token",
    title="Every gh call has a repository and a token.",
    why="gh needs GH_TOKEN, and one of: a checkout, --repo, GH_REPO.",
    fix="add --repo, and set GH_TOKEN in the step's env",
    bad={
        ".github/workflows/publish.yml": """\
on: workflow_dispatch
jobs:
  resolve:
    runs-on: ubuntu-latest
    steps:
      - run: gh run view 1
""",
    },
    good={
        ".github/workflows/publish.yml": """\
on: workflow_dispatch
jobs:
  resolve:
    runs-on: ubuntu-latest
    steps:
      - env: {GH_TOKEN: "${{ github.token }}"}
        run: gh run view 1 --repo "$GITHUB_REPOSITORY"
""",
    },
    looks_at=lambda context: context.graph.checkout.files,
)


def findings(context: Context) -> list[Finding]:
    """Return one finding for each `gh` call that cannot work where it stands."""
    found = [
        line
        for workflow in context.graph.workflows
        for job in workflow.jobs.values()
        for number, step in enumerate(job.steps)
        for line in _in_step(context.graph, workflow, job, number, step)
    ]
    return list(dict.fromkeys(found))


def _in_step(machinery: Machinery, workflow: Workflow, job: Job, number: int, step: WorkflowStep) -> Iterator[Finding]:
    given = environment(workflow, job, step)
    has_checkout = any(earlier.action == "actions/checkout" for earlier in job.steps[:number]) or _is_checked_out(
        job.steps[:number]
    )
    for script in machinery.scripts_of(step):
        own = {assign.name for assign in assignments(script)}
        for call, statement, place in script.calls():
            command = invocation(call)
            # In a script of its own, what stands in a branch may belong to another of its ways of being called.
            elsewhere = script.first_line == 1 and any(isinstance(p.node, If | Case | Function) for p in place.parents)
            if command.tool != "gh" or not command.arguments or elsewhere:
                continue
            names = {*given, *own, *(assign.name for assign in call.assigns)}
            yield from _lacking(script.at(statement.line), command, names, has_checkout or _clones(script), job, step)


def _is_checked_out(steps: Sequence[WorkflowStep]) -> bool:
    """Whether an action of others has to have checked the repository out: an action of the repository runs after it."""
    own = next((at for at, step in enumerate(steps) if step.action.startswith("./")), 0)
    return any(step.action and not step.action.startswith(("./", "docker://")) for step in steps[:own])


def _lacking(
    at: Location, command: Invocation, names: set[str], checkout: bool, job: Job, step: WorkflowStep
) -> Iterator[Finding]:
    name = " ".join(("gh", *command.arguments[:2]))
    if command.arguments[0] in _OF_A_REPOSITORY and not checkout and not _names_one(command, names):
        yield (
            found_at(
                RULE,
                at,
                (f"`{name}` in job {job.id} has no checkout, --repo or GH_REPO, so gh does not know the repository"),
                'add --repo "$GITHUB_REPOSITORY"',
            )
        )
    if command.arguments[0] not in _NEEDS_NO_TOKEN and not names & set(_TOKENS) and step.env.get("GH_TOKEN") is None:
        yield found_at(RULE, at, f"`{name}` in job {job.id} has no token, so it fails", "set GH_TOKEN in the step's env")


def _names_one(command: Invocation, names: set[str]) -> bool:
    addressed = any(
        "://" in word or word.startswith("${{ github.event") or _ADDRESS.fullmatch(word) for word in command.arguments
    )
    return command.flag("-R", "--repo") or "GH_REPO" in names or addressed


def _clones(script: Script) -> bool:
    return any(invocation(call).runs("git", "clone") or invocation(call).runs("git", "init") for call, _, _ in script.calls())
