"""Watching for canaries: in every process's command line while the suite runs, and in every file that it leaves."""

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.secret_leaks.home import Canaries

_PAUSE = 0.003  # seconds; a client that lives for less may be missed once, but not in a whole run


@contextmanager
def process_list(canaries: Canaries) -> Iterator[set[str]]:
    """Read every process's command line again and again; the set holds those with a canary in them, and `looks` grows."""
    seen: set[str] = set()
    over = threading.Event()
    watcher = threading.Thread(target=_watch, args=(canaries, seen, over), daemon=True)
    watcher.start()
    try:
        yield seen
    finally:
        over.set()
        watcher.join()


def _watch(canaries: Canaries, seen: set[str], over: threading.Event) -> None:
    while not over.wait(_PAUSE):
        for words in _command_lines():
            if places := canaries.traces(words):
                line = words.replace(b"\0", b" ").decode("utf-8", "replace")
                seen.add(f"{', '.join(places)} in the command line {line}")


def _command_lines() -> Iterator[bytes]:
    if not Path("/proc/self/cmdline").is_file():  # macOS
        yield from subprocess.run(["ps", "-axww", "-o", "command="], capture_output=True, check=True).stdout.splitlines()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            yield (folder / "cmdline").read_bytes()
        except OSError:
            continue  # it has ended meanwhile


def files(canaries: Canaries, *folders: Path) -> list[str]:
    """Return the files below some folders that hold a canary, with the places that it comes from."""
    found = [(path, canaries.traces(path.read_bytes())) for folder in folders for path in folder.rglob("*") if path.is_file()]
    return [f"{path}: {', '.join(places)}" for path, places in found if places]
