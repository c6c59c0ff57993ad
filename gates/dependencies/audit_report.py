"""What an audit says: how much it knew, how much it looked at, what it found, and what of that blocks."""

from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from core.errors import Unavailable
from core.findings import Finding
from gates.dependencies.severity import TOLERATED

# Kinds of notices that are rules of their own; all else is a vulnerability.
_KINDS = ("yanked", "unmaintained", "unsound")


@dataclass(frozen=True)
class Advisory:
    """One advisory that meets one resolved dependency."""

    package: str
    version: str
    advisory: str
    severity: str  # of the advisory, or the kind of notice: yanked, unmaintained, unsound
    title: str


@dataclass(frozen=True)
class Report:
    """One audit."""

    origin: str
    advisories: int  # how many the database held
    packages: int  # how many dependencies were looked at
    advisories_met: tuple[Advisory, ...]
    database: str = ""  # which one, as exactly as it says itself
    changed: datetime | None = None  # when the database was last changed
    digest: str = ""  # of the database's content
    is_live: bool = False  # a service answered now: there is no age to bound

    @property
    def known(self) -> tuple[str, str, int, str]:
        """The database as the evidence records an artifact: name, digest, size in advisories, where it came from."""
        said = self.database or self.origin
        return f"advisories: {said}", self.digest or sha256(said.encode()).hexdigest(), self.advisories, self.origin

    def demand_fresh(self, days: float) -> None:
        """Raise where the database is too old for its silence to mean anything."""
        if self.is_live:
            return
        age = (datetime.now(UTC) - self.changed).total_seconds() / 86400 if self.changed else None
        if age is None or age > days:
            shown = "age unknown" if age is None else f"{age:.0f} days"
            raise Unavailable(
                got=f"the advisory database {self.database} is too old ({shown})",
                expected=f"one that changed within {days:g} days",
                advice="update it (`git pull` in the clone, or point RELEASE_ADVISORY_DB to a newer one), then run again",
            )


def blocking(report: Report) -> list[Finding]:
    """Find the advisories that block: all but those of low or medium severity and plain notices."""
    return [_finding(report, one) for one in report.advisories_met if one.severity not in TOLERATED]


def _finding(report: Report, one: Advisory) -> Finding:
    return Finding(
        one.severity if one.severity in _KINDS else "vulnerability",
        report.origin,
        got=f"{one.package} {one.version}: {one.advisory} ({one.severity}) {one.title}".rstrip(),
        expected="no advisory",
        fix="upgrade it, or waive the finding after a review",
    )
