"""Entries of notices are found in every common form, and prose is no entry."""

import pytest

from facts.licenses.notices import Notices

PROSE = "Permission is granted at any time, without url, to log bytes. The time crate of another project is not meant."


@pytest.mark.parametrize(
    "text",
    [
        "## time\n\nMIT",
        "## time 0.3.47\n",
        "### `time` v0.3.47 (MIT OR Apache-2.0)\n",
        "| time | 0.3.47 | MIT |\n",
        "- time 0.3.47: MIT\n",
        "* [time](https://example.invalid/time) - MIT\n",
        "12. time version 0.3.47 (https://example.invalid)\n",
        "time@0.3.47\n-----------\n",
        "%% time NOTICES AND INFORMATION BEGIN HERE\n",
        "Name: time\nVersion: 0.3.47\n",
        "  - package_name: time\n",
        "<li><a href='x'>time 0.3.47</a></li>",
        "serde, time, url\n",
        "TIME\n====\n",
        "**time** — MIT\n",
    ],
)
def test_a_component_is_named_by_an_entry(text: str) -> None:
    """Headings, tables, lists, keys, links and lines of their own are entries."""
    assert Notices("N", f"{PROSE}\n\n{text}").names("time")


@pytest.mark.parametrize("text", [PROSE, "## time-core 0.1\n", "## runtime\n", "| lifetime | 1 |\n", ""])
def test_a_word_of_prose_or_of_a_longer_name_is_no_entry(text: str) -> None:
    """A crate called time is not named by licenses that talk of time."""
    assert not Notices("N", text).names("time")


def test_hyphen_and_underscore_are_the_same() -> None:
    """serde_json and serde-json are one component, even in a sentence: no ordinary word looks like that."""
    assert Notices("N", "This product includes serde-json by its authors.").names("serde_json")
    assert not Notices("N", "This product includes serde-json by its authors.").names("serde")


def test_the_section_of_a_component_ends_at_the_next_heading() -> None:
    """What an entry says is read up to the next heading."""
    notices = Notices("N", "# Notices\n\n## Lite3\n\ntext of lite3\n\n## yyjson\n\ntext of yyjson\n")
    assert notices.section("lite3") == (3, "\ntext of lite3\n")
    assert notices.section("absent") is None
