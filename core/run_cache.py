"""Work that several checks need is done once a run, across processes; what it did is on every consumer's page."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from filelock import FileLock

from core import recording
from core.errors import Fault, Unavailable, Undecided

_FAULTS = {"environment": Unavailable, "incomplete": Undecided}


class Once:
    """`once(key, make)` returns what `make` returned the first time, as JSON; a Fault is shared too."""

    def __init__(self, folder: Path) -> None:
        """Keep results in a folder of the run."""
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def __call__(self, key: str, make: Callable[[], Any]) -> Any:
        """Make or reuse; the commands of the making are replayed onto the current page."""
        path = self.folder / f"{hashlib.sha256(key.encode()).hexdigest()[:16]}.json"
        with FileLock(f"{path}.lock"):
            if not path.exists():
                _write(path, json.dumps(recording.without_secrets(_made(make))))
            entry = json.loads(path.read_text("utf-8"))
        recording.replay(entry)
        if entry["fault"]:
            told = dict(entry["fault"])
            raise _FAULTS[told.pop("kind")](**told)
        return entry["value"]


def _write(path: Path, text: str) -> None:
    """Write it whole or not at all: a process may be killed at any moment, and the others then make it again."""
    fresh = path.with_suffix(".new")
    fresh.write_text(text, "utf-8")
    fresh.replace(path)


def _made(make: Callable[[], Any]) -> dict[str, Any]:
    value, fault = None, None
    with recording.capture() as page:
        try:
            value = make()
        except Fault as error:
            fault = {"kind": error.kind, "got": error.got, "expected": error.expected, "advice": error.advice}
    return {"value": value, "fault": fault, "commands": page.commands, "artifacts": page.artifacts}
