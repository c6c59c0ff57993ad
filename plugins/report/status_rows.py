"""How each gate and each channel stands: the row of states on top of every report."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from plugins.report.report_model import Story
from plugins.verdict import reader


@dataclass(frozen=True)
class StatusSubject:
    """One gate or channel in one stage; a stage that has neither is its own subject."""

    word: str
    title: str
    number: int | None
    stage: str
    state: str  # clear, blocked, incomplete, preview, or `does not apply`
    note: str
    passed: int
    planned: int
    examined: int
    seconds: float

    @property
    def label(self) -> str:
        """The title with the runbook's number."""
        return self.title if self.number is None else f"{self.number} {self.title}"


def subjects(story: Story) -> list[StatusSubject]:
    """Return every gate and channel of the stages that any run touched, in the plan's order."""
    return [subject for stage in story.touched for subject in _of_stage(story, stage)]


def _of_stage(story: Story, stage: str) -> list[StatusSubject]:
    itself = {"word": stage, "title": stage.replace("_", " "), "number": None}
    listed = [each for kind in ("gates", "channels") for each in story.plan[kind] if stage in each["stages"]]
    checks = story.planned_in(stage)
    alone = [itself] if any(story.where(check) == stage for check in checks) else []
    return [
        _subject(story, each, stage, {check for check in checks if story.where(check) in {each["word"], each["title"]}})
        for each in (*alone, *listed)
    ]


def _subject(story: Story, each: Mapping[str, Any], stage: str, checks: set[str]) -> StatusSubject:
    counting = [record for record in story.records if record["id"] in checks]
    state, note = _state(story, each, checks)
    return StatusSubject(
        each["word"],
        each["title"],
        each["number"],
        stage,
        state,
        note,
        passed=sum(record["outcome"] == "passed" for record in counting),
        planned=len(checks),
        examined=sum(record["examined"] or 0 for record in counting),
        seconds=sum(record["duration"] for record in counting),
    )


def _state(story: Story, each: Mapping[str, Any], checks: set[str]) -> tuple[str, str]:
    if not checks:
        reasons = [entry["reason"] for entry in story.plan["does_not_apply"] if entry["what"] in {each["word"], each["title"]}]
        return ("does not apply", reasons[0]) if reasons else ("incomplete", "no check yet")
    official = [check for check in checks if story.plan["details"][check]["tier"] == "official"]
    if not official:
        return "preview", "reported, does not block"
    if not any(check in story.ledger.chosen for check in official):
        return "incomplete", "not run yet"
    held = [state for check in official for state, _ in reader.judged(story.ledger, check)]
    return max(held, key=list(reader.EXIT).index, default="clear"), ""
