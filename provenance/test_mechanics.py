"""Release mechanics: a step passes only if it is there and equal; in live mode one that is named is performed first."""

import pytest

pytestmark = [pytest.mark.mechanics, pytest.mark.needs("git", "gh>=2.90")]


def test_clearance(settle):
    """The pre_release stage is complete and clear for this commit, and no blocker is open.

    Why: A tag is final: a problem that is found after it is pushed can only be corrected by a new version.

    Fix: run `-m pre_release` until it is clear, and resolve the open blockers in the tracker

    Findings: stage-clear (the stage is not clear for this commit); open-blocker (a task of the stage is still open in the
    tracker)
    """
    assert settle("clearance") == []


def test_tag(settle):
    """The release tag and any additional tags are annotated tags of the commit being released, in the checkout.

    Why: A lightweight tag has no author, date or signature, and everything that is built afterwards depends on the commit
    that the tag names.

    Fix: add `tag` to --perform, or run the printed command
    """
    assert settle("tag") == []


def test_push(settle):
    """The tags are on the remote and are the same objects as in the checkout.

    Why: The build workflow starts when the tag arrives at GitHub, and what users fetch is the tag of the remote.

    Fix: add `push` to --perform, or run the printed command
    """
    assert settle("push") == []


def test_build(settle):
    """Exactly one build run for the tag and commit exists, and it succeeded.

    Why: With no run there is nothing to publish, and with two it is unclear whose artifacts users would get.

    Fix: add `build` to --perform, or pass one of the runs with --build-run-id; if a run failed for a reason outside the commit, re-run its failed jobs

    Findings: failed-jobs (the jobs that failed, with the end of their logs); known-failure (the likely cause and its fix, if
    the log shows a known one)
    """
    assert settle("build") == []


def test_provenance(settle):
    """The stage `provenance` is clear in the evidence for this build run, and its checks pass again now.

    Why: Publishing cannot be undone, so the run's tag, commit and artifacts are verified once more just before it.

    Fix: run `-m provenance --build-run-id=N`, and fix what it finds

    Findings: stage-clear (the stage is not clear for this commit); open-blocker (a task of the stage is still open in the
    tracker)
    """
    assert settle("provenance") == []


def test_staging(settle):
    """The built artifacts passed the staging checks before anything was published.

    Why: A package that cannot be installed is found here, before a user has it.

    Fix: run `-m staging --build-run-id=N`, and fix what it finds

    Findings: stage-clear (the stage is not clear for this commit); open-blocker (a task of the stage is still open in the
    tracker)
    """
    assert settle("staging") == []


def test_rehearse(settle):
    """If a publish dry run is required, it has been done with this build run.

    Why: If release workflows or credentials changed, the real publication would be the first attempt, and it can fail
    halfway.

    Fix: add `rehearse` to --perform, or start the publish workflow's dry run with this build run

    Findings: failed-jobs (the jobs that failed, with the end of their logs); known-failure (the likely cause and its fix, if
    the log shows a known one)
    """
    assert settle("rehearse") == []


@pytest.mark.subject("tap")
def test_tap(settle):
    """The Homebrew tap has this version with the build run's checksums, and is pushed.

    Why: `brew install` gives users the previous version, or fails on a checksum.

    Fix: update the formula with the printed checksums, commit it and push the tap
    """
    assert settle("tap") == []


def test_publish(settle):
    """A publish run used this build run and published every channel.

    Why: Channels that were not published, or were published from a different run, give users a different release than
    the verified one.

    Fix: add `publish` to --perform; renew a credential that has expired, then publish again

    Findings: failed-jobs (the jobs that failed, with the end of their logs); known-failure (the likely cause and its
    fix, if the log shows a known one)
    """
    assert settle("publish") == []


def test_release(settle):
    """The GitHub release exists with the build run's files and the changelog section as its notes.

    Why: The release page is where users look for files and notes; a draft is invisible to them.

    Fix: add `release` to --perform; find out who attached an asset that differs, and never replace it
    """
    assert settle("release") == []
