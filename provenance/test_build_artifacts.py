"""What the build run made: exactly the planned artifacts, from which alone publishing may be repeated."""

import pytest

from provenance.invalid_runs import another_conclusion
from provenance.publish_only import dispatch_faults

pytestmark = [pytest.mark.provenance, pytest.mark.needs("gh>=2.90")]


@pytest.fixture
def offer(capsys):
    """Print a command where the maintainer sees it, whatever is captured."""

    def say(command):
        with capsys.disabled():
            print(f"\nto publish again from this proven build run:\n  {command}", flush=True)
        return command

    return say


@pytest.fixture
def recorded(examine, build_run_id):
    """Record name, digest and size of every file of the build run."""

    def record(files):
        for file in files:
            examine.artifact(file.name, file.sha256, file.size, f"build run {build_run_id}, {file.artifact}")
        return files

    return record


def test_artifacts_match_the_plan(built, plan, recorded, examine, control):
    """The run has exactly the planned artifacts with exactly the planned files; the checksum of each file is recorded.

    Why: A missing artifact is a platform without a release, and an unplanned one is published without any check.

    Fix: correct the build, or the `files` lists of [[provenance.artifacts]] in the profile
    """
    control(plan.faults, [], "missing")
    assert plan.faults(recorded(examine(built, minimum=plan.minimum))) == []


def test_republishing_requires_a_verified_build(proof, rerun, keep, offer, examine, control):
    """The publish-only command is shown only if the build run was verified.

    Why: Publishing again from an unverified run can release files from a different commit.

    Fix: resolve the findings of the build run first; declare an input for the build run in the publish workflow
    """
    control(proof.origin.conclusion_faults, another_conclusion(proof.run), "conclusion 'failure'")
    assert proof.faults == []
    assert dispatch_faults(rerun) == []
    keep("publish_only", {"command": offer(*examine([rerun.command.line]))})
