"""The list of incidents: which trees, which release, and what a check must say there to have seen it for the right reason."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec


class Side(msgspec.Struct, frozen=True):
    """One tree of an incident, judged as the release that it was on the way to."""

    commit: str
    target: str
    base: str
    select: tuple[str, ...]


class Incident(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What went wrong: `before` is the last tree that has it, `fix` the first that does not, empty where it is still open."""

    id: str
    title: str
    stage: str
    before: str
    target: str
    base: str  # a tag that the repository does not have stands for "nothing was released yet"
    checks: tuple[str, ...]  # module::test, with or without a row: one of these fails at `before`
    finding: str  # a pattern of the sentence that is the right reason
    fix: str = ""
    fix_target: str = ""  # where the fix belongs to the next release
    fix_base: str = ""
    kind: str = "STATIC"
    word: str = ""  # with it, a row that needs more than the checkout is run as `-m pre_release -k WORD`
    note: str = ""  # why the row is as it is

    @property
    def select(self) -> tuple[str, ...]:
        """Return how the suite is told what to run."""
        return ("-m", "pre_release", "-k", self.word) if self.word else ("-m", "pre_release and static")

    @property
    def sides(self) -> tuple[Side, ...]:
        """Return the tree with the defect and, where there is one, the tree without."""
        broken = Side(self.before, self.target, self.base, self.select)
        mended = Side(self.fix, self.fix_target or self.target, self.fix_base or self.base, self.select)
        return (broken, mended) if self.fix else (broken,)

    def says(self, sentence: str) -> bool:
        """Return whether a finding is the one that this incident is about."""
        return re.search(self.finding, sentence) is not None


class Incidents(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file of incidents: `profile` is what the suite is told about the project, by name or by file."""

    profile: str
    incident: tuple[Incident, ...]


def read(file: Path) -> Incidents:
    """Read a file of incidents; one that has an unknown key or lacks one is refused with its place."""
    return msgspec.toml.decode(file.read_bytes(), type=Incidents)


def chosen(incidents: Incidents, ids: str, *, static: bool) -> tuple[Incident, ...]:
    """Return the incidents that are asked for, all of them where nothing is; an id that nobody has is refused."""
    wanted = set(filter(None, ids.split(",")))
    if unknown := wanted - {row.id for row in incidents.incident}:
        raise SystemExit(f"replay: no incident {', '.join(sorted(unknown))} in the list")
    return tuple(row for row in incidents.incident if row.id in wanted or (not wanted and not (static and row.word)))
