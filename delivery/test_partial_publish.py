"""Partial publish: a release is live on every channel or on none; anything between is one incident with one table."""

from functools import partial

import pytest

from delivery.incident import incident, with_one_missing

pytestmark = [pytest.mark.delivery]


def test_no_channel_is_left_behind(table, release, delivery, failed, control, examine):
    """Every official channel of the profile has the version and serves it right, or none has it yet."""
    judge = partial(incident, version=str(release.target), failed=failed, repeat=delivery.repeat())
    control(judge, with_one_missing(table), "partial-publish")
    examine(table, minimum=len(release.profile.channels))
    assert judge(table) == []
