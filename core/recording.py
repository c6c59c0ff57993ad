"""What the running check did: commands, requests, how much it examined, its control, its artifacts.

One check runs at a time in a process, so the current page is a module value; threads of a check share it. Work that is
captured has a page of its own instead, which is of the context that captures (PEP 567): what other threads do meanwhile is
not on it. A thread that captured work starts must run in a copy of its context, else what it does is put down to the check.
"""

import json
import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol

from core.completed import Completed
from core.findings import Finding


class _Redacts(Protocol):
    def text(self, text: str) -> str:
        """Return the text without secrets."""
        ...

    def bytes(self, data: bytes) -> bytes:
        """Return the bytes without secrets."""
        ...

    def values(self, value: Any) -> Any:
        """Return a JSON-like value that is still to be compared, without what is surely secret."""
        ...


@dataclass
class CheckRecord:
    """The facts of one check while it runs."""

    commands: list[dict[str, Any]] = field(default_factory=list)
    artifacts: list[dict[str, Any]] = field(default_factory=list)
    examined: int | None = None
    minimum: int | None = None
    control: dict[str, str] | None = None
    findings: list[Finding] = field(default_factory=list)


@dataclass
class _Desk:
    page: CheckRecord = field(default_factory=CheckRecord)
    folder: Path | None = None  # the run's folder; None outside a run (our own unit tests)
    redactor: _Redacts | None = None
    places: tuple[tuple[str, str], ...] = ()
    logs: int = 0
    lock: threading.RLock = field(default_factory=threading.RLock)


_desk = _Desk()
_captured: ContextVar[CheckRecord | None] = ContextVar("captured", default=None)


def open_run(folder: Path, redactor: _Redacts, places: Mapping[str, str]) -> None:
    """Name the run's folder, where logs go, what may not be written there, and places that evidence calls by a word."""
    _desk.folder, _desk.redactor = folder, redactor
    # The longest first: one place may lie in another.
    _desk.places = tuple(sorted(places.items(), key=lambda place: -len(place[0])))
    (folder / "logs").mkdir(exist_ok=True)
    (folder / "alive").mkdir(exist_ok=True)


def new_page() -> CheckRecord:
    """Begin the page of the next check."""
    _desk.page = CheckRecord()
    return _desk.page


def page() -> CheckRecord:
    """Return the page that is written on: of captured work, else of the running check."""
    captured = _captured.get()
    return _desk.page if captured is None else captured


def note_command(completed: Completed, path: Path, version: str, keep_log: bool = True) -> None:
    """Record one command that ran to its end."""
    entry = {
        "argv": [clean(word) for word in completed.argv],
        "status": completed.status,
        "duration": round(completed.duration, 3),
        "stdout": sha256(completed.stdout).hexdigest(),
        "stderr": sha256(completed.stderr).hexdigest(),
        "log": _write_log(completed) if keep_log else None,
        "version": clean(version),
        "path": str(path),
    }
    with _desk.lock:
        page().commands.append(entry)


def note_request(method: str, url: str, status: int | None, digest: str | None, duration: float) -> None:
    """Record one HTTP ask."""
    entry = {"argv": [method, clean(url)], "status": status, "stdout": digest, "duration": round(duration, 3)}
    with _desk.lock:
        page().commands.append(entry)


@contextmanager
def capture() -> Iterator[CheckRecord]:
    """Collect what is recorded inside the block on a page of its own."""
    own = CheckRecord()
    token = _captured.set(own)
    try:
        yield own
    finally:
        _captured.reset(token)


def replay(entries: Mapping[str, Any]) -> None:
    """Put commands and artifacts of shared work on the current page too."""
    with _desk.lock:
        page().commands.extend(entries["commands"])
        page().artifacts.extend(entries["artifacts"])


@contextmanager
def alive(pid: int) -> Iterator[None]:
    """Leave a mark while a process group lives, so that the launcher can end it if we are killed."""
    if _desk.folder is None:
        yield
        return
    mark = _desk.folder / "alive" / str(pid)
    mark.touch()
    try:
        yield
    finally:
        mark.unlink(missing_ok=True)


def clean(text: str) -> str:
    """Take secrets out of a text, and call places by their words."""
    return named(_desk.redactor.text(text) if _desk.redactor else text)


def named(text: str) -> str:
    """Call places by their words: two runs on one commit leave the same evidence."""
    for path, word in _desk.places:
        text = text.replace(path, word)
    return text


def without_secrets(value: Any) -> Any:
    """Return a JSON-like value that other processes will go on with, fit to be written to a file."""
    return _desk.redactor.values(value) if _desk.redactor else value


def _write_log(completed: Completed) -> str | None:
    if _desk.folder is None or _desk.redactor is None:
        return None
    with _desk.lock:
        _desk.logs += 1
        name = f"logs/{os.getpid()}-{_desk.logs:04}-{Path(completed.argv[0]).name}.log"
    head = json.dumps({"argv": [clean(word) for word in completed.argv], "status": completed.status}).encode()
    streams = (completed.stdout, b"--- stderr", completed.stderr)
    (_desk.folder / name).write_bytes(b"\n".join([head, *map(_desk.redactor.bytes, streams)]))
    return name
