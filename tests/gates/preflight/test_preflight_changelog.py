"""The target's changelog section exists, says something and has its day."""

from datetime import date

import pytest

from facts.text.changelog import Changelog
from gates.preflight import changelog_section
from profiles.release import Tag

TODAY = date(2026, 8, 12)


def changelog(text: str) -> Changelog:
    """Read a changelog of this text."""
    return Changelog.parse("CHANGELOG.md", text)


def test_a_dated_section_that_says_something_is_accepted() -> None:
    """A section with text and a day passes both judgements."""
    good = changelog("# Changelog\n\n## [1.2.3] - 2026-08-12\n\n- a change\n")
    assert changelog_section.missing(good, "1.2.3") == []
    assert changelog_section.undated(good, "1.2.3", TODAY) == []


def test_a_missing_section_is_named_with_the_newest_one() -> None:
    """Where the target has no section, the newest one is shown."""
    (one,) = changelog_section.missing(changelog("## [Unreleased]\n- x\n## [1.2.2]\n- y\n"), "1.2.3")
    assert (one.place, one.got) == ("CHANGELOG.md", "no section for 1.2.3 (the newest: 1.2.2)")
    (one,) = changelog_section.missing(changelog("## Unreleased\n- x\n"), "1.2.3")
    assert one.got == "no section for 1.2.3 (the newest: none)"


def test_an_empty_section_is_refused() -> None:
    """A heading alone does not say what a release changes."""
    (one,) = changelog_section.missing(changelog("## 1.2.3\n\n### Added\n\n## 1.2.2\n- y\n"), "1.2.3")
    assert (one.place, one.got) == ("CHANGELOG.md:1", "the section for 1.2.3 is empty")


def test_a_second_section_is_refused() -> None:
    """Two sections for the target are the work of a merge."""
    (one,) = changelog_section.missing(changelog("## 1.2.3\n- a\n\n## 1.2.3\n- b\n"), "1.2.3")
    assert (one.place, one.got) == ("CHANGELOG.md:4", "a second section for 1.2.3 (the first: line 1)")


def test_a_section_without_a_day_is_refused() -> None:
    """`Unreleased` is no day."""
    (one,) = changelog_section.undated(changelog("## 1.2.3 - Unreleased\n- a\n"), "1.2.3", TODAY)
    assert (one.place, one.got) == ("CHANGELOG.md:1", "a section without a date ('1.2.3 - Unreleased')")


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("## 1.2.3\n- a\n\n## 1.2.2\n- b\n\n## 1.2.1\n- c\n", 0),
        ("## 1.2.3\n- a\n\n## 1.2.2 - 2026-01-02\n- b\n\n## 1.2.1\n- c\n", 1),
        ("## 1.2.3\n- a\n\n## 1.2.2\n- b\n", 1),
        ("## 1.2.3 (unreleased)\n- a\n\n## 1.2.2\n- b\n\n## 1.2.1\n- c\n", 1),
    ],
)
def test_a_changelog_that_never_gives_a_day_need_not(text: str, count: int) -> None:
    """At least two earlier sections, none with a day; a section that is said to be unfinished is refused all the same."""
    assert len(changelog_section.undated(changelog(text), "1.2.3", TODAY)) == count


def test_a_day_to_come_is_refused_and_tomorrow_is_not() -> None:
    """Tomorrow is today somewhere; next month is nowhere."""
    tomorrow, later = changelog("## 1.2.3 - 2026-08-13\n- a\n"), changelog("## 1.2.3 - 2026-09-12\n- a\n")
    assert changelog_section.undated(tomorrow, "1.2.3", TODAY) == []
    (one,) = changelog_section.undated(later, "1.2.3", TODAY)
    assert (one.line, one.got) == (1, "the section's date is in the future (2026-09-12)")


def test_a_missing_section_is_one_finding_not_two() -> None:
    """Without a section there is no day to judge: the other judgement has refused it."""
    assert changelog_section.undated(changelog(""), "1.2.3", TODAY) == []


def test_a_package_that_the_changelog_never_lists_needs_no_section() -> None:
    """Where a tag names a package and its base has no section, the changelog is that of others; a plain tag needs one."""
    others = changelog("## [15.2.0]\n- x\n")
    assert not changelog_section.lists(others, Tag("ignore-0.4.33"), Tag("ignore-0.4.32"))
    assert not changelog_section.lists(others, Tag("python-v1.6.3"), Tag("python-v1.6.2"))
    assert changelog_section.lists(others, Tag("v15.3.0"), Tag("v15.1.0"))
    assert changelog_section.lists(others, Tag("rg-15.3.0"), Tag("rg-15.2.0"))
    assert changelog_section.lists(others, Tag("ignore-0.4.0"), Tag("none"))
    assert changelog_section.lists(changelog("## [0.4.32]\n- x\n"), Tag("ignore-0.4.33"), Tag("ignore-0.4.32"))


@pytest.mark.parametrize(
    ("text", "version", "count"),
    [
        ("## 10.2\n- a\n\n## 10.1\n- b\n\n## 9\n- c\n", "10.2.6", 0),
        ("## 10.2\n- a\n\n## 10.1\n- b\n", "10.3.0", 1),
        ("## 10.2\n\n## 10.1\n- b\n", "10.2.6", 1),
        ("## 10.2\n- a\n\n## 10.1.3\n- b\n", "10.2.6", 1),
        ("## 10.2\n- a\n", "10.2.0-rc.1", 1),
    ],
)
def test_a_changelog_may_have_a_section_for_each_line(text: str, version: str, count: int) -> None:
    """Where all its sections are those of lines, 10.2 tells of 10.2.6; where one names a whole version, each must."""
    assert len(changelog_section.missing(changelog(text), version)) == count
