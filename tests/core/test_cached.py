"""A kept property is worked out once for each object, and two objects never wait for each other."""

import threading

import pytest

from core.cached import kept, kept_with


class Thing:
    """Something with a property that waits for a partner."""

    def __init__(self, partner: threading.Barrier) -> None:
        """Take the door at which two meet."""
        self.partner, self.made = partner, 0

    @kept
    def met(self) -> int:
        """Met."""
        self.partner.wait(10)
        self.made += 1
        return self.made

    @kept
    def bad(self) -> int:
        """Bad."""
        self.made += 1
        raise ValueError(self.made)


def test_it_is_worked_out_once():
    """The second time the value is there."""
    thing = Thing(threading.Barrier(1))
    assert (thing.met, thing.met, thing.made, Thing.met.__doc__) == (1, 1, 1, "Met.")


def test_two_objects_work_it_out_at_the_same_time():
    """No lock spans the objects of a class: each would wait for the other for ever."""
    door = threading.Barrier(2)
    things = [Thing(door), Thing(door)]
    threads = [threading.Thread(target=lambda thing=thing: thing.met) for thing in things]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert [thing.made for thing in things] == [1, 1]


def test_what_is_raised_is_not_kept():
    """A Fault is raised anew, with all that led to it."""
    thing = Thing(threading.Barrier(1))
    for number in (1, 2):
        with pytest.raises(ValueError, match=str(number)):
            _ = thing.bad


def test_an_answer_is_kept_with_its_object() -> None:
    """It is worked out once for each object and function, and not kept where something is raised."""
    made: list[object] = []

    class Asked:
        pass

    @kept_with
    def first(owner: Asked) -> list[int]:
        made.append(owner)
        return []

    @kept_with
    def second(owner: Asked) -> int:
        made.append(owner)
        raise ValueError(len(made))

    one, other = Asked(), Asked()
    assert first(one) is first(one)
    assert first(one) is not first(other)
    for count in (3, 4):
        with pytest.raises(ValueError, match=str(count)):
            second(one)
