"""The terminal's first line and last screen: verdict, blockers, what does not apply, where the time went, what to do next."""

from collections.abc import Mapping
from typing import Any


def first_line(document: Mapping[str, Any]) -> str:
    """Return the line that says what is being verified."""
    release = document["release"]
    return f"{release['project']}: {release['target']} over {release['base']}, {release['mode']}, agent {release['agent']}"


def last_screen(document: Mapping[str, Any], run: Mapping[str, Any], width: int) -> str:
    """Return what stands on the terminal when a run has ended; its last line is the verdict."""
    release, verdict = document["release"], document["verdict"]
    lines = [reason[:width] for reason in verdict["reasons"][:10]]
    return "\n".join([*lines, f"{verdict['state']}: {release['project']} {release['target']} (exit status {run['exit_status']})"])
