"""Sections and dates are found whatever a changelog's headings look like."""

from datetime import date

import pytest

from facts.text.changelog import Changelog


@pytest.mark.parametrize(
    "heading",
    [
        "## [1.2.3] - 2026-08-12",
        "## 1.2.3 (2026-08-12)",
        "# v1.2.3 (August 12, 2026)",
        "## [1.2.3](https://example.invalid/compare/v1.2.2...v1.2.3) (2026-08-12)",
        "### Version 1.2.3 - 12 Aug 2026",
        "1.2.3 - 2026/08/12\n------------------",
        "## **1.2.3** - Aug 12th, 2026",
        "## 1.2.3\n\nReleased on 2026-08-12.",
    ],
)
def test_a_section_is_found_with_its_day(heading: str) -> None:
    """Every common form of heading names its version and its day."""
    changelog = Changelog.parse("CHANGELOG.md", f"# Changelog\n\n{heading}\n\n- something\n\n## 1.2.2\n\n- before\n")
    section = changelog.section("1.2.3")
    assert section is not None
    assert section.date == date(2026, 8, 12)
    assert "something" in section.body
    assert "before" not in section.body


@pytest.mark.parametrize(
    "text",
    [
        "## 11.2.3\n",
        "## 1.2.30\n",
        "## 1.2.3-rc.1\n",
        "```\n## 1.2.3\n```\n",
        "about 1.2.3\n",
        "## 1.2.2 to 1.2.3\n",
        "## Migrating to 1.2.3\n",
    ],
)
def test_what_only_looks_like_a_section_is_none(text: str) -> None:
    """Longer versions, pre-releases, code, prose and ranges are no section for 1.2.3."""
    assert Changelog.parse("CHANGELOG.md", text).section("1.2.3") is None


@pytest.mark.parametrize("heading", ["## 1.2.3", "## 1.2.3 - Unreleased", "## 1.2.3 - 2026-02-30", "## 1.2.3 - TBD"])
def test_a_heading_without_a_real_day_has_none(heading: str) -> None:
    """No day, a word and a day that no calendar has are no date."""
    section = Changelog.parse("CHANGELOG.md", f"{heading}\n\ntext\n").section("1.2.3")
    assert section is not None
    assert section.date is None


@pytest.mark.parametrize("line", ["TODO", "- TBD", "* to be written.", "- **WIP**", "Coming soon…"])
def test_a_section_that_only_promises_a_text_says_nothing(line: str) -> None:
    """A placeholder is no note; a sentence that begins with such a word is one."""
    section = Changelog.parse("CHANGELOG.md", f"## 1.2.3\n\n### Added\n\n{line}\n").section("1.2.3")
    assert section is not None
    assert section.is_empty
    told = Changelog.parse("CHANGELOG.md", f"## 1.2.3\n\n{line} list items are sorted\n").section("1.2.3")
    assert told is not None
    assert not told.is_empty


def test_a_section_of_headings_and_comments_says_nothing() -> None:
    """A template that nobody filled in is empty."""
    section = Changelog.parse("CHANGELOG.md", "## 1.2.3\n\n### Added\n\n<!-- - nothing\n -->\n").section("1.2.3")
    assert section is not None
    assert section.is_empty


def test_the_lines_below_a_heading_of_a_section_are_found() -> None:
    """Breaking changes are looked up in the section, not in the whole file."""
    text = "## 1.2.3\n\n### Breaking changes\n- gone\n\n### Added\n- new\n\n## 1.2.2\n### Breaking\n- older\n"
    section = Changelog.parse("CHANGELOG.md", text).section("1.2.3")
    assert section is not None
    assert "gone" in section.under("Breaking")
    assert "new" not in section.under("Breaking")
    assert "older" not in section.under("Breaking")
