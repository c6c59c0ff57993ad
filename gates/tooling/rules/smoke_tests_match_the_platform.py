"""A smoke demands of a channel only what was built for its own platform.

A job on Linux that installs from the Python index gets a source package when no Linux wheel is uploaded.
"""

from __future__ import annotations

from collections.abc import Iterator

from core.findings import Finding
from core.location import Location
from core.rules import Rule
from facts.workflows.workflow import Job, Workflow
from gates.tooling.built_files import system_of, wheel_systems
from gates.tooling.rule_context import Context, found_at

_CHANNEL = "pypi"
RULE = Rule(
    id="smoke-tests-match-the-platform",
    title="A smoke test installs from a channel only if the release has a build for the runner's platform.",
    why="The smoke test fails, or installs a source package, where no wheel was built.",
    fix="skip that channel on this platform, or build the package for it",
    bad={
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
    },
    good={
        ".github/workflows/smoke.yml": """\
on: {workflow_dispatch: {inputs: {channels: {default: "npm"}}}}
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
    },
    looks_at=lambda context: context.graph.checkout.files,
)


def findings(context: Context) -> list[Finding]:
    """Return one finding for each smoke that demands a wheel that nobody built."""
    built = set(wheel_systems(context.graph, context.table.targets))
    return [line for workflow in context.graph.workflows if built for line in _in_workflow(workflow, built)]


def _in_workflow(workflow: Workflow, built: set[str]) -> Iterator[Finding]:
    for name in workflow.inputs.entries:
        default = workflow.inputs.mapping(name).text("default")
        if _CHANNEL not in default.replace(" ", "").split(","):
            continue
        for job in workflow.jobs.values():
            system = system_of(job, {})
            if system and system not in built and f"inputs.{name}" in _text(job):
                yield (
                    found_at(
                        RULE,
                        Location(workflow.file, workflow.inputs.mapping(name).lines.get("default", workflow.inputs.lines[name])),
                        (f"job {job.id} installs from {_CHANNEL} on {system}, and no wheel is uploaded from {system}"),
                        f"take {_CHANNEL} out of the default, or build that wheel",
                    )
                )


def _text(job: Job) -> str:
    return "\n".join(step.run.text for step in job.steps if step.run is not None)
