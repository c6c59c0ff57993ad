"""Uploads to PyPI with attestations happen in the workflow that was started, not in one that it calls.

The token names the called workflow and the certificate of the attestations the calling one: no publisher fits both.
"""

from __future__ import annotations

from collections.abc import Iterator

from core.findings import Finding
from core.location import Location
from core.rules import Rule
from discovery.workflows.effects import Effect
from discovery.workflows.job_runs import JobRun
from discovery.workflows.path import publishing
from gates.tooling.rule_context import Context

_CALLER = 'on: {push: {tags: ["v*"]}}\njobs:\n  publish:\n    permissions: {id-token: write}\n    uses: ./.github/workflows/upload.yml\n'
_CALLED = """\
on: {{workflow_call: {{secrets: {{TOKEN: {{required: false}}}}}}}}
jobs:
  upload:
    runs-on: ubuntu-24.04
    permissions: {{id-token: write}}
    steps: [{{uses: pypa/gh-action-pypi-publish@release/v1{0}}}]
"""

RULE = Rule(
    id="pypi-publishing-is-not-reusable",
    title="No reusable workflow publishes to PyPI by trusted publishing with attestations.",
    why=(
        "The identity token names the called workflow and the certificate of the attestations the calling one, so PyPI "
        "rejects the upload during the release, whichever of the two is configured."
    ),
    fix="publish in a job of the calling workflow, or upload without attestations",
    reference="PyPI: trusted publishers, reusable workflows are not supported",
    bad={".github/workflows/release.yml": _CALLER, ".github/workflows/upload.yml": _CALLED.format("")},
    good={
        ".github/workflows/release.yml": _CALLER,
        ".github/workflows/upload.yml": _CALLED.format(", with: {attestations: false}"),
    },
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each publication to PyPI of a called workflow that is given no token of its own."""
    seen: set[Location] = set()
    for _, job, effect in publishing(context.graph):
        if job.callers and effect.what == "PyPI" and effect.at not in seen and _by_identity(job, effect) and _attests(effect):
            seen.add(effect.at)
            caller = job.callers[0]
            got = f"job {job.id} publishes to PyPI by trusted publishing, in a workflow that {caller.file}:{caller.line} calls"
            expected = "a job of the workflow that is started"
            yield Finding(RULE.id, effect.file, effect.line, got, expected, f"move the upload into {caller.file}")


def _attests(effect: Effect) -> bool:
    """Whether the upload carries attestations: an action adds them unless it is told not to, a command where it is told to."""
    what = effect.publisher.attests if effect.publisher is not None else ""
    if not what:
        return False
    return effect.command.flag(what) if effect.command is not None else effect.step.input(what).strip().lower() != "false"


def _by_identity(job: JobRun, effect: Effect) -> bool:
    """Whether the identity of the run is all that it has to show."""
    publisher = effect.publisher
    if publisher is None or "id-token" not in publisher.needs or job.grants_level("id-token") == 0:
        return False
    given = {**job.workflow.env, **job.job.env, **effect.step.env}
    shown = any(given.get(name) or effect.step.input(name) for name in publisher.needs if name != "id-token")
    flags = effect.command is not None and effect.command.flag("--token", "-t", "--password", "-p", "--username", "-u")
    return not shown and not flags and "pypirc" not in effect.text
