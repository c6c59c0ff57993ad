"""Clearance: the stages that must be clear, and no open blocker of what comes before a step."""

from collections.abc import Mapping, Sequence
from typing import Any

from core.findings import Finding
from provenance.mechanics.step import Control, MechanicStep


def clearance_step(clearance: Mapping[str, Any]) -> MechanicStep:
    """Return whether release mechanics may start at all."""
    return MechanicStep(
        "clearance",
        "wait until the stage pre_release is clear for this commit and every blocker of it is done or canceled",
        looked_at=["pre_release"],
        lacks=clearance_faults(clearance, ["pre_release"]),
        control=Control(lambda verdict: clearance_faults(verdict, ["pre_release"]), {}, "no verdict"),
    )


def staging_step(clearance: Mapping[str, Any]) -> MechanicStep:
    """Return whether the built artifacts passed as each channel would serve them."""
    return MechanicStep(
        "staging",
        "run `-m staging` on the artifacts of the build run until the stage is clear",
        looked_at=["staging"],
        lacks=clearance_faults(clearance, ["staging"]),
        control=Control(lambda verdict: clearance_faults(verdict, ["staging"]), {}, "no verdict"),
    )


def clearance_faults(clearance: Mapping[str, Any], stages: Sequence[str]) -> list[Finding]:
    """Return the stages that are not clear and the blockers of these stages that are open."""
    titles = [entry["title"] for entry in clearance.get("blockers", ()) if set(entry["stages"]) & set(stages)]
    return [*stage_faults(clearance, stages), *(_open(title) for title in dict.fromkeys(titles))]


def stage_faults(clearance: Mapping[str, Any], stages: Sequence[str]) -> list[Finding]:
    """Return the stages whose verdict is not clear."""
    states = clearance.get("stages", {})
    return [_unclear(clearance, stage) for stage in stages if states.get(stage) != "clear"]


def _open(title: str) -> Finding:
    return Finding("open-blocker", got=f"an open blocker: {title}", expected="done or canceled", fix="resolve it in the tracker")


def _unclear(clearance: Mapping[str, Any], stage: str) -> Finding:
    state = clearance.get("stages", {}).get(stage, "not judged: no verdict of it is recorded")
    reasons = [reason for reason in clearance.get("reasons", ()) if reason.startswith(f"{stage}: ")]
    more = f", and {len(reasons) - 1} more reasons" if len(reasons) > 1 else ""
    got = f"stage {stage} is {state}{': ' + reasons[0] + more if reasons else ''}"
    return Finding("stage-clear", got=got, expected="clear", fix=f"run `-m {stage}` until it is")
