"""Failures that have been seen before: symptom, likely cause, fix."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from facts.github.repository_cache import Inquiry
from facts.github.runs import RunRecord

_FILE = Path(__file__).with_name("failure_patterns.toml")


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


def answered(lines: Sequence[str]) -> list[str]:
    """Return findings and log lines, followed by the fix of each known failure that they show."""
    return [*lines, *(pattern.sentence for pattern in recognised("\n".join(lines)))]


def explain(inquiry: Inquiry, record: RunRecord, faults: Sequence[str]) -> list[str]:
    """Return what is said against a run with its failed jobs, their log and the known fix; nothing said stays nothing."""
    return answered([*faults, *inquiry.failure(record).lines]) if faults else []
