"""What an evidence document tells, ready to be shown: screen, summary and HTML report say the same."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any

from core.findings import Finding
from plugins.blockers import planning
from plugins.verdict import reader
from plugins.verdict.reader import Ledger

Json = Mapping[str, Any]
SAMPLE = "embedded sample"


@dataclass(frozen=True)
class Shown:
    """One finding with the check that it belongs to."""

    check: str
    requirement: str
    outcome: str
    finding: Finding
    waiver: Json | None = None


@dataclass(frozen=True)
class Folded:
    """Findings that say the same of several places."""

    finding: Finding  # the first of them
    places: tuple[str, ...]  # each once; none where no place is meant
    count: int

    def __str__(self) -> str:
        """Spell it on one line, the places counted where there are several."""
        if self.count == 1:
            return str(self.finding)
        return str(replace(self.finding, path="", line=0, got=f"{self.finding.got} ({self._where})"))

    @property
    def _where(self) -> str:
        return f"{self.count} places: {', '.join(self.places)}" if self.places else f"{self.count} times"


@dataclass(frozen=True)
class Trouble:
    """What stands in the way at one gate or channel, of one kind: what one blocker task speaks of."""

    word: str
    kind: str
    task: str | None
    checks: tuple[str, ...]
    findings: tuple[Shown, ...]

    @property
    def heading(self) -> str:
        """The kind as reports show it: a check that ran and found a problem failed, whether or not it ever passed."""
        return {"regression": "failed"}.get(self.kind, self.kind)

    @property
    def folded(self) -> list[Folded]:
        """The findings that no waiver covers, those that say the same of several places as one."""
        return fold(shown.finding for shown in self.findings if not shown.waiver)


def fold(findings: Iterable[Finding]) -> list[Folded]:
    """Put findings together that differ in their place alone, in the order of the first of each."""
    alike: dict[tuple[str, ...], list[Finding]] = defaultdict(list)
    for finding in findings:
        alike[finding.rule, finding.got, finding.expected, finding.fix].append(finding)
    return [Folded(same[0], tuple(dict.fromkeys(one.place for one in same if one.place)), len(same)) for same in alike.values()]


def shown(record: Json) -> tuple[Shown, ...]:
    """Return what one record found."""
    return tuple(
        Shown(record["id"], record["requirement"], record["outcome"], Finding.read(entry), entry["waiver"])
        for entry in record["findings"]
    )


class Story:
    """A document seen through the reader's eyes."""

    def __init__(self, document: Json) -> None:
        """Look at an undamaged document."""
        self.document = document
        self.release: Json = document["release"]
        self.plan: Json = document["plan"]
        self.state: str = document["verdict"]["state"]
        self.ledger = Ledger(document)
        self.touched = [stage for stage in reader.STAGES if any(name.startswith(f"{stage}/") for name in self.ledger.chosen)]

    @property
    def is_sample(self) -> bool:
        """Whether this is about the release that comes with the suite."""
        return bool(self.release["project"] == SAMPLE)

    @property
    def name(self) -> str:
        """What is released, and over what."""
        return f"{self.release['project']} {self.release['target']} (base {self.release['base']})"

    @cached_property
    def records(self) -> list[Json]:
        """The records that count, in the plan's order."""
        return [self.ledger.records[check] for check in self.planned_in(*reader.STAGES) if not reader.unfit(self.ledger, check)]

    @property
    def passed(self) -> int:
        """How many planned checks of the touched stages passed."""
        return sum(record["outcome"] == "passed" for record in self.records)

    @property
    def planned(self) -> int:
        """How many checks the touched stages have."""
        return len(self.planned_in(*self.touched))

    def planned_in(self, *stages: str) -> list[str]:
        """Return the checks that the plan has for some stages."""
        return [check for stage in stages for check in self.plan["checks"].get(stage, [])]

    @cached_property
    def troubles(self) -> list[Trouble]:
        """The blockers, as they are filed, of records that count; regressions first."""
        counting = {record["id"] for record in self.records}
        planned = planning.plan(self.document) if self.document["runs"] else []
        found = [
            Trouble(
                each.word,
                each.kind,
                each.task,
                tuple(record["id"] for record in records),
                tuple(one for record in records for one in self.found(record)),
            )
            for each in planned
            if (records := [record for record in each.records if record["id"] in counting])
        ]
        return sorted(found, key=lambda trouble: trouble.kind != "regression")

    @cached_property
    def previews(self) -> list[Shown]:
        """What preview checks found; it is reported and blocks nothing."""
        return [
            one
            for record in self.records
            if record["tier"] == "preview" and record["outcome"] != "passed"
            for one in shown(record)
        ]

    @property
    def findings(self) -> list[Shown]:
        """Everything that blocks, as it was found; regressions first."""
        return [one for trouble in self.troubles for one in trouble.findings if not one.waiver]

    @property
    def covered(self) -> list[Shown]:
        """What was found and a waiver in force covers."""
        return [one for record in self.records for one in self.found(record) if one.waiver]

    def found(self, record: Json) -> tuple[Shown, ...]:
        """Return what one record found; a waiver that has expired meanwhile covers nothing and is left out."""
        return tuple(replace(one, waiver=None) if one.waiver and self._expired(one.waiver) else one for one in shown(record))

    def _expired(self, waiver: Json) -> bool:
        """Whether a waiver ended before the day on which the newest run began, as the reader counts it."""
        began = datetime.fromisoformat(self.document["runs"][-1]["started"]).astimezone(UTC).date()
        return date.fromisoformat(waiver["expires"]) < began

    @cached_property
    def gaps(self) -> list[str]:
        """What is missing rather than wrong: gates without a check, records that do not count, runs with trouble."""
        uncovered = [sentence for stage in self.touched for _, sentence in reader.uncovered(self.plan, stage)]
        bare = [sentence.removesuffix(" has no check") for sentence in uncovered]
        without = [f"no check yet for {', '.join(bare)}"] if bare else []
        unfit: dict[str, list[str]] = defaultdict(list)
        for check in self.planned_in(*self.touched):
            if self.plan["details"][check]["tier"] == "official" and (why := reader.unfit(self.ledger, check)):
                unfit[why].append(check)
        runs = [f"run {nonce}: {word}" for nonce, run in self._rests_on().items() for word in run["trouble"]]
        void = [f"{_gap(len(checks), why)} ({self._words(checks)})" for why, checks in unfit.items()]
        return runs + without + void

    def _rests_on(self) -> dict[str, Json]:
        planned = set(self.planned_in(*self.touched))
        return {run["nonce"]: run for check, run in self.ledger.chosen.items() if check in planned}

    def where(self, check: str) -> str:
        """Return the word of the gate or channel that a check belongs to, else its stage."""
        detail = self.plan["details"][check]
        return str(detail["gate"] or detail.get("channel_word") or detail["channel"] or check.split("/")[0])

    def _words(self, checks: list[str]) -> str:
        return ", ".join(dict.fromkeys(self.where(check) for check in checks))

    @cached_property
    def waived(self) -> list[Json]:
        """The records that failed and are waived, in force or expired."""
        return [record for record in self.records if record["waiver"]]

    @cached_property
    def exempt(self) -> dict[str, list[str]]:
        """What does not apply, by reason."""
        by_reason: dict[str, list[str]] = defaultdict(list)
        for entry in self.plan["does_not_apply"]:
            by_reason[entry["reason"]].append(entry["what"])
        return dict(by_reason)

    def slowest(self, run: Json) -> list[Json]:
        """Return the records that a run made, those that took longest first."""
        return sorted(
            (record for record in self.records if record["run"] == run["nonce"] and not record["carried_from"]),
            key=lambda record: -record["duration"],
        )


def wall(run: Json) -> float:
    """How long a run took, in seconds; a run that did not end took none."""
    return (datetime.fromisoformat(run["ended"] or run["started"]) - datetime.fromisoformat(run["started"])).total_seconds()


def seconds(amount: float) -> str:
    """Spell a duration for people."""
    if amount < 0.1:
        return f"{amount * 1000:.0f} ms"
    if amount < 60:
        return f"{amount:.1f} s"
    minutes, rest = divmod(round(amount), 60)
    return f"{minutes} min {rest:02} s" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02} min"


def short(check: str) -> str:
    """Return a check's id as `--list` prints it and `-k` takes it, with its entry of the profile; other words stay as they are."""
    if "::" not in check:
        return check
    name, bracket, entry = check.rpartition("::")[2].partition("[")
    return entry.rstrip("]") if name == "test_rule" else name.removeprefix("test_").replace("_", "-") + bracket + entry


def _gap(count: int, why: str) -> str:
    """Return why some checks do not count, in the words of a list; the reader's own clause follows `check`."""
    checks = f"{count} check{'' if count == 1 else 's'}"
    return f"{checks} not selected" if why.endswith("no run has selected it") else f"{checks}: {why.removeprefix('is ')}"
