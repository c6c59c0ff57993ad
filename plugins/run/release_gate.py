"""Whether release mechanics may start, as the evidence and the tracker stand."""

from collections.abc import Mapping
from typing import Any

from plugins.blockers import filing
from plugins.run.run_selection import Scope
from profiles.release import Release


def state(document: Mapping[str, Any], release: Release, scope: Scope) -> dict[str, Any]:
    """Return the states of the stages and what blocks; the tracker is asked only where mechanics is selected."""
    asked = any(check.stage == "mechanics" for check in scope.selected)
    verdict = document["verdict"]
    return {
        "stages": dict(verdict["stages"]),
        "reasons": list(verdict["reasons"]),
        "blockers": [*(entry["title"] for entry in document["blockers"]), *(filing.still_open(release) if asked else [])],
        "mode": release.mode,
    }
