"""The plan of one profile: a check for each row in each stage, its tier, and what may not stand in a profile."""

import msgspec
import pytest

from core.errors import Refused
from plugins.plan.expansion import expand
from plugins.plan.plan import Book, PlanLine, PlanWord
from profiles.schema.profile import Profile

GATES = (PlanWord("licensing", "Licensing", 11), PlanWord("packaging", "Packaging", 8))
CHANNELS = (PlanWord("pypi", "PyPI", None, ("staging", "delivery")),)
ROWS = PlanLine("gates/licensing/test_licensing.py::test_row", ("pre_release",), "Each.", gate="licensing", rows="licensing.packages",
            argument="row", key="id")  # fmt: skip
CHANNEL = PlanLine(
    "delivery/channels/pypi/test_pypi.py::TestPyPI::test_it", ("staging", "delivery"), "It is there.", channel="pypi"
)


def planned(*lines: PlanLine, **tables: object) -> dict[str, str]:
    """Return the tier of each planned check, by id."""
    profile = msgspec.convert({"project": {"name": "toy"}, **tables}, Profile)
    return {check.id: check.tier for check in expand(Book(GATES, CHANNELS, lines), profile).checks}


def packages(*ids: str) -> dict[str, object]:
    """Return a table whose rows have these names."""
    return {"packages": [{"id": one, "path": one, "kind": "python"} for one in ids]}


def test_a_check_for_each_row() -> None:
    """Rows give ids in the profile's order; the gate's own word may stand in them."""
    found = planned(ROWS, licensing=packages("b", "licensing-tool"))
    assert list(found) == [f"pre_release/test_licensing::test_row[{row}]" for row in ("b", "licensing-tool")]


def test_an_empty_table_is_still_a_check() -> None:
    """A table without rows leaves the check, which will be an error."""
    assert list(planned(ROWS)) == ["pre_release/test_licensing::test_row"]


@pytest.mark.parametrize("row", ["my-packaging", "pypi", "node", "my-server", "a[b]", "a, b"])
def test_a_row_may_have_any_name(row: str) -> None:
    """A row may be called like another gate or channel: -k with such a word selects by the plan, not by the name."""
    assert f"pre_release/test_licensing::test_row[{row}]" in planned(ROWS, licensing=packages("good", row))


@pytest.mark.parametrize("row", ["a\nb", "a::b", "ä"])
def test_a_row_that_no_id_can_hold_is_refused(row: str) -> None:
    """Letters that pytest would show in another way, and what divides an id, are refused by name."""
    with pytest.raises(Refused, match="in the profile table licensing.packages"):
        planned(ROWS, licensing=packages("good", row))


def test_two_rows_of_one_name_are_refused() -> None:
    """Two rows of one name would be one check."""
    with pytest.raises(Refused, match="a unique name"):
        planned(ROWS, licensing=packages("same", "other", "same"))


def test_a_channel_without_a_table_has_no_check() -> None:
    """It is missing, so that its stages stay incomplete."""
    assert planned(CHANNEL) == {}


@pytest.mark.parametrize("tier", ["official", "preview"])
def test_the_tier_is_the_channels(tier: str) -> None:
    """A channel's tier is that of its checks, in each of its stages."""
    found = planned(CHANNEL, channels={"pypi": {"package": "toy", "tier": tier}})
    assert found == {f"{stage}/test_pypi::TestPyPI::test_it": tier for stage in ("staging", "delivery")}


@pytest.mark.parametrize("what", ["licensing", "pre_release/test_licensing::test_row", "pre_release/test_licensing::test_row[a]"])
def test_what_does_not_apply_is_left_out(what: str) -> None:
    """By its gate, by its check with all rows, or by one row."""
    left = planned(ROWS, licensing=packages("a", "b"), does_not_apply={what: "nothing of ours is licensed"})
    assert list(left) == (["pre_release/test_licensing::test_row[b]"] if what.endswith("[a]") else [])


@pytest.mark.parametrize("what", ["licensin", "pre_release/test_licensing::test_row[c]", "Licensing", "PyPI", ""])
def test_what_nobody_planned_cannot_be_left_out(what: str) -> None:
    """A misspelt word or id is refused."""
    with pytest.raises(Refused, match="a gate, a channel or a check of the plan"):
        planned(ROWS, licensing=packages("a"), does_not_apply={what: "nothing of ours is licensed"})
