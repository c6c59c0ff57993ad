"""The journal of acts: what was begun is known after a kill, and half a line is no line."""

from pathlib import Path

import pytest

from core.errors import Undecided
from core.journal import Journal


def test_what_was_begun_and_not_ended_is_known(tmp_path: Path) -> None:
    """The newest act of a name counts, with what came of it, or nothing where that was never written."""
    journal = Journal(tmp_path / "acts.jsonl")
    assert journal.newest("publish") is None
    journal.begin("publish", after=1)
    journal.end("publish", run=2, conclusion="failure")
    journal.begin("tag", name="v1")
    found = journal.newest("publish")
    assert found is not None
    assert (found.ended, found.about, found.result) == (True, {"after": 1}, {"run": 2, "conclusion": "failure"})
    journal.begin("publish", after=2)
    begun = journal.newest("publish")
    assert begun is not None
    assert (begun.ended, begun.about) == (False, {"after": 2})


def test_a_line_that_was_cut_off_is_dropped(tmp_path: Path) -> None:
    """A kill in the middle of a line leaves the acts before it, and the next one begins a line of its own."""
    journal = Journal(tmp_path / "acts.jsonl")
    journal.begin("push", refs=["a"])
    with journal.path.open("ab") as file:
        file.write(b'{"act": "push", "ev')
    begun = journal.newest("push")
    assert begun is not None
    assert not begun.ended
    journal.end("push", refs=["a"])
    ended = journal.newest("push")
    assert ended is not None
    assert ended.ended


def test_a_line_that_the_suite_did_not_write_is_no_answer(tmp_path: Path) -> None:
    """Nothing is done on the word of a journal that was changed."""
    path = tmp_path / "acts.jsonl"
    path.write_text("not json\n", "utf-8")
    with pytest.raises(Undecided, match="not JSON"):
        Journal(path).newest("push")
