"""What is waited for right now: told by any process of a run, shown by the one that has the terminal."""

import os
from pathlib import Path

from core import recording


class WaitNotices:
    """One small file for each thing that is waited for, in the run's folder."""

    def __init__(self, folder: Path) -> None:
        """Keep them apart from everything else of the run."""
        self.folder = folder / "notices"
        self.folder.mkdir(exist_ok=True)

    def __call__(self, word: str, sentence: str) -> None:
        """Say what is waited for, or with an empty sentence that nothing is any more."""
        path = self.folder / word
        if not sentence:
            path.unlink(missing_ok=True)
            return
        fresh = self.folder / f".{word}.{os.getpid()}"
        fresh.write_text(recording.clean(sentence), "utf-8")
        fresh.replace(path)

    @property
    def lines(self) -> list[str]:
        """What is waited for, a line each."""
        return [f"{path.name}: {text}" for path in sorted(self.folder.glob("[!.]*")) if (text := _text(path))]


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except FileNotFoundError:
        return ""  # it came to an end a moment ago
