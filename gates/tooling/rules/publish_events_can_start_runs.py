"""What starts a publishing workflow can start it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.findings import Finding
from core.rules import Rule
from discovery.workflows.effects import Effect
from discovery.workflows.job_runs import JobRun, Run, runs
from discovery.workflows.path import patterns, starts_for_tags, uses_default_token
from facts.workflows.filters import as_expression
from facts.workflows.workflow import Workflow
from gates.tooling.rule_context import Context

_PUBLISH = "on: {release: {types: [published]}}\njobs:\n  publish: {runs-on: ubuntu-24.04, steps: [{run: cargo publish}]}\n"
_RELEASE = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  release:
    runs-on: ubuntu-24.04
    steps:
      - run: gh release create v1 --notes x
        env: {{GH_TOKEN: "${{{{ {0} }}}}"}}
"""

RULE = Rule(
    id="publish-events-can-start-runs",
    title="A publishing workflow can be started by its intended events.",
    why=(
        "Events created with a run's own GITHUB_TOKEN start no workflow (except a dispatch), and `workflow_run` never fires for a "
        "workflow name that does not exist."
    ),
    fix="create the event with a different token, or call the workflow",
    reference="GitHub: triggering a workflow from a workflow; workflow_run",
    bad={".github/workflows/publish.yml": _PUBLISH, ".github/workflows/release.yml": _RELEASE.format("github.token")},
    good={".github/workflows/publish.yml": _PUBLISH, ".github/workflows/release.yml": _RELEASE.format("secrets.RELEASE_TOKEN")},
    looks_at=lambda context: context.graph.workflows,
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each workflow that waits for an event that cannot come."""
    known = runs(context.graph)
    names = {workflow.name: workflow for workflow in context.graph.workflows}
    for run in known:
        if not run.publishes:
            continue
        yield from _unnamed(run, names)
        yield from _created_as_a_draft(run, known)
        for other in known:
            if other is not run and not _starts_it(other, run):
                yield from _silent(run, other)


def _created_as_a_draft(run: Run, known: tuple[Run, ...]) -> Iterator[Finding]:
    """Yield a run that waits for a release to be created, where releases are drafts first: publishing one creates nothing."""
    types = patterns(run.workflow, "release", "types")
    drafts = [job for other in known if other is not run for job in other.jobs if _drafts(job)]
    if drafts and types and set(types) <= {"created", "edited"} and run.events <= {"release", "workflow_call"}:
        got = f"it waits for `created`, but job {drafts[0].id} creates drafts, and publishing a draft does not count as creating a release"
        line = run.workflow.triggers.lines.get("release", 1)
        yield Finding(RULE.id, run.workflow.file, line, got, "types: [published]", "wait for `published`")


def _drafts(job: JobRun) -> bool:
    by_drafter = any(step.action.startswith("release-drafter/") and step.input("publish") != "true" for step in job.steps)
    return by_drafter or any(_is_a_draft(each) for each in job.effects)


def _is_a_draft(effect: Effect) -> bool:
    return effect.kind == "draft" or (
        effect.kind == "release" and effect.command is None and effect.step.input("draft") == "true"
    )


def _unnamed(run: Run, names: dict[str, Workflow]) -> Iterator[Finding]:
    workflow = run.workflow
    line = workflow.triggers.lines.get("workflow_run", 1)
    wanted = patterns(workflow, "workflow_run", "workflows")
    missing = [name for name in wanted if name not in names and not any(name == each.file for each in names.values())]
    if wanted and len(missing) == len(wanted):
        got = f"workflow_run waits for the workflow {', '.join(missing)}, but no workflow has that name"
        yield Finding(
            "publish-events-can-start-runs",
            workflow.file,
            line,
            got,
            f"one of {', '.join(sorted(names))}",
            "use the workflow's `name:`",
        )
    branches = [each for each in patterns(workflow, "workflow_run", "branches") if not each.startswith("!")]
    for name in wanted:
        before = names.get(name)
        tags = patterns(before, "push", "tags") if before is not None else ()
        only = (
            tags and before is not None and set(before.triggers.entries) <= {"push"} and not patterns(before, "push", "branches")
        )
        if branches and only and not any(as_expression(each).fullmatch("v1.2.3") for each in branches):
            got = f"it waits for runs of {name} on the branches {', '.join(branches)}, and {name} runs for tags only"
            yield Finding(
                "publish-events-can-start-runs", workflow.file, line, got, "a filter that allows tags", "remove the branch filter"
            )


def _silent(run: Run, other: Run) -> Iterator[Finding]:
    events = run.events - {"workflow_dispatch", "workflow_call"}
    for job in other.jobs:
        for effect in job.irreversible:
            release = events == {"release"} and effect.kind in ("release", "finalize") and effect.what == "a GitHub release"
            release = release and not (_only_full(run) and _is_a_pre_release(job))
            tag = _waits_for_a_tag(run) and (effect.kind == "tag" or _brings_its_tag(other, effect)) and _fits(run, effect)
            if (release or tag) and uses_default_token(job, effect):
                yield _finding(run, job, effect, "release" if release else "tag")
                return


def _waits_for_a_tag(run: Run) -> bool:
    """Whether nothing but a tag starts a workflow: one that is pushed, or one that is created."""
    events = run.events - {"workflow_dispatch", "workflow_call"}
    pushed = bool(patterns(run.workflow, "push", "tags")) and not patterns(run.workflow, "push", "branches")
    return (events == {"push"} and pushed) or events == {"create"}


def _brings_its_tag(other: Run, effect: Effect) -> bool:
    """Whether a release makes its tag as well: in a run that no tag started, and in which nothing else makes or asks for one."""
    makes = any(each.kind in ("tag", "push") for job in other.jobs for each in job.effects)
    apart = "schedule" in other.events or "nightly" in effect.text  # such a tag is moved on, and is no release's
    is_release = effect.kind == "release" and "--verify-tag" not in effect.text and not apart
    return is_release and not makes and not starts_for_tags(other.workflow)


def _only_full(run: Run) -> bool:
    """Whether the workflow waits for full releases alone: a pre-release is no `released`."""
    return set(patterns(run.workflow, "release", "types")) == {"released"}


def _is_a_pre_release(job: JobRun) -> bool:
    """Whether every release that the job creates is a pre-release."""
    made = [each for each in job.effects if each.kind in ("release", "draft") and each.what == "a GitHub release"]
    return bool(made) and all(
        each.command.flag("--prerelease", "-p") if each.command is not None else each.step.input("prerelease") == "true"
        for each in made
    )


def _fits(run: Run, effect: Effect) -> bool:
    words = [word for word in effect.what.split() if re.search(r"(?<!\d)\d+\.\d+", word)]
    said = effect.command.arguments[2:3] if effect.command is not None and effect.command.runs("gh", "release", "create") else ()
    named = [*said, effect.step.input("tag_name"), effect.step.input("tag")]
    words += [word for word in named if word and re.fullmatch(r"[\w./-]+", word)]
    return not words or any(
        as_expression(each).fullmatch(word) for each in patterns(run.workflow, "push", "tags") for word in words
    )


def _finding(run: Run, job: JobRun, effect: Effect, event: str) -> Finding:
    got = f"job {job.id} creates the {event} with the run's own token, which starts no workflow, but {run.workflow.file} waits for it"
    return Finding(
        "publish-events-can-start-runs",
        effect.file,
        effect.line,
        got,
        "a different token",
        f"use a different token, or call {run.workflow.file}",
    )


def _starts_it(other: Run, run: Run) -> bool:
    """Whether a run starts the other workflow itself: by a dispatch or a call."""
    name = run.workflow.file.rsplit("/", 1)[-1]
    texts = [step.run.text for job in other.jobs for step in job.steps if step.run is not None]
    called = any(job.job.calls.endswith(name) for job in other.jobs) or any(
        caller.calls.endswith(name) for job in other.jobs for caller in job.callers
    )
    return called or any(
        re.search(r"workflow run|/dispatches|repository_dispatch", text) and (name in text or run.workflow.name in text)
        for text in texts
    )
