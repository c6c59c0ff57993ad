"""Before a release: what the channels had of the base release is planned for the target, or left out with a reason."""

from functools import partial

import pytest

from delivery.base_coverage import dropped, had

pytestmark = [pytest.mark.pre_release, pytest.mark.gate("preflight")]


@pytest.mark.subject("planned-channel", "base")
def test_profile_covers_channels(release, delivery, control, examine):
    """Every file, license file, checksum list and attestation that the base release has on a channel is planned for the target or explicitly excluded.

    Why: If the profile no longer lists a platform, the delivery stage cannot notice that it is missing, and its users
    find nothing to install.

    Fix: plan it under the channel, or list it under preflight.excluded with a reason

    Findings: file-dropped (no planned file matches a file in the base release); license-dropped (a license file that
    every package of the base has); checksums-dropped (the list of checksums); attestations-dropped (attestations of all
    files)
    """
    excluded = {*release.profile.preflight.excluded, *release.profile.does_not_apply}
    channels = [had(site, published) for site, published in delivery.planned_channels if site.word not in excluded]
    judge = partial(dropped, excluded=excluded)
    for one in channels:
        control(judge, [one.with_another_file], "nobody-has-this")
    examine(channels)
    assert judge(channels) == []
