"""What one job uploads another downloads, under the same name, after it, and no two uploads have one name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from core.findings import Finding
from core.rules import Rule
from facts.workflows.artifacts import Download, Upload, expand, names, same, uploads
from facts.workflows.job_handover import job_downloads, job_uploads
from facts.workflows.matrix_rows import TargetsFile, rows, runs_in
from facts.workflows.publication import Publication, every_publication, publications
from facts.workflows.release_graph import Machinery
from facts.workflows.release_path import build_workflows
from facts.workflows.workflow import Job, Workflow, WorkflowStep
from gates.tooling import run_downloads
from gates.tooling.rule_context import Context, found_at

# Actions that build and upload in one go, such as hynek/build-and-inspect-python-package, whose artifact is `Packages`.
_UPLOADS = re.compile(r"/(?![\w-]*download)[\w-]*(upload|build-and-inspect|artifact)", re.I)
_NAME_INPUT = re.compile(r"(upload-)?artifact[-_]?name|artifact", re.I)
_TAKES_FILES = ("pypa/gh-action-pypi-publish",)  # a release of the forge may be notes alone
_MERGES = re.compile(r"actions/upload-artifact@v[123](?!\d)")  # puts what has one name into one artifact
_SETS_UP = re.compile(r"(actions/(checkout|setup-|cache)|step-security/harden-runner|astral-sh/setup-uv)")
RULE = Rule(
    id="artifact-names-match",
    title="Each artifact is uploaded once, under a unique name, and downloaded by that name in a later job.",
    why="A download with the wrong name finds nothing, and two uploads with the same name fail.",
    fix="use one unique name for an upload and its downloads, and make the download wait for the job that uploads",
    bad={
        ".github/workflows/release.yml": """\
on: push
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/upload-artifact@v4
        with: {name: dist, path: dist}
  publish:
    needs: build
    runs-on: ubuntu-latest
    steps:
      - uses: actions/download-artifact@v4
        with: {name: dists}
      - run: cargo publish
""",
    },
    good={
        ".github/workflows/release.yml": """\
on: push
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/upload-artifact@v4
        with: {name: dist, path: dist}
  publish:
    needs: build
    runs-on: ubuntu-latest
    steps:
      - uses: actions/download-artifact@v4
        with: {name: dist}
      - run: cargo publish
""",
    },
)


def findings(context: Context) -> list[Finding]:
    """Return one finding for each artifact that does not meet its counterpart."""
    workflows = {w.file: w for w in context.graph.workflows if publications(context.graph, w)}
    for publisher in tuple(workflows.values()):
        workflows.update({w.file: w for w in build_workflows(context.graph, publisher)})
    found = [line for workflow in workflows.values() for line in _in_workflow(context.graph, workflow, context.table.targets)]
    found += [
        found_at(RULE, *said) for workflow in context.graph.workflows for said in run_downloads.unmet(context.graph, workflow)
    ]
    found += [line for item in every_publication(context.graph) for line in _from_nothing(item)]
    return list(dict.fromkeys(found))


def _from_nothing(item: Publication) -> Iterator[Finding]:
    """Complain about an action that publishes files where no step before it can have put any."""
    before = item.runs_in.steps[: item.runs_in.steps.index(item.step)] if item.step in item.runs_in.steps else ()
    if (
        item.step.action in _TAKES_FILES
        and item.step in item.runs_in.steps
        and all(_SETS_UP.match(step.action) for step in before)
    ):
        yield (
            found_at(
                RULE,
                item.at,
                f"job {item.runs_in.id} publishes files to {item.place}, but no earlier step puts any there",
                "download the built files first",
            )
        )


def _in_workflow(machinery: Machinery, workflow: Workflow, targets: TargetsFile | None) -> Iterator[Finding]:
    if set(workflow.triggers.entries) == {"workflow_call"}:
        return  # what it downloads may be its caller's
    made = {job.id: _made(machinery, job, targets) for job in workflow.jobs.values()}
    for job in workflow.jobs.values():
        for download in job_downloads(machinery, job):
            if not download.other_run and "*" in download.step.input("name"):
                problem = f"job {job.id} downloads an artifact named {download.step.input('name')}, which is not a valid name"
                yield found_at(RULE, download.step.at, problem, "give it as `pattern`, or give no name to take all")
            elif not download.other_run and download.patterns != ("*",):
                yield from _unmet(machinery, workflow, job, download, made)
    yield from _doubled(machinery, workflow, targets)


def _made(machinery: Machinery, job: Job, targets: TargetsFile | None) -> list[str]:
    own = [name for upload in uploads(job) for name in _names(machinery, job, upload, targets)]
    own += [name for step in job.steps for template in _named_elsewhere(step) for name in names(template, job)]
    called = [name for upload in job_uploads(machinery, job) for name in upload.names] if job.calls else []
    return own + called


def _names(machinery: Machinery, job: Job, upload: Upload, targets: TargetsFile | None) -> list[str]:
    known = [row for row in rows(job, machinery.root, targets) if runs_in(upload.step.condition, row)]
    return [expand(upload.step.input("name", "artifact"), row) for row in known] if known else list(upload.names)


def _is_elsewhere(machinery: Machinery, job: Job) -> bool:
    """Whether the job is a workflow of another repository, whose steps are not read here."""
    return bool(job.calls) and machinery.called(job) is None and not job.calls.startswith("./")


def _unmet(
    machinery: Machinery, workflow: Workflow, job: Job, download: Download, made: dict[str, list[str]]
) -> Iterator[Finding]:
    for pattern in download.patterns:
        makers = [name for name, names in made.items() if any(same(item, pattern) for item in names)]
        before = [workflow.jobs[name] for name in workflow.ancestors(job) if name in workflow.jobs]
        if not makers and any(_uploads_unseen(each) or _is_elsewhere(machinery, each) for each in before):
            continue  # under a name of its own
        if not makers:
            yield (
                found_at(
                    RULE,
                    download.step.at,
                    f"job {job.id} downloads the artifact {pattern}, which no job uploads",
                    "upload it under that name or correct the name here",
                )
            )
        elif not set(makers) & (workflow.ancestors(job) | {job.id}):
            yield (
                found_at(
                    RULE,
                    download.step.at,
                    f"job {job.id} downloads the artifact {pattern} of {makers[0]} without waiting for it",
                    f"add {makers[0]} to the needs of {job.id}",
                )
            )


def _named_elsewhere(step: WorkflowStep) -> Iterator[str]:
    """Yield the names of artifacts that an action is given which builds and uploads in one go."""
    if step.uses and not step.action.startswith("actions/"):
        yield from (step.input(key) for key in step.with_.entries if _NAME_INPUT.fullmatch(key) and step.input(key))


def _uploads_unseen(job: Job) -> bool:
    """Whether a step runs other people's action that uploads by itself."""
    return any(_UPLOADS.search(step.action) and not step.action.startswith("actions/") for step in job.steps)


def _doubled(machinery: Machinery, workflow: Workflow, targets: TargetsFile | None) -> Iterator[Finding]:
    """Yield each name under which a run uploads more than once, where the second upload comes, with the other places."""
    by_name: dict[str, list[Upload]] = {}
    for job in workflow.jobs.values():
        for upload in uploads(job):
            if upload.step.input("overwrite") != "true" and not upload.only_after_failure and not _MERGES.match(upload.step.uses):
                for name in _names(machinery, job, upload, targets):
                    by_name.setdefault(name, []).append(upload)
    for name, listed in by_name.items():
        pairs = list(pairwise(listed))
        clashing = [pair for pair in pairs if "*" not in name and not _exclusive(*pair)]
        if clashing:
            first, second = clashing[0]
            others = dict.fromkeys(str(each.step.at) for pair in clashing for each in pair if each is not second)
            also = ", ".join(others) or str(first.step.at)
            got = f"the artifact {name} is uploaded more than once in a run (also {also}), and the second upload fails"
            yield found_at(RULE, second.step.at, got, "include what differs in its name")


def _exclusive(first: Upload, second: Upload) -> bool:
    return first.step is not second.step and bool(first.step.condition or second.step.condition)
