"""--import: another host's evidence stands in for checks that this host cannot carry out, and for no others.

A macOS wheel, a Homebrew install and a Linux SDK need three hosts; each runs the same command on the same tree with the same
profile, plan and suite, and the last one reads the others' files.
"""

from pathlib import Path
from typing import Any

from facts.errors import Refused
from plugins import reader
from plugins.evidence import Evidence

_SAME = ("tree", "profile_digest", "plan_digest", "suite_version")


class Import:
    """Another host's evidence, sound and about the same release."""

    def __init__(self, document: dict[str, Any]) -> None:
        """Use `load`."""
        self.document = document
        self.ledger = reader.Ledger(document)

    @classmethod
    def load(cls, text: str | None, here: Path, entry: dict[str, Any], evidence: Evidence) -> "Import | None":
        """Read the file that was named, if one was; refuse what is damaged or about something else."""
        if not text:
            return None
        document, damage = reader.read((here / text).resolve())
        if damage:
            raise _refused(text, f"damaged evidence: {damage[0]}", "an evidence file as the suite wrote it")
        _refuse_another(text, document, entry, evidence.document["release"])
        return cls(document)

    def adopt(self, evidence: Evidence, nonce: str, judged: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Return the records with those replaced that this host could not make and the other one did."""
        found = {record["id"]: other for record in judged if (other := self._stand_in(record))}
        entry = evidence.run(nonce)
        entry["imported"] = {check: record["run"] for check, record in found.items()}
        entry["selection"]["checks"] = [check for check in entry["selection"]["checks"] if check not in found]
        self._bring_runs(evidence, [*found.values()])
        return [found.get(record["id"], record) for record in judged]

    def _stand_in(self, record: dict[str, Any]) -> dict[str, Any] | None:
        other = self.ledger.records.get(record["id"])
        lacking = record["outcome"] in ("error", "not_run") and record["kind"] == "environment"
        if not lacking or other is None or other["outcome"] not in ("passed", "failed"):
            return None
        return {**other, "waiver": None} if reader.unfit(self.ledger, record["id"]) is None else None

    def _bring_runs(self, evidence: Evidence, records: list[dict[str, Any]]) -> None:
        runs = evidence.document["runs"]
        known = {run["nonce"] for run in runs}
        wanted = {nonce for record in records for nonce in (record["run"], record["carried_from"]) if nonce} - known
        # Before the run that imports them: that one stays the newest.
        runs[-1:-1] = [run for run in self.document["runs"] if run["nonce"] in wanted]


def _refuse_another(text: str, document: dict[str, Any], entry: dict[str, Any], release: dict[str, Any]) -> None:
    theirs, newest = document["release"], document["runs"][-1]
    for key in ("target", "base", "commit"):
        if theirs[key] != release[key]:
            raise _refused(text, f"evidence of {key} {theirs[key]}", f"{key} {release[key]}")
    for key in _SAME:
        if newest[key] != entry[key]:
            raise _refused(text, f"evidence of another {reader.BOUND[key]}", f"the same {reader.BOUND[key]} as here")


def _refused(text: str, got: str, expected: str) -> Refused:
    return Refused(
        got=f"--import={text}: {got}", expected=expected, advice="run the same command on the same commit on the other host"
    )
