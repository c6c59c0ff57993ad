"""Looking at the steps: as they stand now, asked afresh after an act, and written down for whoever shows them."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from core.errors import Fault
from core.findings import Finding
from provenance.mechanics.context import Ground
from provenance.mechanics.step import MechanicStep

Grounds = Callable[[Mapping[str, int]], Ground]  # from the runs that a step found to the ground as it is now


@dataclass
class Remembered:
    """Answers of one look: each question is asked once, and the next look asks anew."""

    answers: dict[str, Any] = field(default_factory=dict)

    def __call__(self, question: str, make: Callable[[], Any]) -> Any:
        """Return the answer."""
        if question not in self.answers:
            self.answers[question] = make()
        return self.answers[question]


def keep_state(folder: Path, step: MechanicStep, ground: Ground) -> None:
    """Write down how a step stands: whether it is done, what it lacks, what it would do, what it waits for."""
    fault = step.fault
    lacks = [*step.lacks, *([Finding("", got=fault.got, expected=fault.expected, fix=fault.advice)] if fault else [])]
    document = {
        "step": step.name,
        "commit": ground.given.commit,
        "done": step.done,
        "may": not step.waits_for,
        "waits_for": list(step.waits_for),
        "lacks": [one.entry for one in lacks],
        "would": step.would,
        "argv": [] if step.done else [list(argv) for argv in step.argv],
        **_runs(step, ground),
    }
    folder.mkdir(parents=True, exist_ok=True)
    half = folder / f".{step.name}.half"
    half.write_text(json.dumps(document, indent=1) + "\n", "utf-8")
    half.replace(folder / f"{step.name}.json")


def _runs(step: MechanicStep, ground: Ground) -> dict[str, int]:
    """Return the runs that a step found, for those that come after it."""
    try:
        if step.name == "build" and step.done:
            return {"build_run_id": ground.build_run_id}
        if step.name == "publish" and step.looked_at:
            return {"publish_run_id": step.looked_at[0].run.id}
    except Fault:
        return {}
    return {}
