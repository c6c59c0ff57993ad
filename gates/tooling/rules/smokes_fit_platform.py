"""A smoke demands of a channel only what was built for its own platform.

A job on Linux that installs from the Python index gets a source package when no Linux wheel is uploaded.
"""

from __future__ import annotations

from collections.abc import Iterator

from facts.workflows.artifacts import uploads
from facts.workflows.matrix import Row
from facts.workflows.matrix_rows import TargetsFile, rows, runs_in
from facts.workflows.release_graph import Machinery
from facts.workflows.release_path import release_path
from facts.workflows.workflow import Job, Workflow

_CHANNEL = "pypi"
BAD = {
    ".github/workflows/smoke.yml": """\
on: {workflow_dispatch: {inputs: {channels: {default: "npm,pypi"}}}}
jobs:
  smoke:
    runs-on: ubuntu-latest
    steps:
      - run: ./smoke.sh --channels "${{ inputs.channels }}"
""",
    ".github/workflows/release.yml": """\
on: push
jobs:
  build:
    strategy: {matrix: {include: [{os: macos-latest, wheel: true}, {os: ubuntu-latest, wheel: false}]}}
    runs-on: ${{ matrix.os }}
    steps:
      - uses: actions/upload-artifact@v4
        if: matrix.wheel
        with: {name: "wheel-${{ matrix.os }}", path: dist/*.whl}
  publish:
    needs: build
    runs-on: ubuntu-latest
    steps:
      - uses: actions/download-artifact@v4
      - uses: pypa/gh-action-pypi-publish@release/v1
""",
}
REFUSAL = "no wheel is uploaded from"


def findings(machinery: Machinery, targets: TargetsFile | None = None) -> list[str]:
    """Return one sentence for each smoke that demands a wheel that nobody built."""
    built = set(wheel_systems(machinery, targets))
    return [line for workflow in machinery.workflows if built for line in _in_workflow(workflow, built)]


def wheel_systems(machinery: Machinery, targets: TargetsFile | None) -> Iterator[str]:
    """Yield the system of each row that uploads wheels."""
    for stop in release_path(machinery):
        for upload in uploads(stop.job):
            if any(path.endswith(".whl") for path in upload.paths):
                for row in rows(stop.job, machinery.root, targets):
                    if runs_in(upload.step.condition, row):
                        yield _system(stop.job, row)


def _in_workflow(workflow: Workflow, built: set[str]) -> Iterator[str]:
    for name in workflow.inputs.entries:
        default = workflow.inputs.mapping(name).text("default")
        if _CHANNEL not in default.replace(" ", "").split(","):
            continue
        for job in workflow.jobs.values():
            system = _system(job, {})
            if system and system not in built and f"inputs.{name}" in _text(job):
                yield (
                    f"{workflow.file}:{workflow.inputs.mapping(name).lines.get('default', workflow.inputs.lines[name])}: job "
                    f"{job.id} installs from {_CHANNEL} on {system}, and no wheel is uploaded from {system}; take "
                    f"{_CHANNEL} out of the default, or build that wheel"
                )


def _text(job: Job) -> str:
    return "\n".join(step.run.text for step in job.steps if step.run is not None)


def _system(job: Job, row: Row) -> str:
    name = job.runs_on[0] if job.runs_on else ""
    key = name.strip().removeprefix("${{").removesuffix("}}").strip().removeprefix("matrix.")
    label = row.get(key, name)
    return label.split("-", 1)[0] if label.startswith(("ubuntu", "macos", "windows")) else ""
