"""--import: other hosts' evidence stands in for what this host cannot carry out, and tells what fails elsewhere.

A macOS wheel, a Homebrew install and a Linux SDK need three hosts; each runs the same command on the same tree with the same
profile, plan and suite, and the last one reads the others' files. One check asks the same question on every host (a clean
install, say), so a failure anywhere is the release's failure, while a pass elsewhere covers only what this host lacks.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from core.errors import Refused
from plugins.verdict import reader
from plugins.verdict.evidence import Evidence

_SAME = ("tree", "base_commit", "profile_digest", "plan_digest", "suite_version")


class ImportedEvidence:
    """Other hosts' evidence, sound and about the same release."""

    def __init__(self, documents: Sequence[dict[str, Any]]) -> None:
        """Use `load`."""
        self.documents = documents
        self.ledgers = [reader.Ledger(document) for document in documents]

    @classmethod
    def load(
        cls, files: Sequence[str] | None, here: Path, entry: dict[str, Any], evidence: Evidence
    ) -> "ImportedEvidence | None":
        """Read the files that were named, if any were; refuse what is damaged or about something else."""
        found = [_read(text, here, entry, evidence.document["release"]) for text in files or ()]
        own = _own(evidence.document["runs"])
        for text, document in zip(files or (), found, strict=True):
            if document["runs"][-1]["nonce"] in own:
                raise _refused(text, "evidence of this host's own run", "evidence from another host")
        return cls(found) if found else None

    def adopt(self, evidence: Evidence, nonce: str, judged: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Return the records, with those of other hosts where this one lacks something or did not see it fail."""
        found = {record["id"]: other for record in judged if (other := self._instead_of(record))}
        entry = evidence.run(nonce)
        entry["imported"] = {check: record["run"] for check, record in found.items()}
        before = reader.Ledger(evidence.document).chosen
        entry["selection"]["checks"] = [check for check in entry["selection"]["checks"] if check not in found]
        evidence.document["runs"] = self._runs(evidence.document["runs"], found, before)
        return [found.get(record["id"], record) for record in judged]

    def _instead_of(self, record: dict[str, Any]) -> dict[str, Any] | None:
        """Return another host's failure, else its pass where this host lacked something; of several the newest."""
        lacking = record["outcome"] in ("error", "not_run") and record["kind"] == "environment"
        wanted = {"failed": record["outcome"] != "failed", "passed": lacking}
        others = [other for other in self._of(record["id"]) if wanted.get(other["outcome"])]
        others.sort(key=lambda other: other["outcome"] == "failed")
        return {**others[-1], "waiver": None} if others else None

    def _of(self, check: str) -> Iterator[dict[str, Any]]:
        """Yield the records of a check that count in their own files, the oldest run's first."""
        counting = [ledger for ledger in self.ledgers if reader.unfit(ledger, check) is None]
        for ledger in sorted(counting, key=lambda ledger: str(ledger.chosen[check]["started"])):
            yield dict(ledger.records[check])

    def _runs(self, runs: list[dict[str, Any]], found: dict[str, Any], before: dict[str, Any]) -> list[dict[str, Any]]:
        """Return the runs with those that the adopted records rest on before the one that imports them: it stays the newest."""
        known = {run["nonce"]: run for run in runs}
        theirs = {run["nonce"]: run for document in self.documents for run in document["runs"]}
        wanted = {nonce for record in found.values() for nonce in (record["run"], record["carried_from"]) if nonce}
        brought = [_narrowed(known.get(nonce, run), found, before) for nonce, run in theirs.items() if nonce in wanted]
        return [*(run for run in runs[:-1] if run["nonce"] not in wanted), *brought, runs[-1]]


def _own(runs: Sequence[dict[str, Any]]) -> set[str]:
    """Return the runs that were made here: what this host could earlier does not stand in for what it cannot now."""
    brought = {nonce for run in runs for nonce in run.get("imported", {}).values()}
    return {run["nonce"] for run in runs} - brought


def _narrowed(run: dict[str, Any], found: dict[str, Any], before: dict[str, Any]) -> dict[str, Any]:
    """Return another host's run with the checks that it stands for here: it must not hide what a third host told."""
    nonce = run["nonce"]
    stands = {check for check, record in found.items() if nonce in (record["run"], record["carried_from"])}
    stands |= {check for check, chosen in before.items() if chosen["nonce"] == nonce}
    return {**run, "selection": {**run["selection"], "checks": sorted(stands)}}


def _read(text: str, here: Path, entry: dict[str, Any], release: dict[str, Any]) -> dict[str, Any]:
    document, damage = reader.read((here / text).resolve())
    if damage:
        raise _refused(text, f"damaged evidence: {damage[0]}", "an evidence file as the suite wrote it")
    _refuse_another(text, document, entry, release)
    found: dict[str, Any] = document
    return found


def _refuse_another(text: str, document: dict[str, Any], entry: dict[str, Any], release: dict[str, Any]) -> None:
    theirs, newest = document["release"], document["runs"][-1]
    for key in ("target", "base", "commit"):
        if theirs[key] != release[key]:
            raise _refused(text, f"evidence of {key} {theirs[key]}", f"{key} {release[key]}")
    for key in _SAME:
        if newest[key] != entry[key]:
            raise _refused(text, f"evidence for a different {reader.BOUND[key]}", f"the same {reader.BOUND[key]} as here")


def _refused(text: str, got: str, expected: str) -> Refused:
    return Refused(
        got=f"--import={text}: {got}", expected=expected, advice="run the same command on the same commit on the other host"
    )
