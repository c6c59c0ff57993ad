"""A publish job that is started again finds what is already published and goes on.

After a partial publish the workflow is dispatched again for the same build run, or the failed job is run again; a
registry refuses the version that it has, and what comes after stays unpublished. (A job that publishes one thing of
its own run is never repeated once it succeeded; PyPI takes the same bytes twice.)
"""

from __future__ import annotations

from collections.abc import Iterator

from core.findings import Finding
from core.rules import Rule
from facts.shell.invocations import invocation
from facts.shell.script import Script
from facts.shell.syntax import AndOr, Call, If, Loop, Statement
from facts.shell.walking import Place, walk
from facts.workflows.job_conditions import exclude_each_other
from facts.workflows.job_handover import takes_another_run
from facts.workflows.publication import Publication, publications
from facts.workflows.publish_steps import published_by_command
from facts.workflows.release_graph import Machinery
from facts.workflows.workflow import Workflow
from gates.tooling.program_sources import knows_what_is_published
from gates.tooling.rule_context import Context, found_at
from gates.tooling.rules.partial_publish_can_be_resumed import findings as partial

_REGISTRIES = ("crates.io", "npm", "RubyGems")
_LOOKS = {("npm", "view"), ("npm", "info"), ("npm", "show"), ("cargo", "info"), ("cargo", "search"), ("pnpm", "view")}
RULE = Rule(
    id="publish-is-idempotent",
    title="Publishing is idempotent: already published counts as success.",
    why="After a partial publish the second run fails at what is already published, and the rest stays unpublished.",
    fix="check whether the version is published before publishing it",
    bad={
        ".github/workflows/publish.yml": """\
on: workflow_dispatch
jobs:
  crate:
    runs-on: ubuntu-latest
    steps:
      - run: cargo publish
  node:
    runs-on: ubuntu-latest
    steps:
      - run: gh run download 1 && npm publish ./dist/x.tgz
""",
    },
    good={
        ".github/workflows/publish.yml": """\
on: workflow_dispatch
jobs:
  crate:
    runs-on: ubuntu-latest
    steps:
      - run: if ! cargo info x@1.0.0; then cargo publish; fi
  node:
    runs-on: ubuntu-latest
    steps:
      - run: gh run download 1 && if ! npm view x@1.0.0; then npm publish ./dist/x.tgz; fi
""",
    },
)


def findings(context: Context) -> list[Finding]:
    """Return one finding for each publish step that cannot be repeated."""
    # Of several packages of one job partial-publish-can-be-resumed says it.
    told = [(each.path, each.got) for each in partial(context)]
    return [line for workflow in context.graph.workflows for line in _in_workflow(context.graph, workflow, told)]


def _in_workflow(machinery: Machinery, workflow: Workflow, told: list[tuple[str, str]]) -> Iterator[Finding]:
    found = publications(machinery, workflow)
    again = takes_another_run(machinery, workflow) and len({item.place for item in found}) > 1
    for publication in found:
        repeated = again or _one_of_several(machinery, publication, found)
        said = f"job {publication.job.id} publishes "
        is_told = any(
            path == publication.at.path and got.startswith(said) and f" packages to {publication.place}," in got
            for path, got in told
        )
        if publication.place in _REGISTRIES and repeated and not is_told and not _repeatable(machinery, publication):
            yield (
                found_at(
                    RULE,
                    publication.at,
                    f"publishing to {publication.place} fails when it is run again after a partial publish",
                    "treat 'already published' as success (check before publishing, or read the error)",
                )
            )


def _one_of_several(machinery: Machinery, publication: Publication, found: tuple[Publication, ...]) -> bool:
    beside = [item for item in found if item.job is publication.job and item.place in _REGISTRIES]
    looped = any(
        published_by_command(invocation(call)) and any(isinstance(parent.node, Loop) for parent in place.parents)
        for script in machinery.scripts_of(publication.step)
        for call, _, place in script.calls()
    )
    others = [
        item
        for item in beside
        if item is not publication and not exclude_each_other(item.step.condition, publication.step.condition)
    ]
    return looped or (bool(others) and not publication.job.calls)


def _repeatable(machinery: Machinery, publication: Publication) -> bool:
    step = publication.step
    if step.uses:
        return True  # the actions for these registries look before they publish
    if step.condition is not None and "steps." in step.condition.text:
        return True  # an earlier step looked
    return all(
        knows_what_is_published(machinery.root, script.file) or _tolerates(script)
        for script in machinery.scripts_of(step)
        if _publishing(script)
    )


def _publishing(script: Script) -> bool:
    return any(published_by_command(invocation(call)) for call, _, _ in script.calls())


def _tolerates(script: Script) -> bool:
    looked = any(_looks(statement) for statement, _ in script.spots) or _asks_in_powershell(script)
    return looked or all(
        _handled(place) for call, _, place in script.calls() if published_by_command(invocation(call)) in _REGISTRIES
    )


def _asks_in_powershell(script: Script) -> bool:
    # There, a command is run first and its code looked at in a condition of its own.
    calls = [invocation(call) for call, _, _ in script.calls()]
    return any(each.tool == "pwsh_condition" for each in calls) and any(each.runs(*words) for each in calls for words in _LOOKS)


def _handled(place: Place) -> bool:
    """Return whether some other branch takes the refusal, and does not just end the job."""
    for parent in place.parents:
        node = parent.node
        if isinstance(node, AndOr) and node.op == "||" and not _ends((node.right,)):
            return True
        if isinstance(node, If) and any(not _ends(branch.body) for branch in node.branches[1:]):
            return place.tested
    return False


def _ends(body: tuple[Statement, ...]) -> bool:
    calls = [s.node for s, _ in walk(body) if isinstance(s.node, Call)]
    return any(call.name in ("exit", "return") and call.texts[1:] not in (("0",),) for call in calls)


def _looks(statement: Statement) -> bool:
    if not isinstance(statement.node, If):
        return False
    inside = [s for branch in statement.node.branches for s, _ in walk(branch.condition)]
    calls = [invocation(s.node) for s in inside if isinstance(s.node, Call)]
    return any(command.runs(*words) for command in calls for words in _LOOKS) or any(c.tool == "curl" for c in calls)
