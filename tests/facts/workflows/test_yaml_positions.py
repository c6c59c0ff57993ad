"""YAML keeps its lines, and what a reader cannot see is refused."""

import pytest

from core.errors import Undecided
from facts.workflows.yaml_positions import read, scalars


def test_on_is_a_word():
    """`on` is YAML 1.2's text, not the truth value true."""
    assert list(read("on: push\njobs: {}\n", "x.yml").entries) == ["on", "jobs"]


def test_a_block_begins_on_the_next_line():
    """The text of `|` starts below its key, so line 1 of a script is the line after `run: |`."""
    scalar = read("run: |\n  a\n  b\n", "x.yml").scalar("run")
    assert (scalar.text, scalar.line, scalar.first_line) == ("a\nb\n", 1, 2)


def test_a_key_given_twice_is_refused():
    """The runner would take the last of two equal keys; nobody sees which."""
    with pytest.raises(Undecided, match="x.yml:2: the key a is given twice"):
        read("a: 1\na: 2\n", "x.yml")


def test_aliases_that_never_end_are_refused():
    """Nine lines that stand for a billion values, and a value that stands in itself, are a sentence at once."""
    bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 10)
    )
    with pytest.raises(Undecided, match="more than 100000 values once its aliases are written out"):
        read(bomb, "x.yml")
    with pytest.raises(Undecided, match="an alias of what it stands in"):
        read("a: &a\n  b: *a\n", "x.yml")
    assert read("a: &a {b: c}\nd: *a\n", "x.yml").mapping("d").text("b") == "c"


def test_a_file_that_is_too_long_or_too_deep_is_refused():
    """A document is read up to a bound."""
    with pytest.raises(Undecided, match="more than the 1000000 that are read"):
        read("a: " + "x" * 1_000_000, "x.yml")
    for text in ("a: " + "[" * 5000 + "]" * 5000, "a: " + "[" * 900_000, "- " * 400_000 + "a", "{a: " * 200_000):
        with pytest.raises(Undecided, match="nested too deep"):
            read(text, "x.yml")  # libyaml alone would end the process


def test_characters_that_are_none_of_yaml_are_refused():
    """A control character is a sentence, not an internal error."""
    with pytest.raises(Undecided, match=r"x\.yml:1: unacceptable character"):
        read("a: \x07b\n", "x.yml")


def test_no_mapping_is_refused():
    """A list at the top is no workflow."""
    with pytest.raises(Undecided, match="no mapping at the top"):
        read("- a\n", "x.yml")


def test_a_syntax_error_says_its_line():
    """The sentence about bad YAML names file and line."""
    with pytest.raises(Undecided, match=r"x\.yml:\d+: "):
        read("a: [\n", "x.yml")


def test_a_lone_scalar_is_a_list_of_one():
    """`needs: a` and `needs: [a]` are the same."""
    body = read("needs: a\nothers: [b, c]\n", "x.yml")
    assert [[item.text for item in body.listing(key)] for key in ("needs", "others", "none")] == [["a"], ["b", "c"], []]


def test_every_scalar_below_is_found():
    """What holds an expression may lie at any depth."""
    assert [scalar.text for scalar in scalars(read("a: {b: [1, {c: 2}]}\n", "x.yml"))] == ["1", "2"]
