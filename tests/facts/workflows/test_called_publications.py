"""A publication in a called workflow: the job that calls, and the job whose runner does it."""

from facts.workflows.assembly import read, written
from facts.workflows.publication import every_publication

FILES = {
    ".github/workflows/release.yml": "on: {push: {tags: ['v*']}}\njobs:\n  call: {uses: ./.github/workflows/up.yml}\n",
    ".github/workflows/up.yml": (
        "on: workflow_call\njobs:\n  up:\n    runs-on: {group: large, labels: [self-hosted, linux]}\n    env: {A: b}\n"
        "    steps: [{run: cargo publish}]\n"
    ),
}


def test_a_called_job_is_named_beside_its_caller(tmp_path):
    """What the step gets (runner, variables) is the inner job's; what waits for it is the caller's."""
    [found] = [each for each in every_publication(read(written(tmp_path, FILES))) if each.workflow.file.endswith("release.yml")]
    assert (found.job.id, found.runs_in.id) == ("call", "up")
    assert found.runs_in.runs_on == ("self-hosted", "linux")
    assert found.runs_in.env == {"A": "b"}
