"""Expressions are read and valued as GitHub documents them."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Undecided
from facts.workflows.expressions import parse
from facts.workflows.values import truthy, value

STATUS = {"success": True, "failure": False, "cancelled": False, "always": True}
KNOWN = {"github.ref": "refs/tags/v1", "inputs.dry": "", "n": 3.0, "matrix.os": "Linux"}


def worth(text):
    """Return what a text is worth among the known values."""
    return value(parse(text), STATUS, lambda name: KNOWN.get(name, ""))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("true", True),
        ("'it''s'", "it's"),
        ("!inputs.dry", True),
        ("github.ref == 'REFS/TAGS/V1'", True),
        ("github['ref'] != 'x'", True),
        ("startsWith(github.ref, 'refs/tags/')", True),
        ("contains(github.ref, 'main')", False),
        ("inputs.dry || 'default'", "default"),
        ("github.ref && 'yes'", "yes"),
        ("false || always() && !cancelled()", True),
        ("n > 2 && n <= 3", True),
        ("'' == 0", True),
        ("null == false", True),
        ("'a' == 1", False),
        ("(success() || failure()) && matrix.os == 'linux'", True),
        ("fromJSON('false')", False),
        ("0x1F == 31", True),
    ],
)
def test_values(text, expected):
    """Operators return operands, texts compare without case, other types as numbers."""
    assert worth(text) == expected


@pytest.mark.parametrize("text", ["a &&", "(a", "a b", "'open", "a = b", "", "f(a"])
def test_what_is_no_expression_is_refused(text):
    """A text that GitHub would refuse is not read as something else."""
    with pytest.raises((Undecided, IndexError)):
        parse(text)


@given(st.text(alphabet="ab.()&|!='[] 01", max_size=25))
def test_any_text_is_read_or_refused(text):
    """No text ends in another fault than the sentence about it."""
    with contextlib.suppress(Undecided):
        parse(text)


@pytest.mark.parametrize(("found", "expected"), [("", False), ("false", True), (0.0, False), (None, False), ("0", True)])
def test_truth(found, expected):
    """Only false, null, zero and the empty text are false; the text 'false' is true."""
    assert truthy(found) is expected
