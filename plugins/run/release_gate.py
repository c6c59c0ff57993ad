"""Whether release mechanics may start, as the evidence and the tracker stand."""

from collections.abc import Mapping
from typing import Any

from plugins.blockers import filing
from plugins.blockers.blocker import prefix_in, word_in
from plugins.cli.options import STAGES
from plugins.run.run_selection import Scope
from profiles.release import Release

FIRST = "pre_release"


def state(document: Mapping[str, Any], release: Release, scope: Scope) -> dict[str, Any]:
    """Return the states of the stages and what blocks each; the tracker is asked only where mechanics is selected."""
    asked = any(check.stage == "mechanics" for check in scope.selected)
    verdict = document["verdict"]
    return {
        "stages": dict(verdict["stages"]),
        "reasons": list(verdict["reasons"]),
        "blockers": blockers(document, filing.still_open(release) if asked else []),
        "mode": release.mode,
    }


def blockers(document: Mapping[str, Any], titles: list[str]) -> list[dict[str, Any]]:
    """Return what blocks, with the stages that it blocks: those of its checks; of a task filed by hand, of its word.

    A later stage does not hold up an earlier step: what delivery found is no reason against publishing again. Nor does
    a task that the suite filed of one of its own steps, for that step is looked at again; one that a person filed does.
    """
    known = {prefix_in(entry["title"]): _stages(entry) for entry in document["blockers"]}
    ours = {*known, *(prefix for run in document["runs"] for prefix in run.get("filed", ()))}
    found = [{"title": entry["title"], "stages": _stages(entry)} for entry in document["blockers"]]
    for title in titles:
        prefix, word = prefix_in(title), word_in(title) or ""
        held = known.get(prefix) or [word if word in STAGES else FIRST]
        found.append({"title": title, "stages": [FIRST] if held == ["mechanics"] and prefix not in ours else held})
    return found


def _stages(entry: Mapping[str, Any]) -> list[str]:
    return list(dict.fromkeys(check.partition("/")[0] for check in entry["checks"]))
