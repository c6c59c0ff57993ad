"""Versions are ordered as their ecosystems order them."""

import re

import pytest

from core.versions import VERSION, equal, is_prerelease, key

SAME = [("0.23.1rc0", "0.23.1-rc.0"), ("0.23.1rc0", "0.23.1-rc0"), ("1.0", "1.0.0"), ("1.2.3", "1.2.3+build.5")]
ORDERED = [
    "0.9",
    "1.0.0.dev1",
    "1.0.0a1",
    "1.0.0b2",
    "1.0.0-rc.1",
    "1.0.0rc2",
    "1.0.0",
    "1.0.0.post1",
    "1.0.1",
    "1.10.0",
    "26.5.1",
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_spellings_of_one_version_are_equal(one, other):
    """PEP 440 and SemVer spell one pre-release differently."""
    assert equal(one, other)


def test_versions_are_ordered():
    """By their numbers, a pre-release before its release."""
    assert sorted(reversed(ORDERED), key=key) == ORDERED


@pytest.mark.parametrize("words", [("1.0.0-1", "1.0.0-x"), ("1.0.0-x.2", "1.0.0-x.10"), ("1.0.0-x", "1.0.0-x.1")])
def test_identifiers_of_a_prerelease_are_ordered(words):
    """SemVer 2.0.0, clause 11."""
    assert key(words[0]) < key(words[1])


@pytest.mark.parametrize("version", ["1.2", "1.2.3.4", "2026.08.1", "24.04", "0.58.2-rc.6", "0.23.1rc0", "1.0.post1", "3.1.0b1"])
def test_versions_of_all_kinds_are_known(version):
    """Two to four numbers, calendars, pre-releases."""
    assert re.fullmatch(VERSION, version)


def test_a_prerelease_is_known():
    """Whatever its spelling."""
    assert [is_prerelease(one) for one in ("1.0rc1", "1.0.0-x", "1.0.0", "1.0.post1")] == [True, True, False, False]
