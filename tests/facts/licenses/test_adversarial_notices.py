"""A long text that was made to be slow costs in proportion to its length, in notices as in changelogs."""

import time
from collections.abc import Callable

import pytest

from facts.licenses.notices import Notices
from facts.text.changelog import Changelog

TEXTS = ("a" + " " * 10, "@", "<!--", "](", " v1", ": ", "\t", "version ")


def entries(text: str) -> None:
    """Look for a name that is not there."""
    assert not Notices("NOTICES.md", f"x{text}x").names("not-there-1")


def section(text: str) -> None:
    """Ask the changelog for a section and whether it is empty."""
    found = Changelog.parse("CHANGELOG.md", f"## [1.2.3] {text}\n\nhello {text}!\n").section("1.2.3")
    assert found is None or not found.is_empty


def cost(read: Callable[[str], None], text: str) -> float:
    """Return the least processor time of three readings, which the load of a machine does not change much."""
    spent = []
    for _ in range(3):
        begun = time.process_time()
        read(text)
        spent.append(time.process_time() - begun)
    return min(spent)


@pytest.mark.parametrize("read", [entries, section])
@pytest.mark.parametrize("text", TEXTS)
def test_ten_times_the_text_costs_about_ten_times_the_work(read: Callable[[str], None], text: str) -> None:
    """A hundred thousand characters against ten thousand: a quadratic pattern takes a hundred times as long."""
    small, large = (cost(read, text * (size // len(text))) for size in (10_000, 100_000))
    assert large < 50 * max(small, 0.001)
