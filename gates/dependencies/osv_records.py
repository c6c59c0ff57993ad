"""Advisories kept in the project as OSV records, for where no service can be asked.

https://ossf.github.io/osv-schema/
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from packaging.version import Version

from core.errors import Undecided
from core.strict_json import parse
from facts.manifests import uv_lock
from facts.vcs.git import Checkout
from gates.dependencies.audit_report import Advisory, Report
from gates.dependencies.severity import worst

REFUSAL = "(critical)"
_BY_VERSION = ("ECOSYSTEM", "SEMVER")  # the third, GIT, goes by commits


def audit(checkout: Checkout, path: str, folder: str) -> Report:
    """Hold what a requirements file pins against the records of a folder."""
    return _report(path, uv_lock.pinned(checkout.text(path)), _records(checkout, folder))


def known_bad(checkout: Checkout, folder: str) -> Report:
    """Hold the first version that a critical record names against the same records."""
    records = _records(checkout, folder)
    critical = [record for record in records.values() if _word(record) == "critical"]
    if not critical:
        raise Undecided(got="no critical record", expected="one that shows that records are read", advice="complete the snapshot")
    affected = critical[0]["affected"][0]
    introduced = next(event["introduced"] for event in affected["ranges"][0]["events"] if "introduced" in event)
    return _report("known bad", ((uv_lock.normalized(affected["package"]["name"]), introduced),), records)


def _records(checkout: Checkout, folder: str) -> dict[str, Any]:
    paths = [path for path in checkout.tracked if path.startswith(f"{folder}/") and path.endswith(".json")]
    return {path: parse(checkout.text(path).encode(), path) for path in paths}


def _report(origin: str, pins: Collection[tuple[str, str]], records: Mapping[str, Any]) -> Report:
    live = {path: record for path, record in records.items() if "withdrawn" not in record}
    findings = tuple(found for record in live.values() for found in _findings(record, pins))
    changed = max((datetime.fromisoformat(record["modified"]) for record in live.values()), default=None)
    digest = sha256(repr(sorted(records.items())).encode()).hexdigest()
    dated = changed if changed is None or changed.tzinfo else changed.replace(tzinfo=UTC)
    return Report(origin, len(live), len(pins), findings, f"{len(live)} OSV records in the project", dated, digest)


def _findings(record: Any, pins: Collection[tuple[str, str]]) -> Iterator[Advisory]:
    for affected in record["affected"]:
        name = uv_lock.normalized(affected["package"]["name"])
        ours = [version for pin, version in pins if pin == name and affected["package"]["ecosystem"] == "PyPI"]
        yield from (
            Advisory(name, version, record["id"], _word(record), record.get("summary", ""))
            for version in ours
            if _is_affected(record["id"], affected, version)
        )


def _is_affected(record: str, affected: Any, version: str) -> bool:
    ranges = [found["events"] for found in affected.get("ranges", ()) if found["type"] in _BY_VERSION]
    if not ranges and not affected.get("versions"):
        raise Undecided(
            got=f"{record} without a version that it affects",
            expected="versions, or a range of them",
            advice="complete the record",
        )
    return version in affected.get("versions", ()) or any(_inside(events, Version(version)) for events in ranges)


def _inside(events: list[dict[str, str]], version: Version) -> bool:
    """Walk the events in the order of versions, as the schema's evaluation algorithm does."""
    inside = False
    for kind, at in sorted(((kind, at) for event in events for kind, at in event.items()), key=lambda one: Version(one[1])):
        passed = Version(at) < version if kind == "last_affected" else Version(at) <= version
        inside = (kind == "introduced") if passed else inside
    return inside


def _word(record: Any) -> str:
    """Return the worst that the record states: its own word, its vectors, and those of each package that it affects."""
    words: list[str] = []
    vectors: list[str] = []
    for part in (record, *record["affected"]):
        words += [str(part["database_specific"]["severity"])] if part.get("database_specific", {}).get("severity") else []
        for entry in part.get("severity", ()):
            (vectors if entry["type"].startswith("CVSS_") else words).append(entry["score"])
    return worst(words, vectors)
