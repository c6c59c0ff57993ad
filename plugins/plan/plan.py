"""What has to run, known before collection: the reviewed list of `plan.toml`; `plan_expansion` fills in the profile."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

CONFIGURED = "configured:"  # begins a subject that only a profile can name
FILE = Path("plugins") / "plan.toml"  # relative to the suite
_ASKING = ("provenance", "mechanics")  # they ask hosts; what live steps start is named one by one with --perform
_REMOTE_STAGES = ("provenance", "staging", "delivery", "mechanics")


@dataclass(frozen=True)
class PlanWord:
    """A gate or a channel: its word, its title, the runbook's number."""

    word: str
    title: str
    number: int | None = None
    stages: tuple[str, ...] = ("pre_release",)


@dataclass(frozen=True)
class PlanLine:
    """One line of plan.toml: a test function and what its markers say."""

    test: str  # node id without a row, relative to the suite; of a rule file's check, with the rule in brackets
    stages: tuple[str, ...]
    requirement: str
    gate: str | None = None
    channel: str | None = None
    static: bool = False
    rows: str | None = None
    argument: str | None = None
    key: str | None = None
    needs: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()  # what it is about: without one of them it does not apply
    markers: tuple[str, ...] = ()

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables of the profile without which it has nothing to look at; a reason may name one for all its checks."""
        return (*self.configured, *([self.rows] if self.rows else []))

    @property
    def configured(self) -> tuple[str, ...]:
        """The profile keys that only somebody who knows the project can set, and without which it does not apply."""
        return tuple(word.removeprefix(CONFIGURED) for word in self.subjects if word.startswith(CONFIGURED))

    @property
    def rule(self) -> str:
        """The rule that a finding of this check breaks, where the finding names none: the check's own name."""
        name = self.test.rpartition("::")[2]
        return name.partition("[")[2].rstrip("]") or name.removeprefix("test_").replace("_", "-")


@dataclass(frozen=True)
class Check:
    """One planned check: a line in one stage, with one row of the profile where it has rows."""

    id: str
    nodeid: str
    stage: str
    line: PlanLine
    tier: str
    row: str | None
    machine: str = ""  # where it has to run, such as darwin-arm64; empty: anywhere

    @property
    def remote(self) -> bool:
        """Whether the answer is about remote state, which ages fast."""
        return self.stage in _REMOTE_STAGES or "remote" in self.line.markers

    @property
    def executes(self) -> bool:
        """Whether it runs code of the project: what is not known to read only is taken to execute."""
        reads = self.line.static or {"remote", "reads"} & set(self.line.markers) or any(_is_gh(need) for need in self.line.needs)
        return self.stage not in _ASKING and not reads

    @property
    def keywords(self) -> frozenset[str]:
        """The names that pytest's -k looks at."""
        path, *names = self.nodeid.split("::")
        return frozenset({*path.split("/"), *names, *self.marks})

    @property
    def marks(self) -> frozenset[str]:
        """The marker names that pytest's -m looks at."""
        return frozenset({self.stage, *self.line.markers})


@dataclass(frozen=True)
class Book:
    """plan.toml as read: the fixed lists and one line per test."""

    gates: tuple[PlanWord, ...]
    channels: tuple[PlanWord, ...]
    lines: tuple[PlanLine, ...]

    @property
    def words(self) -> frozenset[str]:
        """Every word that -k reserves for one gate or channel."""
        return frozenset(subject.word for subject in (*self.gates, *self.channels))


@dataclass(frozen=True)
class Plan:
    """All that has to run for one profile."""

    book: Book
    checks: tuple[Check, ...]
    does_not_apply: Mapping[str, str] = field(default_factory=dict)
    apart: frozenset[str] = frozenset()  # node ids that will be collected and do not apply


def _is_gh(need: str) -> bool:
    return need.partition(">")[0] == "gh"


def read(root: Path) -> Book:
    """Read the plan.toml of a checkout of the suite."""
    data = tomllib.loads((root / FILE).read_text("utf-8"))
    return Book(
        gates=tuple(_read_subject(entry) for entry in data["gates"]),
        channels=tuple(_read_subject(entry) for entry in data["channels"]),
        lines=tuple(_read_line(entry) for entry in data["checks"]),
    )


def _read_subject(entry: dict[str, Any]) -> PlanWord:
    stages = tuple(entry.get("stages", ("pre_release",)))
    return PlanWord(entry["word"], entry["title"], entry.get("number"), stages)


def _read_line(entry: dict[str, Any]) -> PlanLine:
    lists = {name: tuple(entry.get(name, ())) for name in ("stages", "needs", "subjects", "markers")}
    return PlanLine(**{**entry, **lists})
