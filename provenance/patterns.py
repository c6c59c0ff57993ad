"""Failures that have been seen before: symptom, likely cause, fix."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("patterns.toml")


@dataclass(frozen=True)
class Pattern:
    """One failure that is known."""

    symptom: str
    cause: str
    fix: str

    @property
    def sentence(self) -> str:
        """Cause and fix, as a maintainer reads them."""
        return f"likely cause: {self.cause}; fix: {self.fix}"


@cache
def patterns() -> tuple[Pattern, ...]:
    """Read the known failures."""
    return tuple(Pattern(**entry) for entry in tomllib.loads(_FILE.read_text("utf-8"))["pattern"])


def recognised(text: str) -> list[Pattern]:
    """Return the known failures that a text shows."""
    return [pattern for pattern in patterns() if re.search(pattern.symptom, text, re.IGNORECASE)]


def answered(faults: Sequence[str], text: str = "") -> list[str]:
    """Return findings followed by the fix of each known failure that they, or a log, show; nothing found stays nothing."""
    known = recognised("\n".join([*faults, text])) if faults else []
    return [*faults, *(pattern.sentence for pattern in known)]
