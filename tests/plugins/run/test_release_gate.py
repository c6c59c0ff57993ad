"""What holds up which stage: a blocker holds up what comes after it, and nothing before it."""

from typing import Any

import pytest

from plugins.run.release_gate import blockers

PREFIX = "[release-blocker][v0.1.1][gate:{}][regression] what"


def _document(*checks: str, filed: tuple[str, ...] = ()) -> dict[str, Any]:
    entries = [{"title": PREFIX.format(check.partition("/")[0]), "checks": [check]} for check in checks]
    return {"blockers": entries, "runs": [{"filed": [PREFIX.format(word).rpartition(" ")[0] for word in filed]}]}


@pytest.mark.parametrize("stage", ["pre_release", "provenance", "staging", "delivery"])
def test_a_blocker_holds_up_the_stage_of_its_checks(stage: str) -> None:
    """What the evidence holds is of the stages of its checks."""
    assert [entry["stages"] for entry in blockers(_document(f"{stage}/x::y"), [])] == [[stage]]


@pytest.mark.parametrize(
    ("word", "stages"),
    [("licensing", ["pre_release"]), ("npm", ["pre_release"]), ("delivery", ["delivery"]), ("mechanics", ["pre_release"])],
)
def test_a_task_filed_by_hand_holds_up_what_its_word_says(word: str, stages: list[str]) -> None:
    """A gate's, a channel's and an unknown word hold up everything; a stage's word holds up that stage."""
    assert [entry["stages"] for entry in blockers(_document(), [PREFIX.format(word)])] == [stages]


def test_a_task_of_a_step_of_ours_holds_up_nothing() -> None:
    """The step is looked at again by itself, so its own task does not block it for ever."""
    assert [entry["stages"] for entry in blockers(_document(filed=("mechanics",)), [PREFIX.format("mechanics")])] == [
        ["mechanics"]
    ]
