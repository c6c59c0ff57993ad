"""A partial publish is one incident with one table; all live or none live is none."""

import re

import pytest

from core.errors import Undecided
from delivery.incident import LIVE, MISSING, UNKNOWN, WRONG, IncidentRow, incident, row, with_one_missing
from tests.delivery import harness
from tests.delivery.worlds import CRATE, NODE, PYTHON, WORLDS


def look(world, folder, files, **more):
    """One channel's row of the table."""
    with world.served(folder / "made", files, **more) as address:
        return row(harness.delivered(world.kind, harness.site(world.word, world.channel, folder / "site", address)))


@pytest.mark.parametrize("world", WORLDS, ids=lambda one: one.word)
def test_a_channel_is_live_or_missing(world, tmp_path):
    """A channel with the right files is live; one without the version is missing."""
    files = world.files("1.0.0")
    assert look(world, tmp_path / "a", files | world.files("1.1.0")).state == LIVE
    assert look(world, tmp_path / "b", files).state == MISSING


@pytest.mark.parametrize("name", PYTHON.names("1.1.0"))
def test_a_missing_file_is_named(name, tmp_path):
    """Every planned file that is taken away blocks with its name."""
    files = PYTHON.files("1.0.0") | PYTHON.files("1.1.0")
    found = look(PYTHON, tmp_path, {one: data for one, data in files.items() if one != name})
    assert (found.state, name in found.why) == (WRONG, True)


@pytest.mark.parametrize("missing", WORLDS, ids=lambda one: one.word)
def test_each_channel_that_is_taken_away_is_the_incident(missing, tmp_path):
    """One channel missing among live ones is an incident that names it, the others, and what to do."""
    rows = [
        look(world, tmp_path / world.word, world.files("1.0.0") | ({} if world is missing else world.files("1.1.0")))
        for world in WORLDS
    ]
    found = incident(rows, "v1.1.0", ["failed jobs of a run: publish"], "pytest -m delivery")
    assert (found[0].rule, found[0].got) == ("partial-publish", f"v1.1.0 is live on 3 of 4 channels ({missing.word} missing)")
    assert found[0].fix == "take the next step of each channel below, then run `pytest -m delivery` again"
    (gone,) = [one for one in found if one.rule == "channel-missing"]
    assert gone.path.startswith(f"{missing.word} (")
    assert re.match(r"missing: no such version after \d+ s", gone.got)
    assert "never re-tag" in gone.fix or missing.word == "golang"
    assert (found[-1].rule, found[-1].got) == ("publish-run", "failed jobs of a run: publish")


def test_all_or_none_is_no_incident():
    """Everything live, and nothing live, are no partial publish."""
    assert incident([IncidentRow("a", "a", LIVE), IncidentRow("b", "b", LIVE)], "v1") == []
    assert incident([IncidentRow("a", "a", MISSING), IncidentRow("b", "b", MISSING)], "v1") == []


def test_what_cannot_be_told_is_no_pass():
    """A channel that does not answer leaves the question open."""
    with pytest.raises(Undecided, match="no answer from b: down"):
        incident([IncidentRow("a", "a", LIVE), IncidentRow("b", "b", UNKNOWN, why="down")], "v1")


def test_the_control_is_refused():
    """The table with one channel taken away is an incident, whatever the others are."""
    first = incident(with_one_missing([IncidentRow("a", "a", MISSING)]), "v1")[0]
    assert (first.rule, first.got) == ("partial-publish", "v1 is live on 1 of 2 channels (control missing)")


def test_wrong_bytes_are_wrong_whatever_else_is_live(tmp_path):
    """A crate that is live and a package with an unplanned file are one incident, with the way out of it."""
    rows = [
        look(CRATE, tmp_path / "a", CRATE.files("1.0.0") | CRATE.files("1.1.0")),
        look(NODE, tmp_path / "b", NODE.files("1.0.0")),
        IncidentRow("pypi", "demo", WRONG, since="2026-01-01", why="extra.whl is there and not planned"),
    ]
    assert "supersede it by a patch release; never re-tag" in incident(rows, "v1")[3].fix
