"""Work that is shared: done once, told on every consumer's page, and never on the page of what runs beside it."""

import threading
from collections.abc import Callable
from contextvars import copy_context
from pathlib import Path
from typing import Any

import pytest

from core import recording
from core.errors import Undecided
from core.http_client import Web
from core.run_cache import Once
from delivery.staging.loopback import Loopback, Reply, Request


def note(word: str) -> None:
    """Record one command."""
    recording.note_request("GET", word, 200, None, 0)


def noted(page: recording.CheckRecord) -> list[str]:
    """What is recorded on a page."""
    return [command["argv"][1] for command in page.commands]


def together(*works: Callable[[], Any]) -> None:
    """Do work in as many threads, all of which have begun before any goes on."""
    door = threading.Barrier(len(works))
    threads = [threading.Thread(target=lambda work=work: (door.wait(10), work())) for work in works]  # type: ignore[misc]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_threads_that_capture_are_told_apart() -> None:
    """What one thread records is on its own page, not on another's and not on the running check's."""
    check, pages, inside = recording.new_page(), {}, threading.Barrier(2)

    def work(word: str) -> None:
        with recording.capture() as pages[word]:
            inside.wait(10)
            for _ in range(100):
                note(word)
            inside.wait(10)

    together(lambda: work("a"), lambda: work("b"))
    assert (noted(pages["a"]), noted(pages["b"]), noted(check)) == (["a"] * 100, ["b"] * 100, [])


def test_a_thread_of_captured_work_records_on_its_page() -> None:
    """A thread that runs in a copy of the context writes where its maker does."""
    check = recording.new_page()
    with recording.capture() as page:
        thread = threading.Thread(target=copy_context().run, args=(note, "inside"))
        thread.start()
        thread.join()
    assert (noted(page), noted(check)) == (["inside"], [])


def test_a_server_asks_elsewhere_on_the_page_of_who_opened_it() -> None:
    """What a server has to fetch for its answer is on the page of the work that serves, whoever asks it meanwhile."""
    with Loopback(lambda _request: Reply(b"far")) as far:

        def near(_request: Request) -> Reply:
            return Reply(Web().get(f"{far.url}/far").body)

        check = recording.new_page()
        with recording.capture() as page, Loopback(near) as server:
            assert Web().get(f"{server.url}/near").body == b"far"
    assert (sorted(word.rpartition("/")[2] for word in noted(page)), noted(check)) == (["far", "near"], [])


def test_it_is_made_once_and_told_to_each(tmp_path: Path) -> None:
    """Of threads that ask at once one makes it; each gets the value and the commands, and nobody gets both twice."""
    made, pages = [], {}

    def make() -> int:
        made.append(1)
        note("made")
        return 7

    def ask(word: str) -> None:
        with recording.capture() as pages[word]:
            assert Once(tmp_path)("key", make) == 7

    together(*(lambda word=word: ask(word) for word in "abcd"))  # type: ignore[misc]
    assert (len(made), [noted(pages[word]) for word in "abcd"]) == (1, [["made"]] * 4)


def test_a_fault_is_shared_and_what_it_took(tmp_path: Path) -> None:
    """A second consumer gets the same Fault with the same commands, and nothing is done again."""

    def make() -> None:
        note("tried")
        raise Undecided(got="nothing", expected="something", advice="look")

    for _ in range(2):
        page = recording.new_page()
        with pytest.raises(Undecided, match="got nothing"):
            Once(tmp_path)("key", make)
        assert noted(page) == ["tried"]


def test_what_was_broken_off_is_left_to_the_next(tmp_path: Path) -> None:
    """Whatever is no Fault leaves nothing behind: the next consumer makes it."""

    def broken() -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        Once(tmp_path)("key", broken)
    assert Once(tmp_path)("key", lambda: "made") == "made"
