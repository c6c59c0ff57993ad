"""Changelogs as projects write them: reStructuredText, two numbers, a date below the heading."""

from datetime import date

import pytest

from facts.text.changelog import Changelog


@pytest.mark.parametrize(
    ("path", "text", "version", "day"),
    [
        ("CHANGELOG.rst", "Changelog\n---------\n\n26.3 - 2026-08-03\n~~~~~~~~~~~~~~~~~\n\n* All.\n", "26.3", date(2026, 8, 3)),
        ("CHANGES.rst", "Version 3.1.6\n-------------\n\nReleased 2025-03-05\n\n-   All.\n", "3.1.6", date(2025, 3, 5)),
        ("CHANGES.md", "## Version 8.5.0\n\nReleased 2026-08-24\n\n- All.\n", "8.5.0", date(2026, 8, 24)),
        ("CHANGELOG.md", "# v1.2.0rc1 (2026-01-02)\n\nAll.\n", "1.2.0rc1", date(2026, 1, 2)),
        ("CHANGELOG.md", "## [26.1](https://h/x...26.1) - 2026-01-02\n\nAll.\n", "26.1", date(2026, 1, 2)),
        ("NEWS", "1.4 (2026.02.03)\n^^^^^^^^^^^^^^^^\n\nAll.\n", "1.4", date(2026, 2, 3)),
    ],
)
def test_the_section_of_a_release_is_found(path, text, version, day):
    """With its day, and what it says."""
    section = Changelog.parse(path, text).section(version)
    assert section is not None
    assert section.date == day
    assert not section.is_empty


@pytest.mark.parametrize("text", ["## 3.12 is supported\n\nx\n", "## Python 3.12\n\nx\n", "## From 1.2.3 to 1.3.0\n\nx\n"])
def test_prose_is_no_heading_of_a_release(text):
    """Two numbers are a version only where nothing but a date follows."""
    found = Changelog.parse("CHANGELOG.md", text).sections
    assert [each.version for each in found if each.version != "3.12" or "Python" not in each.heading] == []


@pytest.mark.parametrize(
    ("below", "empty"),
    [
        ("## What's Changed\n* Fixed a comparison\n", False),
        ("## Fixed\n\n- a comparison\n\n## New Contributors\n- somebody\n", False),
        ("## What's Changed\n", True),
        ("## Credits\n\nThanks.\n", True),
        ("## 1.2.2\n\n## Fixed\n\n- older\n", True),
        ("# Fixed\n\n- of the page\n", True),
    ],
)
def test_kinds_of_changes_may_stand_as_high_as_the_version(below: str, empty: bool) -> None:
    """Notes that GitHub generated, pasted below a heading; another heading of that height is another section."""
    section = Changelog.parse("CHANGELOG.md", f"# Log\n\n## [1.2.3] - 2026-06-20\n\n{below}\n## 1.2.1\n\n- old\n").section(
        "1.2.3"
    )
    assert section is not None
    assert section.is_empty is empty
