"""Every check and rule with what a person wants to know of it, read from the sources; nothing is imported or run."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from plugins.cli.options import STAGES
from plugins.plan.docstring import DocstringText, FindingText
from plugins.plan.former_names import rules as former_rules
from plugins.plan.plan import Book, PlanLine, read
from plugins.plan.rule_catalog import RuleEntry, rules
from plugins.plan.source_reader import documented

_ALL = "every channel"
_TITLES = {  # of what belongs to no single gate or channel
    _ALL: "Every channel",
    "staging": "Across channels",
    "delivery": "Publish run",
    "provenance": "Build run, tags and attestations",
    "mechanics": "Release steps",
    "packages": "Contents of packages",
}


@dataclass(frozen=True)
class CatalogEntry:
    """One check, or one rule that checks judge by."""

    id: str  # what a finding of it names, and what --explain takes
    what: str
    why: str
    fix: str
    stages: tuple[str, ...]  # none: a rule that several checks judge by
    subject: str  # the gate's or channel's word, or the stage
    path: str  # where it is defined, from the root of the suite
    static: bool = False
    needs: tuple[str, ...] = ()
    rows: str = ""  # the profile table for whose entries it runs
    configured: tuple[str, ...] = ()  # the profile keys that it needs
    rule: RuleEntry | None = None
    findings: tuple[FindingText, ...] = ()  # the ids that its findings may have besides its own

    @property
    def waived_by(self) -> str:
        """What lets a release pass all the same."""
        if not self.stages:
            return "a waiver of the finding, for the check that reports it (docs/waivers.md)"
        table = f"; it runs for each entry of `{self.rows}` in the profile" if self.rows else ""
        return (
            "a waiver of the finding (docs/waivers.md), or an entry of `[does_not_apply]` in the profile, with its reason; "
            f"a check that could not run cannot be waived{table}"
        )


@dataclass(frozen=True)
class Catalog:
    """All entries, in the order of the plan; rules that belong to no single check come last."""

    book: Book
    entries: tuple[CatalogEntry, ...]

    @classmethod
    def of(cls, root: Path) -> "Catalog":
        """Read a checkout of the suite."""
        book, known, told = read(root), rules(root), documented(root)
        checks = _merged([_check(line, known, told) for line in book.lines])
        taken = {entry.rule.id for entry in checks if entry.rule}
        return cls(book, (*checks, *(_rule(rule) for rule in known.values() if rule.id not in taken)))

    def named(self, name: str) -> list[CatalogEntry]:
        """Return the entries that a word names: a rule's id, a check's name or its id in a report, else a finding's id."""
        bare = name.rpartition("::")[2].partition("[")[0] if "::" in name else name
        wanted = bare.removeprefix("test_").replace("_", "-")
        found = [entry for entry in self.entries if entry.id in (name, wanted, former_rules().get(name))]
        return found or [entry for entry in self.entries if any(one.names(name) for one in entry.findings)]

    def sections(self) -> Iterator[tuple[str, str, list[CatalogEntry]]]:
        """Yield stage, title and entries of every gate and channel in the order of the plan, then the folders of rules."""
        titles = {subject.word: _titled(subject.title, subject.number) for subject in (*self.book.gates, *self.book.channels)}
        for stage in (*STAGES, *dict.fromkeys(stage for entry in self.entries for stage in entry.stages if stage not in STAGES)):
            here = [entry for entry in self.entries if stage in entry.stages]
            for subject in dict.fromkeys(word for word in (*titles, *(entry.subject for entry in here))):
                if found := [entry for entry in here if entry.subject == subject]:
                    yield stage, titles.get(subject) or _TITLES.get(subject, subject), found
        shared = [entry for entry in self.entries if not entry.stages]
        for subject in dict.fromkeys(entry.subject for entry in shared):
            yield "rules", _TITLES.get(subject, subject), [entry for entry in shared if entry.subject == subject]


def _merged(entries: list[CatalogEntry]) -> list[CatalogEntry]:
    """Make one entry of a check that every channel inherits from the contract."""
    alike: dict[tuple[str, str], list[CatalogEntry]] = {}
    for entry in entries:
        alike.setdefault((entry.id, entry.what), []).append(entry)
    return [same[0] if len(same) == 1 else _inherited(same) for same in alike.values()]


def _inherited(same: list[CatalogEntry]) -> CatalogEntry:
    """Return the entry of a check that all channels have: only what is true for each of them is said of it."""
    needs = tuple(need for need in same[0].needs if all(need in entry.needs for entry in same))
    tables = {tuple(entry.rows.split(".")) for entry in same}
    rows = ".".join(one[0] if len(set(one)) == 1 else "NAME" for one in zip(*tables, strict=True))
    return replace(same[0], subject=_ALL, needs=needs, rows=rows, static=all(entry.static for entry in same))


def _titled(title: str, number: int | None) -> str:
    return title if number is None else f"Gate {number}: {title}"


def _check(line: PlanLine, known: Mapping[str, RuleEntry], told: Mapping[str, DocstringText]) -> CatalogEntry:
    test, _, row = line.test.partition("[")
    rule, said = known.get(row.rstrip("]")) if row else None, told.get(test, DocstringText(line.requirement))
    return CatalogEntry(
        id=line.rule,
        what=line.requirement,
        why=rule.why if rule else said.why,
        fix=rule.fix if rule else said.fix,
        stages=line.stages,
        subject=line.gate or line.channel or line.stages[0],
        path=rule.path if rule else test,
        static=line.static,
        needs=line.needs,
        rows=line.rows or "",
        configured=line.configured,
        rule=rule,
        findings=said.findings,
    )


def _rule(rule: RuleEntry) -> CatalogEntry:
    return CatalogEntry(rule.id, rule.title, rule.why, rule.fix, (), rule.folder, rule.path, needs=rule.needs, rule=rule)
