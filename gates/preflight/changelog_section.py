"""The changelog's section for the target."""

import re
from datetime import date, timedelta

from core.findings import Finding
from facts.text.changelog import Changelog, Section
from profiles.release import Tag


def lists(then: Changelog, target: Tag, base: Tag) -> bool:
    """Whether a changelog has sections for releases of this kind: that of a repository may leave out some of its packages.

    `then` is the changelog as the base release had it: what the candidate took out of it excuses nothing.
    """
    return not target.package or base.is_none or then.section(base.version) is not None


def missing(changelog: Changelog, version: str) -> list[Finding]:
    """Complain about a changelog without a section for a version, or with an empty one."""
    section = changelog.section(version) or _of_its_line(changelog, version)
    lines = [each.line for each in changelog.sections if each.version == version]
    if len(lines) > 1:
        return [
            Finding(
                "", changelog.path, lines[1], f"a second section for {version} (the first: line {lines[0]})", "one", "join them"
            )
        ]
    if section is None:
        newest = changelog.sections[0].version if changelog.sections else "none"
        return [
            Finding(
                "",
                changelog.path,
                0,
                f"no section for {version} (the newest: {newest})",
                f"a heading with {version}",
                "write what this release changes",
            )
        ]
    if section.is_empty:
        return [
            Finding(
                "", changelog.path, section.line, f"the section for {version} is empty", "what this release changes", "write it"
            )
        ]
    return []


def _of_its_line(changelog: Changelog, version: str) -> Section | None:
    """Return the section of a version's line, `10.2` for 10.2.6, in a changelog whose sections are all those of lines."""
    line = re.match(r"(\d+\.\d+)\.\d+$", version)
    named = [each.version for each in changelog.sections]
    if line is None or not named or not all(re.fullmatch(r"\d+(?:\.\d+)?", name) for name in named):
        return None
    return next((each for each in changelog.sections if each.version == line[1]), None)


def undated(changelog: Changelog, version: str, today: date) -> list[Finding]:
    """Complain about a section without a real day, or with one that is yet to come."""
    section = changelog.section(version)
    if section is None:
        return []  # refused by the check that asks for the section
    unfinished = re.search(r"unreleased|tbd|tba|wip|to be|x{2,}|\?{2,}", section.heading, re.IGNORECASE)
    if section.date is None and not unfinished and _gives_no_dates(changelog, version):
        return []
    if section.date is None:
        got, fix = f"a section without a date ({section.heading!r})", "write the day of the release"
        return [Finding("", changelog.path, section.line, got, "a date", fix)]
    # Somewhere it is tomorrow already.
    if section.date > today + timedelta(days=1):
        got = f"the section's date is in the future ({section.date})"
        return [Finding("", changelog.path, section.line, got, f"{today} or before", "correct it")]
    return []


def _gives_no_dates(changelog: Changelog, version: str) -> bool:
    """Whether a changelog has sections of earlier releases, and none of them a date: the project does not write any."""
    others = [
        each
        for each in changelog.sections
        if each is not changelog.section(version) and re.search(r"(?<!\d)\d+\.\d+", each.heading)
    ]
    return len(others) > 1 and not any(each.date for each in others)
