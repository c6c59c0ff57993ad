"""Failures that have been seen before: symptom, likely cause, fix."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from core.findings import Finding
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
    def finding(self) -> Finding:
        """Cause and fix, as every report shows them."""
        return Finding("known-failure", got=f"likely cause: {self.cause}", fix=self.fix)


@cache
def patterns() -> tuple[Pattern, ...]:
    """Read the known failures."""
    return tuple(Pattern(**entry) for entry in tomllib.loads(_FILE.read_text("utf-8"))["pattern"])


def recognised(text: str) -> list[Pattern]:
    """Return the known failures that a text shows."""
    return [pattern for pattern in patterns() if re.search(pattern.symptom, text, re.IGNORECASE)]


def answered(found: Sequence[Finding]) -> list[Finding]:
    """Return findings, followed by the fix of each known failure that they show."""
    return [*found, *(pattern.finding for pattern in recognised("\n".join(map(str, found))))]


def explain(inquiry: Inquiry, record: RunRecord, faults: Sequence[Finding]) -> list[Finding]:
    """Return what was found against a run with its failed jobs, their log and the known fix; nothing found stays nothing."""
    if not faults:
        return []
    failure = inquiry.failure(record)
    log = [Finding("failed-jobs", failure.url, got=f"{', '.join(failure.jobs)}\n{failure.excerpt}")] if failure.jobs else []
    return answered([*faults, *log])
