"""The one file that is the evidence: written whole or not at all, read strictly, and by one run at a time."""

import contextlib
import json
import os
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from core.errors import Refused, Unavailable, Undecided
from plugins.verdict import reader


def write(path: Path, document: dict[str, Any]) -> dict[str, Any]:
    """Put the seal on a document, write it in one step and return it; a failed write leaves the old file as it was."""
    sealed = {**document, "seal": reader.seal(document)}
    text = json.dumps(sealed, indent=1, allow_nan=False) + "\n"
    try:
        _replace(path, text.encode("ascii"))
    except OSError as fault:
        raise unwritable(path, fault) from fault
    return sealed


def _replace(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with half.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        half.replace(path)
    finally:
        half.unlink(missing_ok=True)
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """Make the rename itself durable; systems that cannot open a folder have nothing to sync."""
    with contextlib.suppress(PermissionError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def unwritable(path: Path, fault: OSError) -> Unavailable:
    """Return what to raise where something beside the evidence cannot be written."""
    return Unavailable(
        got=f"{fault.strerror or fault} while writing {path}",
        expected="a writable evidence directory",
        advice="free some space, correct the permissions, or use a different --evidence-dir; the previous file is unchanged",
    )


def write_text(path: Path, text: str) -> None:
    """Write a text beside the evidence, in one step."""
    try:
        _replace(path, text.encode("utf-8", "replace"))
    except OSError as fault:
        raise unwritable(path, fault) from fault


def read(path: Path) -> dict[str, Any]:
    """Read a document strictly; what is no JSON object with each key once is refused."""
    try:
        document = reader.parse(path.read_text("utf-8"))
    except (ValueError, RecursionError) as fault:
        raise _unreadable(path, str(fault)) from fault
    except OSError as fault:
        raise Unavailable(
            got=f"{fault.strerror or fault} while reading {path}",
            expected="a readable evidence file",
            advice="check its permissions, or use a different directory with --evidence-dir",
        ) from fault
    if not isinstance(document, dict):
        raise _unreadable(path, "it is no JSON object")
    return document


def _unreadable(path: Path, why: str) -> Undecided:
    return Undecided(
        got=f"{path}, which is damaged: {why}",
        expected="an evidence file as the suite wrote it",
        advice="--fresh moves it aside and starts a new one",
    )


def set_aside(path: Path) -> Path:
    """Rename a file with its time, so that nothing is ever replaced; return the new path."""
    stamp = datetime.fromtimestamp(path.stat().st_mtime, UTC).strftime("%Y%m%dT%H%M%SZ")
    names = (path.with_name(f"{path.stem}.{stamp}{extra}{path.suffix}") for extra in ("", *(f"-{n}" for n in range(1, 1000))))
    aside = next(name for name in names if not name.exists())
    return path.rename(aside)


@contextlib.contextmanager
def lock(path: Path) -> Iterator[None]:
    """Hold the lock beside an evidence file; a second run on it is refused."""
    lock_path = path.with_name(f"{path.name}.lock")
    try:
        lock_path.parent.mkdir(parents=True, exist_ok=True)
        held = FileLock(lock_path, timeout=0)
        held.acquire()
    except Timeout as taken:
        raise Refused(
            got=f"a lock on {path}: another run is writing it",
            expected="one run at a time",
            advice="wait for it, or use a different --evidence-dir",
        ) from taken
    except OSError as fault:
        raise unwritable(path, fault) from fault
    try:
        yield
    finally:
        held.release()
