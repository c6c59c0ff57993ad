"""docs/troubleshooting.md holds what the sources raise where the environment lacks something."""

import re
from pathlib import Path

from core.environment_errors import ADVICE, symptom
from plugins.plan import troubleshooting_page

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / troubleshooting_page.FILE).read_text("utf-8")


def test_the_page_is_what_the_sources_say() -> None:
    """`python -m plugins.plan.troubleshooting_page` has been run."""
    assert troubleshooting_page.text(ROOT) == PAGE


def test_the_words_of_tools_are_those_that_are_known() -> None:
    """What the table shows without a gap is recognized, with the advice beside it."""
    plain = [(word, advice) for words, advice in ADVICE for word in words if word.replace(" ", "").isalpha()]
    assert len(plain) > 15
    assert [word for word, advice in plain if symptom(f"error: {word}") != advice] == []


def test_missing_inputs_and_tools_are_on_it() -> None:
    """The errors that a newcomer meets first."""
    for said in ("no TOOL on PATH", "no --build-run-id", "no tag TAG in the checkout", "pytest --doctor"):
        assert said in PAGE, said


def test_every_row_says_what_to_do() -> None:
    """No cell is empty, and no advice is only what is filled in at run time."""
    rows = [line.strip("|").split(" | ") for line in PAGE.splitlines() if line.startswith("| ")]
    assert len(rows) > 40
    assert [row for row in rows if not all(any(char.isalnum() for char in cell) for cell in row)] == []


def test_exit_statuses_come_in_order() -> None:
    """A hurried reader looks for the number."""
    numbers = [int(found) for found in re.findall(r"^\| (\d+) \|", PAGE, re.MULTILINE)]
    assert numbers == sorted(numbers) == [0, 1, 2, 4, 5, 101]
