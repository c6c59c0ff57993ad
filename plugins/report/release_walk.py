"""The steps of a release as they stand, in release order: done, may, may not and why, with the command of each."""

import json
import shlex
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from plugins.cli.options import WALK
from profiles.release import Release

State = Mapping[str, Any]
_MORE = 3
_FAILED = ("failed-jobs", "known-failure")  # rules of a run that was started and failed
_NOT_SINCE = {"path": "", "got": "not looked at since the steps before it were done", "expected": "", "fix": ""}


def folder(release: Release) -> Path:
    """Return where the steps' states lie."""
    return release.evidence_dir / f"steps-{release.target}"


def states(release: Release) -> dict[str, State]:
    """Return the state of every step that was looked at for the commit under release, in release order."""
    found: dict[str, State] = {}
    for name in WALK:
        path = folder(release) / f"{name}.json"
        state = json.loads(path.read_text("utf-8")) if path.is_file() else None
        if state is not None and state["commit"] == release.commit:
            found[name] = state
    return as_now(found)


def as_now(found: Mapping[str, State]) -> dict[str, State]:
    """Return the states without what was done since each was looked at: a step waits for none of that any more."""
    done = {name for name, state in found.items() if state["done"]}
    return {name: _as_now(state, done) for name, state in found.items()}


def _as_now(state: State, done: Collection[str]) -> State:
    waits = [name for name in state["waits_for"] if name not in done]
    if state["done"] or len(waits) == len(state["waits_for"]):
        return state
    return {**state, "waits_for": waits, "may": not waits, "lacks": [_NOT_SINCE]}


def judged(found: Mapping[str, State], stages: Mapping[str, str]) -> dict[str, State]:
    """Return the states with what the evidence says of the stages that became clear after their step was looked at."""
    return as_now({name: {**state, "done": True} if _became_clear(state, stages) else state for name, state in found.items()})


def _became_clear(state: State, stages: Mapping[str, str]) -> bool:
    return not state["done"] and state["lacks"] == [_NOT_SINCE] and stages.get(state["step"]) == "clear"


def lines(found: Mapping[str, State]) -> list[str]:
    """Return a line a step: its state, what it lacks, and below it the commands that it stands for."""
    return [line for state in found.values() for line in _lines(state)]


def following(found: Mapping[str, State]) -> dict[str, Any] | None:
    """Return the first step that is not done, as the evidence holds it; None where all are."""
    state = next((state for state in found.values() if not state["done"]), None)
    if state is None:
        return None
    return {"step": state["step"], "argv": state["argv"], "why": _why(state), "waits_for": state["waits_for"]}


def _lines(state: State) -> list[str]:
    if state["done"]:
        return [f"done     {state['step']}"]
    failed = any(one.get("rule") in _FAILED for one in state["lacks"])
    head = "waiting " if not state["may"] else "failed  " if failed else "ready   "
    waits = f"waits for {', '.join(state['waits_for'])}" if state["waits_for"] else ""
    said = "; ".join(part for part in (waits, _why(state)) if part)
    commands = [f"           {shlex.join(argv)}" for argv in state["argv"]] or [f"           {state['would']}"]
    return [f"{head} {state['step']}: {said}", *_more(state), *commands]


def _more(state: State) -> list[str]:
    """Return what else a step lacks, each with its fix, where it is more than the first thing."""
    shown = [one for one in state["lacks"][1:] if one["fix"]][:_MORE] if state["may"] else []
    return [f"           {' '.join(one['got'].split())[:160]}: {one['fix']}" for one in shown]


def _why(state: State) -> str:
    lacks: Sequence[Mapping[str, Any]] = state["lacks"]
    first = ", expected ".join(part for part in (lacks[0]["got"], lacks[0]["expected"]) if part) if lacks else "nothing"
    place = f"{lacks[0]['path']}: " if lacks and lacks[0]["path"] else ""
    return place + " ".join(first.split())[:240] + (f" (and {len(lacks) - 1} more)" if len(lacks) > 1 else "")
