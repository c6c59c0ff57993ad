"""The evidence of one release target: opened, added to, judged anew and written after every step of a run."""

import sys
from collections.abc import Mapping
from copy import deepcopy
from datetime import datetime
from itertools import takewhile
from pathlib import Path
from typing import Any

from core.errors import Refused
from core.terminal import say
from plugins.cli.options import WALK
from plugins.plan import plan_document
from plugins.plan.plan import Plan
from plugins.verdict import evidence_file, reader
from profiles.release import Release


class Evidence:
    """The document, and the file it lives in."""

    def __init__(self, path: Path, document: dict[str, Any], order: list[str]) -> None:
        """Use `open`."""
        self.path = path
        self.document = document
        self.order = order

    @staticmethod
    def path_of(release: Release) -> Path:
        """Return where a release's evidence lies."""
        return release.evidence_dir / f"evidence-{release.target.name.replace('/', '-')}.json"

    @classmethod
    def open(cls, release: Release, plan: Plan, fresh: bool) -> "Evidence":
        """Open the file for another run; what does not belong to this release is refused, never replaced."""
        path = cls.path_of(release)
        if fresh and path.exists():
            evidence_file.set_aside(path)
        former = _former(path, fresh_layout=release.is_sample)
        document = _started(release, plan)
        if former is not None:
            _refuse_another(former, document)
            for key in ("checks", "runs", "resumes", "checkpoint", "blockers"):
                document[key] = deepcopy(former[key])
        return cls(path, document, [check.id for check in plan.checks])

    def begin(self, entry: dict[str, Any], state: Mapping[str, Any]) -> None:
        """Add a run that begins; `state` is the checkout's. It is saved when all that the run starts with is written."""
        self.document["runs"].append(entry)
        self.document["release"].update(state, tree=entry["tree"])
        self._judge()

    def note_resume(self, release: Release, entry: dict[str, Any], state: dict[str, Any]) -> None:
        """Record who resumed, when, from where, and what git and the blockers looked like then."""
        self.document["resumes"].append(
            {
                "at": entry["started"],
                "agent": release.agent,
                "run": entry["nonce"],
                "from": self.document["checkpoint"],
                "state": state,
            }
        )

    def add(self, records: list[dict[str, Any]]) -> None:
        """Take in judged records: the newest of a check replaces the older one."""
        newest = {record["id"]: record for record in (*self.document["checks"], *records)}
        places = {name: place for place, name in enumerate(self.order)}
        self.document["checks"] = sorted(
            newest.values(), key=lambda record: (places.get(record["id"], len(places)), record["id"])
        )

    def end(self, nonce: str, told: Mapping[str, Any]) -> None:
        """Complete the run's entry and write."""
        self.run(nonce).update(told)
        self.save()

    def age(self, origin: Mapping[str, Any], entry: Mapping[str, Any]) -> float:
        """Return the seconds between the starts of two runs."""
        began = [datetime.fromisoformat(run["started"]) for run in (origin, entry)]
        return (began[1] - began[0]).total_seconds()

    def durations(self, plan: Plan) -> dict[str, float]:
        """Return how long each check took last time, by node id."""
        took = {record["id"]: record["duration"] for record in self.document["checks"]}
        return {check.nodeid: took[check.id] for check in plan.checks if took.get(check.id)}

    def run(self, nonce: str) -> dict[str, Any]:
        """Return one run's entry."""
        entry: dict[str, Any] = next(run for run in self.document["runs"] if run["nonce"] == nonce)
        return entry

    def record(self, check: str) -> dict[str, Any]:
        """Return one check's record."""
        entry: dict[str, Any] = next(record for record in self.document["checks"] if record["id"] == check)
        return entry

    def save(self) -> None:
        """Judge, seal and write in one step."""
        self._judge()
        self.document = evidence_file.write(self.path, self.document)

    def _judge(self) -> None:
        self.document["checkpoint"] = self._checkpoint()
        self.document["verdict"] = reader.verdict(self.document)

    def _checkpoint(self) -> dict[str, Any]:
        """Where the release stands: the end of the unbroken row of steps, and the first check not proven, in release order."""
        outcomes = {record["id"]: record["outcome"] for record in self.document["checks"]}
        details = self.document["plan"]["details"]
        steps = [
            check
            for check in self.order
            if check.startswith("mechanics/") and details.get(check, {}).get("tier", "official") == "official"
        ]
        there = list(takewhile(lambda check: outcomes.get(check) == "passed", steps))
        ordered = sorted(self.order, key=_turn)
        return {
            "mechanics": there[-1] if there else None,
            "next": next((check for check in ordered if outcomes.get(check) != "passed"), None),
        }


def _turn(check: str) -> int:
    """Return the place of a check's stage or step in the order in which a release is made."""
    stage, _, name = check.partition("/")
    word = name.rpartition("::test_")[2] if stage == "mechanics" else stage
    return WALK.index(word) if word in WALK else len(WALK)


def _former(path: Path, fresh_layout: bool) -> dict[str, Any] | None:
    if not path.exists():
        return None
    document, damage = reader.read(path)
    if damage and not _is_ours(document):
        kept = evidence_file.set_aside(path)
        say(f"{path.name} was not evidence from the suite ({damage[0]}): kept as {kept.name}, started again", sys.stderr)
        return None
    if document["schema"] != reader.SCHEMA and fresh_layout:
        evidence_file.set_aside(path)
        return None
    if document["schema"] != reader.SCHEMA:
        raise Refused(
            got=f"{path.name} with schema {document['schema']!r}, written by a different version of the suite",
            expected=f"schema {reader.SCHEMA!r}",
            advice="start a new file with --fresh, which renames this one",
        )
    if damage:
        raise Refused(
            got=f"a damaged evidence file {path.name}: {damage[0]}",
            expected="the file as the suite wrote it",
            advice="keep it for investigation, and start a new file with --fresh, which renames it",
        )
    former: dict[str, Any] = document
    return former


def _is_ours(document: Any) -> bool:
    return isinstance(document, dict) and {"schema", "seal", "verdict"} <= set(document)


def _refuse_another(former: Mapping[str, Any], now: Mapping[str, Any]) -> None:
    for key in ("target", "base", "project", "profile"):
        if former["release"][key] != now["release"][key]:
            raise Refused(
                got=f"evidence of {key} {former['release'][key]!r}",
                expected=f"{key} {now['release'][key]!r}",
                advice="use a different --evidence-dir, or --fresh to move the old file aside",
            )


def _started(release: Release, plan: Plan) -> dict[str, Any]:
    return {
        "schema": reader.SCHEMA,
        "release": {
            "target": release.target.name,
            "base": release.base.name,
            "mode": release.mode,
            "mode_defaulted": release.mode_defaulted,
            "agent": release.agent,
            "project": release.project_name,
            "profile": release.profile_name,
            "commit": release.commit,
            "tree": None,
            "dirty": None,
        },
        "plan": plan_document.document(plan, release.profile),
        "checks": [],
        "runs": [],
        "checkpoint": None,
        "resumes": [],
        "blockers": [],
    }
