"""Versions are ordered as semver.org says, never by spelling."""

import itertools

import pytest

from core.errors import Undecided
from facts.indexes.semver import is_prerelease, newest, precedence

CLAUSE_11 = [
    "1.0.0-alpha",
    "1.0.0-alpha.1",
    "1.0.0-alpha.beta",
    "1.0.0-beta",
    "1.0.0-beta.2",
    "1.0.0-beta.11",
    "1.0.0-rc.1",
    "1.0.0",
]


@pytest.mark.parametrize(("older", "newer"), list(itertools.pairwise([*CLAUSE_11, "1.0.1", "1.2.0", "1.10.0", "2.0.0"])))
def test_the_order_of_clause_11(older, newer):
    """The specification's own chain holds, and numbers are numbers."""
    assert precedence(older) < precedence(newer)


def test_the_newest_is_a_release_where_there_is_one():
    """A pre-release is nobody's default while there is a release."""
    assert (newest(["1.9.0", "1.10.0", "2.0.0-rc.1"]), newest(["2.0.0-rc.1"]), newest([])) == ("1.10.0", "2.0.0-rc.1", None)
    assert is_prerelease("1.0.0-rc.1")


@pytest.mark.parametrize("text", ["1.0", "latest", "1.0.0.0", "1.0.0-", "1.0.0-é"])
def test_what_is_no_version_is_undecided(text):
    """Anything else is named."""
    with pytest.raises(Undecided, match="the version"):
        precedence(text)
