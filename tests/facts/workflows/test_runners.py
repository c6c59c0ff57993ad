"""On which machines the rows of a job run."""

from facts.workflows.assembly import read, written
from facts.workflows.runners import machines

FLOW = """\
on: push
jobs:
  build:
    strategy: {matrix: {include: [{os: ubuntu-24.04-arm}, {os: macos-15, cross: true}, {os: windows-2025}, {os: own}]}}
    runs-on: ${{ matrix.os }}
    steps:
      - run: make
      - if: matrix.cross
        run: make cross
"""


def test_each_hosted_row_has_a_system_and_a_processor(tmp_path):
    """A row names its hosted machine; nothing is said of a runner of the project's own."""
    workflow = read(written(tmp_path, {".github/workflows/a.yml": FLOW})).workflows[0]
    found = list(machines(workflow.jobs["build"]))
    assert [(each.system, each.processor) for each in found] == [("linux", "arm64"), ("macos", "arm64"), ("windows", "x64")]


def test_a_step_that_asks_for_a_key_of_other_rows_does_not_run(tmp_path):
    """What a row does not say is empty, and an empty condition is false."""
    job = read(written(tmp_path, {".github/workflows/a.yml": FLOW})).workflows[0].jobs["build"]
    assert [each.label for each in machines(job) if each.runs(job.steps[1])] == ["macos-15"]
