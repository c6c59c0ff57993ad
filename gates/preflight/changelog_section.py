"""The changelog's section for the target."""

from datetime import date, timedelta

from facts.text.changelog import Changelog


def missing(changelog: Changelog, version: str) -> list[str]:
    """Complain about a changelog without a section for a version, or with an empty one."""
    section = changelog.section(version)
    lines = [each.line for each in changelog.sections if each.version == version]
    if len(lines) > 1:
        return [
            f"{changelog.path}:{lines[1]}: a second section for {version} (got one on line {lines[0]} too, expected one); "
            "join them"
        ]
    if section is None:
        newest = changelog.sections[0].version if changelog.sections else "none"
        return [
            f"{changelog.path}: no section for {version} (got {newest} as the newest, expected a heading that names "
            f"{version}); write what this release changes"
        ]
    if section.is_empty:
        return [
            f"{changelog.path}:{section.line}: the section for {version} says nothing (got no text, expected what "
            "this release changes); write it"
        ]
    return []


def undated(changelog: Changelog, version: str, today: date) -> list[str]:
    """Complain about a section without a real day, or with one that is yet to come."""
    section = changelog.section(version)
    if section is None:
        return []  # refused by the check that asks for the section
    place = f"{changelog.path}:{section.line}"
    if section.date is None:
        return [f"{place}: the section has no date (got {section.heading!r}, expected a day); write the day of the release"]
    # Somewhere it is tomorrow already.
    if section.date > today + timedelta(days=1):
        return [f"{place}: the section's day is yet to come (got {section.date}, expected {today} or before); correct it"]
    return []
