"""Partial publish: a release is live on every channel or on none; anything between is one incident with one table."""

from functools import partial

import pytest

from delivery.incident import incident, with_one_missing

pytestmark = [pytest.mark.delivery]


def test_no_partial_publish(table, release, delivery, failed, control, examine):
    """Every official channel serves the version correctly, or none has it yet.

    Why: Users of one channel have the release and others do not, and documentation and versions no longer agree.

    Fix: take the next step that the table shows for each channel; never replace a file that is already published

    Findings: partial-publish (the summary of the incident); channel-STATE (one channel: live, missing, wrong or unknown, with
    its next step); publish-run (what failed in the publish run)
    """
    judge = partial(incident, version=str(release.target), failed=failed, repeat=delivery.repeat())
    control(judge, with_one_missing(table), "partial-publish")
    examine(table, minimum=len(release.profile.channels))
    assert judge(table) == []
