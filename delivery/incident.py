"""A partial publish: what is live, what is missing, what is wrong, and what may safely be done next, channel by channel."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.errors import Fault, Undecided
from core.findings import Finding
from delivery import channel_checks
from delivery.delivered import Delivered

LIVE, MISSING, WRONG, UNKNOWN = "live", "missing", "wrong", "unknown"
_NEVER = "never re-tag"
_NEXT = {
    LIVE: "leave it",
    MISSING: f"publish it from the same build run; {_NEVER}",
    WRONG: f"it cannot be changed: withdraw it and supersede it by a patch release; {_NEVER}",
    UNKNOWN: "check again before anything else",
}
_OF_A_CHANNEL = {
    ("github", MISSING): f"create the release from the artifacts of the same build run; {_NEVER}",
    ("github", WRONG): f"replace the wrong assets by those of the same build run, or supersede it by a patch release; {_NEVER}",
    ("homebrew", MISSING): "update the formula last, from the checksums of the release page",
    ("homebrew", WRONG): "correct the formula from the checksums of the release page",
    ("golang", MISSING): "push the module's tag at the release's own commit, then request it from the proxy",
}


@dataclass(frozen=True)
class IncidentRow:
    """One channel of the table."""

    word: str
    package: str
    state: str
    since: str = ""
    why: str = ""

    @property
    def next(self) -> str:
        """The safe next action."""
        return _OF_A_CHANNEL.get((self.word, self.state), _NEXT[self.state])

    @property
    def finding(self) -> Finding:
        """The line of the table."""
        since, why = f" since {self.since}" if self.since else "", f": {self.why}" if self.why else ""
        return Finding(f"channel-{self.state}", f"{self.word} ({self.package})", 0, f"{self.state}{since}{why}", "", self.next)

    def __str__(self) -> str:
        """One line of the table."""
        return str(self.finding)


def row(delivered: Delivered) -> IncidentRow:
    """Look at one channel: is it live and right, by what its index and its files say."""
    word, package = delivered.site.word, delivered.site.channel.package
    try:
        if not delivered.listing.there:
            waited = delivered.looked.waited
            return IncidentRow(word, package, MISSING, why=waited.symptom or f"no such version after {waited.seconds:.0f} s")
        faults = _faults(delivered)
    except Fault as fault:
        return IncidentRow(word, package, UNKNOWN, why=str(fault))
    since = min((file.since for file in delivered.listing.offered if file.since), default="")
    return IncidentRow(word, package, WRONG if faults else LIVE, since, "; ".join(map(str, faults[:3])))


def _faults(delivered: Delivered) -> list[Finding]:
    listing, site = delivered.listing, delivered.site
    return [
        *channel_checks.withdrawal(listing),
        *channel_checks.inventory(site, [file.name for file in listing.offered]),
        *channel_checks.digests(listing, delivered.fetched),
    ]


def incident(rows: Sequence[IncidentRow], version: str, failed: Sequence[str] = (), repeat: str = "the stage") -> list[Finding]:
    """Return the incident, when some channels are live and others are not: the table and the failed run."""
    live = [one for one in rows if one.state in (LIVE, WRONG)]
    unknown = [one for one in rows if one.state == UNKNOWN]
    if live and any(one.state in (MISSING, WRONG) for one in rows):
        others = ", ".join(f"{one.word} {one.state}" for one in rows if one.state != LIVE)
        advice = f"take the next step of each channel below, then run `{repeat}` again"
        got = f"{version} is live on {len(live)} of {len(rows)} channels ({others})"
        whole = Finding("partial-publish", got=got, expected="every channel or none", fix=advice)
        return [whole, *(one.finding for one in rows), *(Finding("publish-run", got=line) for line in failed)]
    if unknown:
        raise Undecided(
            got=f"no answer from {', '.join(one.word for one in unknown)}: {unknown[0].why}",
            expected="an answer from every channel",
            advice="a release is whole only when all have answered; see the checks of that channel",
        )
    return []


def with_one_missing(rows: Sequence[IncidentRow]) -> list[IncidentRow]:
    """Return the same table with its first channel live and another one missing: what must be refused."""
    return [replace(rows[0], state=LIVE), IncidentRow("control", "control", MISSING, why="taken away")]
