"""Identity: users of one platform get the same programs and libraries on every channel, from the commit of the tag."""

import pytest

from delivery.identity import disagreements, two_builds
from delivery.platform_matrix import astray, nobodys, whole

pytestmark = [pytest.mark.stages("staging", "delivery")]


def test_binaries_are_identical_across_channels(matrix, same_named, control, examine):
    """Programs and libraries for one platform are byte for byte the same on every official channel, or the profile explains why not.

    Why: Two builds of one version behave differently, and a bug report no longer tells which one the user has.

    Fix: build each program once and package that file for every channel, or explain it under `allowed_differences` of the
    channel

    Findings: channels-differ (two channels have different files for one platform)
    """
    control(disagreements, two_builds(), "channels-differ")
    examine(whole(matrix))
    assert disagreements(same_named) == []


@pytest.mark.build_run
def test_files_are_traced_to_the_tag(traceable, control, examine):
    """Every file that users get records the tag's commit, contains only files from the tag, or was produced by the build run.

    Why: Nobody can tell what such a file was built from, so a review of the tag does not cover it.

    Fix: publish what the build run of the tag produced

    Findings: not-traced (nothing connects the file to the tag's commit)
    """
    control(astray, nobodys(), "not-traced")
    examine(whole(traceable))
    assert astray(traceable) == []
