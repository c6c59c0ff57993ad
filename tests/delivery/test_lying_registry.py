"""Indexes that lie are refused for what they lie about; those that are only slow are waited for."""

import pytest

from tests.delivery.behaviour import Behaviour, refused
from tests.delivery.behaviours import everything
from tests.delivery.explained import told
from tests.delivery.harness import offences

BEHAVIOURS = everything()


def come_of(behaviour: Behaviour, folder) -> dict[str, str]:
    """The duties that were not met under a behaviour; what is right is given all the time that a busy machine needs."""
    with behaviour.world.served(folder / "made", behaviour.served, behaviour.lie(), **behaviour.site) as address:
        return offences(behaviour.world.held(folder / "site", address, patient=not behaviour.duty))


@pytest.mark.parametrize("behaviour", [one for one in BEHAVIOURS if one.duty], ids=lambda one: one.id)
def test_a_wrong_index_is_refused_for_what_is_wrong(behaviour, tmp_path, record_property):
    """Each wrong behaviour is refused by the duty that it breaks, and the message says how."""
    found = come_of(behaviour, tmp_path)
    record_property("said", told(found.get(behaviour.duty, "")))
    assert refused(behaviour, found), found


@pytest.mark.parametrize("behaviour", [one for one in BEHAVIOURS if not one.duty], ids=lambda one: one.id)
def test_a_slow_index_is_waited_for(behaviour, tmp_path):
    """Each behaviour that is only slow meets every duty in the end."""
    assert come_of(behaviour, tmp_path) == {}


def test_there_are_enough_of_them():
    """At least sixty behaviours are scripted, and no two have one name."""
    assert len({one.id for one in BEHAVIOURS}) == len(BEHAVIOURS) >= 60
