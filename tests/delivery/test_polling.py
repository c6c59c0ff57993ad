"""Waiting ends when the version is there or the budget is used up, and says meanwhile what it waits for."""

import time

import pytest

from core.errors import Undecided
from core.http_client import Busy
from delivery.channel_checks import absence
from delivery.polling import Patience, wait_for
from delivery.results import Looked
from facts.indexes.listing import Listing, Offered
from profiles.schema.channels import Channel
from tests.delivery.harness import site

ABSENT = Listing("demo", "1.1.0", "the index", ("1.0.0",), "1.0.0")
THERE = Listing("demo", "1.1.0", "the index", ("1.1.0",), "1.1.0", (Offered("demo.zip", "file"),))


def waited(looks, budget: float = 60.0):
    """What comes of looks that answer in turn, how long was slept between them, and what was told."""
    answers, told, slept, clock = iter(looks), [], [], [time.time()]

    def look() -> Listing:
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    patience = Patience(clock[0], budget, told.append, sleep=slept.append)
    return *wait_for(look, patience), slept, told


def test_the_pauses_double_until_the_version_is_there():
    """What is not there yet, and a busy index, are asked again; each time it is said how long that may go on."""
    listing, found, slept, told = waited([ABSENT, ABSENT, Busy(got="status 503 from the index"), THERE])
    assert (listing, found.asked, found.symptom, slept) == (THERE, 4, None, [1, 2, 4])
    assert told == [
        "not there yet after 0 of at most 60 s, look 1; the next one in 1 s",
        "not there yet after 0 of at most 60 s, look 2; the next one in 2 s",
        "status 503 from the index after 0 of at most 60 s, look 3; the next one in 4 s",
    ]


def test_what_is_wrong_is_never_waited_for():
    """An answer that is wrong is raised at the first look."""
    with pytest.raises(Undecided, match="a login page"):
        waited([Undecided(got="a login page", expected="an index", advice="look"), THERE])


def test_the_last_look_is_at_the_very_end_of_the_budget():
    """No second of the budget is given away, and none is added."""
    began, looks = time.time(), []

    def look() -> Listing:
        looks.append(time.time() - began)
        return ABSENT

    _, found = wait_for(look, Patience(began, 1.3, lambda _: None, first=1.0))
    assert found.asked == len(looks) >= 2
    assert looks[-1] >= 1.3


def test_a_budget_that_others_used_up_still_has_one_look():
    """The budget is of all channels together; who comes late looks once."""
    listing, found = wait_for(lambda: THERE, Patience(time.time() - 100, 10.0, lambda _: None))
    assert (listing, found.asked) == (THERE, 1)


@pytest.mark.parametrize("look", [ABSENT, Busy(got="status 429 from the index")], ids=["absent", "busy"])
def test_a_used_up_budget_says_how_long_to_wait_and_what_to_repeat(look, tmp_path):
    """The message has the symptom, the seconds and the whole command."""
    listing, found, *_ = waited([look], budget=0.0)
    at = site("npm", Channel("demo", budget=900), tmp_path, "")
    [said] = absence(at, Looked(listing or Listing("demo", "1.1.0", "its index"), found))
    assert "no version 1.1.0" in said.got or "status 429 from the index, 1 times until the budget was used up" in said.got
    assert "wait 900 s" in said.fix
    assert said.fix.endswith(f"then run `{at.repeat}` again")
