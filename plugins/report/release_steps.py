"""The release's steps as a line: what is proven, what is not, and where the release stands."""

from dataclasses import dataclass

from plugins.report.report_model import Story
from plugins.verdict import reader

# Stages and mechanical steps in the order in which a release is made.
_ORDER = (
    "pre_release", "tag", "push", "build", "provenance", "staging", "rehearse", "tap", "publish", "release", "delivery",
)  # fmt: skip


@dataclass(frozen=True)
class ShownStep:
    """One stage or one mechanical step."""

    word: str
    state: str  # clear, blocked, incomplete; done, not done; not run
    here: bool = False  # the release stands before it


def steps(story: Story) -> list[ShownStep]:
    """Return the steps that this project has; the first that is neither clear nor done is where the release stands."""
    found = [ShownStep(word, state) for word in _ORDER if (state := _stage(story, word) or _mechanical(story, word))]
    first = next((number for number, step in enumerate(found) if step.state not in ("clear", "done")), None)
    return [ShownStep(step.word, step.state, number == first) for number, step in enumerate(found)]


def _stage(story: Story, word: str) -> str:
    if word not in reader.STAGES or not story.planned_in(word):
        return ""
    return str(story.document["verdict"]["stages"][word]) if word in story.touched else "not run"


def _mechanical(story: Story, word: str) -> str:
    check = next((check for check in story.planned_in("mechanics") if check.endswith(f"::test_{word}")), None)
    if check is None:
        return ""
    outcome = {record["id"]: record["outcome"] for record in story.records}.get(check)
    return {"passed": "done", None: "not run"}.get(outcome, "not done")
