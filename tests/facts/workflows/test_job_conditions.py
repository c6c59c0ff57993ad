"""The graph answers whether a job runs although another did not succeed."""

import pytest

from facts.workflows.job_conditions import runs_although
from facts.workflows.reading import workflow

TEXT = """\
on: push
jobs:
  a: {{runs-on: x, steps: [{{run: a}}]}}
  b: {{runs-on: x, needs: a, {b} steps: [{{run: b}}]}}
  c: {{runs-on: x, needs: [a, b], {c} steps: [{{run: c}}]}}
"""


def graph(b: str = "", c: str = ""):
    """Return three jobs in a chain, with conditions."""
    keys = {"b": f'if: "{b}",' if b else "", "c": f'if: "{c}",' if c else ""}
    return workflow(TEXT.format(**keys), "x.yml")


@pytest.mark.parametrize(
    ("condition", "failure", "cancelled"),
    [
        ("", False, False),
        ("always()", True, True),
        ("!cancelled()", True, False),
        ("failure()", True, False),
        ("success() || failure()", True, False),
        ("github.event_name == 'push'", False, False),
        ("always() && needs.b.result == 'success'", False, False),
        ("always() && needs.b.result != 'failure'", False, True),
        ("always() && needs.b.result != 'succes'", True, True),
        ("always() && contains(github.ref, 'x') && needs.b.result == 'success'", False, False),
        ("always() && (inputs.force || needs.b.result == 'success')", True, True),
        ("always() && inputs.force && !inputs.force", False, False),
        ("always() && needs.b.outputs.ok == 'yes'", True, False),
        ("${{ needs.b.result == 'success' }} && true", False, False),
    ],
)
def test_whether_the_last_job_runs(condition, failure, cancelled):
    """Status functions, results and outputs decide; an unknown is tried with every value that matters."""
    found = graph(c=condition)
    answers = [runs_although(found, found.jobs["c"], "b", result) for result in ("failure", "cancelled")]
    assert answers[0] is failure
    if "outputs" not in condition:
        assert answers[1] is cancelled


def test_a_job_before_the_needed_one_counts():
    """By default GitHub looks at the whole chain before a job."""
    found = graph(b="always()")
    assert not runs_around(found)
    assert runs_around(graph(b="always()", c="always() && needs.b.result == 'success'"))


def runs_around(found) -> bool:
    """Whether the last job runs although the first failed."""
    return runs_although(found, found.jobs["c"], "a", "failure")


def test_a_skipped_job_is_no_success():
    """When what a job needs is skipped because of the suspect, a question for its success is answered no."""
    found = graph(c="always() && needs.b.result == 'success'")
    assert not runs_although(found, found.jobs["c"], "a", "failure")


def test_a_job_that_is_not_needed_has_no_result():
    """A comparison with a job outside needs is one with the empty text."""
    text = TEXT.format(b="", c="").replace("needs: [a, b],", "needs: a, if: \"always() && needs.b.result != 'failure'\",")
    found = workflow(text, "x.yml")
    assert runs_although(found, found.jobs["c"], "a", "failure")
