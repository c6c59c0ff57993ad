"""A client's operations: what they print is looked for in all of it, though only its end is kept."""

import sys

import pytest

from delivery.channel_checks import unusable
from delivery.clean_client import Client
from delivery.results import Installed
from profiles.schema.channels import Operation


@pytest.mark.parametrize("long", [0, 100_000])
def test_what_stands_at_the_beginning_of_a_long_output_is_found(tmp_path, long):
    """A program may say much after the words that it has to print."""
    [done] = Client(tmp_path, 60).use(tmp_path, [operation("demo 1.1.0", long)], hosts=(sys.executable,))
    assert unusable(Installed(done, done), [done]) == []


def test_what_is_not_printed_is_not_found(tmp_path):
    """Words that stand nowhere in a long output are missed, and its end is told."""
    [done] = Client(tmp_path, 60).use(tmp_path, [operation("demo 1.1.0", 100_000, "demo 1.0.0")], hosts=(sys.executable,))
    (found,) = unusable(Installed(done, done), [done])
    assert (found.rule, found.expected) == ("operation-fails", "exit 0 and 'demo 1.1.0'")


def operation(prints: str, long: int, says: str = "") -> Operation:
    """Print some words and a lot after them."""
    return Operation((sys.executable, "-c", f"print({says or prints!r}); print('.' * {long})"), prints)
