"""The steps up to the build: done only when already there and equal; else what each would do, and why it may not."""

from typing import Any

import pytest

from provenance.mechanics.sequence import ORDER
from tests.provenance.bad_runs import failed_build
from tests.provenance.maintainer import Maintainer
from tests.servers.github_release import add_run
from tests.tools import needs

pytestmark = needs("gh")


@pytest.mark.parametrize("name", [name for name in ORDER if name != "tap"])
def test_a_step_of_a_finished_release_is_done(maintainer: Maintainer, name: str) -> None:
    """Every step of a release that is finished is there and equal, and waits for none."""
    step = maintainer.look(name)
    assert (step.done, list(step.waits_for)) == (True, []), step.sentence


@pytest.mark.parametrize(
    ("verdict", "says"),
    [
        ({"stages": {"pre_release": "blocked"}}, "stage pre_release is blocked, expected clear"),
        ({"stages": {}}, "stage pre_release is not judged"),
        (
            {"blockers": [{"title": "[release-blocker][v0.1.1][gate:x][regression]", "stages": ["pre_release"]}]},
            "an open blocker: ",
        ),
    ],
)
def test_nothing_may_start_without_clearance(maintainer: Maintainer, verdict: dict[str, Any], says: str) -> None:
    """A stage that is not clear and an open blocker each hold up clearance, and with it every later step."""
    maintainer.verdict |= verdict
    assert says in maintainer.look("clearance").sentence
    assert "must wait for clearance" in maintainer.look("tag").sentence


@pytest.mark.parametrize(("stage", "held"), [("mechanics", ()), ("delivery", ()), ("staging", ("staging",))])
def test_a_later_stage_holds_up_no_earlier_step(maintainer: Maintainer, stage: str, held: tuple[str, ...]) -> None:
    """What delivery found, or the walk itself lacks, is no reason against clearance, provenance or publishing."""
    maintainer.verdict["blockers"] = [{"title": "[release-blocker][v0.1.1][gate:x][incomplete] y", "stages": [stage]}]
    assert maintainer.look("clearance").done
    assert tuple(maintainer.look("publish").waits_for) == held


def test_a_missing_tag_is_created_with_its_further_tags(maintainer: Maintainer) -> None:
    """Tags that nobody has are named with the command that would create them, at the commit under release."""
    commit = maintainer.project.git("rev-parse", "HEAD")
    maintainer.project.git("push", "-q", "origin", ":refs/tags/v0.1.1", ":refs/tags/go/v0.1.1")
    maintainer.project.git("tag", "-d", "v0.1.1", "go/v0.1.1")
    would = maintainer.look("tag").would
    assert f"`git tag -a v0.1.1 -m 'Release v0.1.1' {commit}` && `git tag -a go/v0.1.1" in would


def test_a_tag_elsewhere_is_not_moved(maintainer: Maintainer) -> None:
    """A tag of another commit leaves the step undone, with the rule that a tag is never moved."""
    maintainer.project.git("tag", "-f", "-a", "v0.1.1", "-m", "again", "HEAD~1")
    assert "a tag is never moved" in maintainer.look("tag").sentence


def test_a_lightweight_tag_is_not_enough(maintainer: Maintainer) -> None:
    """A lightweight tag leaves the step undone."""
    maintainer.project.git("tag", "-d", "v0.1.1")
    maintainer.project.git("tag", "v0.1.1")
    assert "v0.1.1: lightweight, a commit" in maintainer.look("tag").sentence


def test_tags_that_are_not_pushed_are_named(maintainer: Maintainer) -> None:
    """The push names only the tags that the remote lacks."""
    maintainer.project.git("push", "-q", "origin", ":refs/tags/go/v0.1.1")
    step = maintainer.look("push")
    assert (step.done, step.would) == (False, "`git push --atomic origin refs/tags/go/v0.1.1`")


def test_the_build_is_found_by_workflow_tag_and_commit(maintainer: Maintainer) -> None:
    """Without a run id the one run of tag and commit is taken."""
    maintainer.build = None
    assert maintainer.look("build").done


def test_two_candidates_are_listed_and_refused(maintainer: Maintainer) -> None:
    """Two runs of the same tag and commit are listed; none is chosen."""
    maintainer.build = None
    add_run(maintainer.world, 1003, 11, "push", "v0.1.1", maintainer.project.git("rev-parse", "HEAD"), {"build": ("Build",)})
    sentence = maintainer.look("build").sentence
    assert "2 build runs of v0.1.1" in sentence
    assert "1001 (success, push)" in sentence
    assert "1003 (success, push)" in sentence


def test_no_build_is_waited_for(maintainer: Maintainer) -> None:
    """Without any run the step says what it waits for."""
    maintainer.build = None
    maintainer.world.lists["actions/workflows/release.yml/runs"][1].clear()
    step = maintainer.look("build")
    assert "no run for v0.1.1" in step.sentence
    assert "wait for the build run" in step.sentence


def test_a_failed_build_is_no_build(maintainer: Maintainer) -> None:
    """A build run that failed leaves the step undone, with its failed jobs."""
    failed_build(maintainer.world, maintainer.project)
    sentence = maintainer.look("build").sentence
    assert "failed jobs: build (failure)" in sentence
    assert "CARGO_REGISTRY_TOKEN not set" in sentence
    assert "(renew the secret" in sentence
