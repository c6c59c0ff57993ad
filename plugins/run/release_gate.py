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

    A later stage does not hold up an earlier step: what delivery found is no reason against publishing again.
    """
    known = {prefix_in(entry["title"]): _stages(entry) for entry in document["blockers"]}
    found = [{"title": entry["title"], "stages": _stages(entry)} for entry in document["blockers"]]
    for title in titles:
        word = word_in(title) or ""
        found.append({"title": title, "stages": known.get(prefix_in(title)) or [word if word in STAGES else FIRST]})
    return [
        {**entry, "stages": [FIRST] if entry["stages"] == ["mechanics"] and _by_hand(entry, known) else entry["stages"]}
        for entry in found
    ]


def _by_hand(entry: Mapping[str, Any], known: Mapping[str | None, list[str]]) -> bool:
    """Whether nobody but a person says so: the suite looks at its own steps again by itself."""
    return prefix_in(entry["title"]) not in known


def _stages(entry: Mapping[str, Any]) -> list[str]:
    return list(dict.fromkeys(check.partition("/")[0] for check in entry["checks"]))
