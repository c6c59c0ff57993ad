"""The store of the stand-in ergo: a folder `.ergo` with one log, found by walking up as the real one does."""

import json
import os
import stat
import sys
from pathlib import Path
from typing import Any


class Failed(Exception):
    """The stand-in prints this after `error:` and exits 1."""


class Store:
    """Entries in the order of their making; every write leaves one whole line in the log."""

    def __init__(self, log: str) -> None:
        """Find the store above the working folder."""
        here = Path.cwd()
        found = next((folder / ".ergo" for folder in (here, *here.parents) if (folder / ".ergo").is_dir()), None)
        if found is None:
            raise Failed("no .ergo directory found (run ergo init)")
        self.folder = found
        self.log = found / log
        lines = self.log.read_text("utf-8").splitlines() if self.log.exists() else []
        self.entries: dict[str, dict[str, Any]] = {}
        for line in lines:
            entry = json.loads(line)
            self.entries[entry["id"]] = {**self.entries.get(entry["id"], {}), **entry}

    def write(self, **entry: Any) -> dict[str, Any]:
        """Append to the log; a failure may come before or after, as a test asks for in the environment."""
        self._fail_first("STANDIN_BUSY", "lock busy")
        entry.setdefault("id", f"T{len(self.entries):05}")
        with self.log.open("a", encoding="utf-8") as log:
            log.write(json.dumps(entry) + "\n")
        self.entries[entry["id"]] = {**self.entries.get(entry["id"], {}), **entry}
        self._fail_first("STANDIN_LATE", "sync journal record: no space")
        return self.entries[entry["id"]]

    def children(self, epic: str) -> list[dict[str, Any]]:
        """Return the tasks in an epic."""
        return [entry for entry in self.entries.values() if entry.get("epic_id") == epic]

    def get(self, name: str) -> dict[str, Any]:
        """Return an entry, or fail as ergo does."""
        if name not in self.entries:
            raise Failed(f"unknown task id {name}")
        return self.entries[name]

    def _fail_first(self, variable: str, message: str) -> None:
        """Fail as many writes as the variable says, counted in a file of that name beside the store."""
        counter = self.folder.parent / f"{variable}.count"
        used = int(counter.read_text()) if counter.exists() else 0
        if used < int(os.environ.get(variable, "0")):
            counter.write_text(str(used + 1))
            raise Failed(message)


def is_piped() -> bool:
    """Whether stdin is anything but a terminal or the null device."""
    return not stat.S_ISCHR(os.fstat(sys.stdin.fileno()).st_mode)


def piped() -> str:
    """Return what is piped in, nothing without a pipe."""
    return sys.stdin.buffer.read().decode("utf-8") if is_piped() else ""
