"""Whether release mechanics may start, as the evidence stands."""

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from plugins.release import Release


def state(document: Mapping[str, Any], release: Release) -> dict[str, Any]:
    """Return the states of the stages and what blocks, for the checks of mechanics."""
    verdict = document.get("verdict") or {"stages": {}, "reasons": []}
    return {
        "stages": dict(verdict["stages"]),
        "reasons": list(verdict["reasons"]),
        "blockers": [entry["title"] for entry in document["blockers"]],
        "mode": release.mode,
    }


def read(told: Mapping[str, Any]) -> SimpleNamespace:
    """Return the handed-over state with its parts as attributes."""
    return SimpleNamespace(**told)
