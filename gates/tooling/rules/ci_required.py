"""A release is built only from a commit whose CI is green.

A step of the release asks for the run of the CI workflow for the commit and refuses without a success, or a job calls
that workflow and is needed, or the release itself runs every suite of tests that CI runs before it publishes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.findings import Finding
from core.location import Location
from core.rules import Rule
from discovery.workflows.job_runs import JobRun, Run, runs
from discovery.workflows.path import patterns, reached, starts_for_tags
from discovery.workflows.suites_run import asked_for, certain, suites
from facts.runs.worlds import World
from facts.shell.invocations import Invocation
from facts.shell.script import Script
from facts.shell.walking import words
from facts.workflows.publication import Publication, publications
from facts.workflows.release_graph import Machinery
from facts.workflows.release_path import release_path
from facts.workflows.workflow import Job, Workflow, WorkflowStep
from gates.tooling.rule_context import Context, found_at
from gates.tooling.rules.tests_pass_before_publishing import findings as unawaited_tests
from profiles.schema.tooling import ToolingTable

_EXPRESSION = re.compile(r"\$\{\{(?:(?!\$\{\{).){0,300}?\}\}")

RULE = Rule(
    id="ci-required",
    title="A release is published only from a commit for which CI passed, or after the release itself ran the tests of CI.",
    why="Otherwise a release goes out while CI fails.",
    fix="query the CI run of the commit and fail the job unless it succeeded, or run the same tests before publishing",
    bad={
        ".github/workflows/ci.yml": """\
on: push
jobs:
  check:
    runs-on: ubuntu-latest
    steps:
      - run: make check
""",
        ".github/workflows/release.yml": """\
on: {push: {tags: ["v*"]}}
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - run: cargo publish
""",
    },
    good={
        ".github/workflows/ci.yml": """\
on: push
jobs:
  check:
    runs-on: ubuntu-latest
    steps:
      - run: make check
""",
        ".github/workflows/release.yml": """\
on: {push: {tags: ["v*"]}}
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - run: |
          conclusion="$(gh run list --workflow ci.yml --commit "$GITHUB_SHA" --json conclusion --jq '.[0].conclusion')"
          if [[ "$conclusion" != "success" ]]; then exit 1; fi
          cargo publish
""",
    },
    given={"table": ToolingTable(ci_workflow="ci.yml")},
    looks_at=lambda context: context.table.ci_workflow.split(),
)


def findings(context: Context) -> list[Finding]:
    """Return one finding when no job of the release asks about the CI workflow, or asks and does not refuse."""
    stops = release_path(context.graph)
    asked = [line for stop in stops for line in _answers(context.graph, stop.job, context.table.ci_workflow)]
    if None in asked or any(_calls(stop.job, context.table.ci_workflow) for stop in stops):
        return []
    if any(_waits_for_its_job(context.graph, stop.job, context.table.ci_workflow) for stop in stops):
        return []
    found = [item for each in context.graph.workflows for item in publications(context.graph, each)]
    alone = [item for item in found if not _follows_tests(context.graph, item, context.table.ci_workflow)]
    tested = {item.workflow.file for item in found if item not in alone}
    # A page without files says what is published; that is published after its tests.
    lone = [item for item in alone if not (item.workflow.file in tested and _is_a_page(context.graph, item))]
    # Within CI itself it is the other rule that says which of its tests nobody waits for.
    told = {(each.path, each.line) for each in unawaited_tests(context)} if lone else set()
    own = [item for item in lone if item.workflow.file.rsplit("/", 1)[-1] == context.table.ci_workflow]
    lone = [item for item in lone if item not in own or (item.at.path, item.at.line) not in told]
    if found and not lone:
        return []
    first = lone[0].at if lone else Location(".github/workflows", 1)
    return [each for each in asked if each] or [
        found_at(
            RULE,
            first,
            (
                f"nothing checks whether {context.table.ci_workflow} succeeded for the commit, so a release goes out while it fails"
            ),
            (f"query `gh run list --workflow {context.table.ci_workflow} --commit` and fail the job unless a run succeeded"),
        )
    ]


def _follows_tests(machinery: Machinery, item: Publication, ci_workflow: str) -> bool:
    """Whether a step publishes in a job that runs the tests of CI, or needs jobs that do.

    In the CI workflow itself one of its tests is enough: which are needed is judged by tests-pass-before-publishing.
    """
    workflow = item.workflow
    if _waits_for_its_success(machinery, item, ci_workflow) or _only_starts(machinery, item):
        return True
    done = _before(machinery, workflow, item.job, item.step if item.step in item.job.steps else None)
    if item.step not in item.job.steps:
        done = _on_the_way(machinery, workflow, item.job, item.step) or frozenset()
    callers = [(each, job) for each in machinery.workflows for job in each.jobs.values() if machinery.called(job) is workflow]
    if callers and set(workflow.triggers.entries) == {"workflow_call"}:
        done |= frozenset.intersection(*(_needed(machinery, each, job) for each, job in callers))
    if workflow.file.rsplit("/", 1)[-1] == ci_workflow:
        return any(not name.startswith("$ ") for name in done)
    asked = [asked_for(machinery, each) for each in machinery.workflows if each.file.rsplit("/", 1)[-1] == ci_workflow]
    wanted = suites(frozenset[str]().union(*asked))
    return bool(wanted) and wanted <= done


def _waits_for_its_success(machinery: Machinery, item: Publication, ci_workflow: str) -> bool:
    """Whether a finished run of CI starts the workflow, and no job that publishes runs where that one failed or was cancelled.

    Which commit is built then is judged by builds-use-the-release-commit.
    """
    if set(item.workflow.triggers.entries) != {"workflow_run"}:
        return False
    named = set(patterns(item.workflow, "workflow_run", "workflows"))
    ci = [each for each in machinery.workflows if each.file.rsplit("/", 1)[-1] == ci_workflow]
    if not named or not named <= {word for each in ci for word in (each.name, each.file)}:
        return False  # the success of another workflow says nothing of CI
    failed = [
        World({"github.event_name": "workflow_run", "github.event.workflow_run.conclusion": word})
        for word in ("failure", "cancelled", "timed_out", "skipped")
    ]
    return any(run.workflow is item.workflow for run in runs(machinery)) and all(
        reached(run, job, world) is False or _has_no(job, world)
        for run in runs(machinery)
        if run.workflow is item.workflow
        for job in run.jobs
        if job.irreversible
        for world in failed
    )


def _only_starts(machinery: Machinery, item: Publication) -> bool:
    """Whether a step makes a release without files that starts another workflow, where what is published is published.

    That workflow is asked by itself.
    """
    every = runs(machinery)
    for run in (each for each in every if each.workflow is item.workflow):
        effects = [each for job in run.jobs for each in job.irreversible]
        here = [each for each in effects if each.step is item.step]
        bare = all(each.kind == "release" and not each.paths and each.command is None for each in effects)
        started = [each for each in every if each is not run and each.publishes and each.events & {"push", "release", "create"}]
        if here and bare and not starts_for_tags(run.workflow) and any(_waits_for(each) for each in started):
            return True
    return False


def _is_a_page(machinery: Machinery, item: Publication) -> bool:
    """Whether a step makes a release that no file is put on, neither by itself nor by what follows."""
    effects = [each for run in runs(machinery) if run.workflow is item.workflow for job in run.jobs for each in job.irreversible]
    here = [each for each in effects if each.step is item.step]
    pages = [each for each in effects if each.what == "a GitHub release"]
    return (
        bool(here) and here == pages and all(each.kind == "release" and not each.paths and each.command is None for each in here)
    )


def _waits_for(run: Run) -> bool:
    """Whether a workflow is started by tags or releases."""
    return starts_for_tags(run.workflow) or bool(run.events & {"release", "create"})


def _has_no(job: JobRun, world: World) -> bool:
    """Whether nothing that cannot be taken back happens in a job in such a run."""
    conditions = [effect.step.condition for effect in job.irreversible]
    return all(each is not None and world.holds(each.text) is False for each in conditions)


def _before(machinery: Machinery, workflow: Workflow, job: Job, until: WorkflowStep | None) -> frozenset[str]:
    """Return the suites that have passed when a step of a job publishes: those before it, and those of the jobs that it needs."""
    return certain(machinery, workflow, job, until) | _needed(machinery, workflow, job)


def _on_the_way(
    machinery: Machinery, workflow: Workflow, job: Job, step: WorkflowStep, above: tuple[str, ...] = ()
) -> frozenset[str] | None:
    """Return the suites that have passed before a step of a called workflow, however deep; None where the step is not there."""
    if step in job.steps:
        return _before(machinery, workflow, job, step)
    called = machinery.called(job)
    if called is None or called.file in above:
        return None
    inside = [_on_the_way(machinery, called, each, step, (*above, called.file)) for each in called.jobs.values()]
    found = [each for each in inside if each is not None]
    return _needed(machinery, workflow, job) | frozenset.intersection(*found) if found else None


def _needed(machinery: Machinery, workflow: Workflow, job: Job) -> frozenset[str]:
    """Return the suites of the jobs that a job needs, and of the workflows that these call."""
    found: frozenset[str] = frozenset()
    for each in (workflow.jobs[name] for name in workflow.ancestors(job) if name in workflow.jobs):
        allowed = each.continue_on_error
        if allowed is not None and (allowed.is_true or "matrix." not in allowed.text):
            continue  # a matrix in which single rows may fail has others that may not
        called = machinery.called(each)
        found |= certain(machinery, workflow, each)
        found = found.union(*(certain(machinery, called, inner) for inner in called.jobs.values())) if called else found
    return found


def _answers(machinery: Machinery, job: Job, ci_workflow: str) -> Iterator[Finding | None]:
    for step in job.steps:
        for script, line, command in machinery.commands_of(step):
            if _asks(command, ci_workflow):
                yield (
                    None
                    if _refuses(script)
                    else (
                        found_at(
                            RULE,
                            script.at(line),
                            f"the answer about {ci_workflow} does not fail the job",
                            "fail the job unless a completed run of this commit succeeded",
                        )
                    )
                )


def _asks(command: Invocation, ci_workflow: str) -> bool:
    if command.runs("gh", "run", "list"):
        asked = (command.value("--workflow", "-w") or "").rsplit("/", 1)[-1]
        return asked in (ci_workflow, ci_workflow.rsplit(".", 1)[0])
    return command.runs("gh", "api") and any(f"workflows/{ci_workflow}/runs" in word for word in command.arguments)


def _refuses(script: Script) -> bool:
    texts = [word.text for statement, _ in script.spots for word in words(statement)]
    ends = any(call.name == "exit" and call.texts[1:] not in ((), ("0",)) for call, _, _ in script.calls())
    return ends and any("success" in text for text in texts)


def _waits_for_its_job(machinery: Machinery, job: Job, ci_workflow: str) -> bool:
    """Whether an action is told the name of a job of CI, as the forge shows it, and of the commit: it waits for that check."""
    ci = [each for each in machinery.workflows if each.file.rsplit("/", 1)[-1] == ci_workflow]
    names = [each.body.text("name") or each.id for workflow in ci for each in workflow.jobs.values()]
    shown = [
        re.compile(".*".join(map(re.escape, _EXPRESSION.split(name)))) for name in names if _EXPRESSION.sub("", name).strip()
    ]
    return any(
        step.uses
        and step.continue_on_error is None
        and "check" in step.action
        and any("check" in key.lower() and any(name.fullmatch(step.input(key)) for name in shown) for key in step.with_.entries)
        for step in job.steps
    )


def _calls(job: Job, ci_workflow: str) -> bool:
    return job.calls.rsplit("/", 1)[-1] == ci_workflow
