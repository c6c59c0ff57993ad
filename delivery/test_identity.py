"""Identity: users of one platform get the same programs and libraries on every channel, from the commit of the tag."""

import pytest

from delivery.identity import disagreements, two_builds
from delivery.platform_matrix import astray, nobodys, whole

pytestmark = [pytest.mark.stages("staging", "delivery")]


def test_binaries_are_identical_across_channels(matrix, same_named, control, examine):
    """Programs and libraries of one platform are byte for byte the same on every official channel, or the profile says why not."""
    control(disagreements, two_builds(), "channels-differ")
    examine(whole(matrix))
    assert disagreements(same_named) == []


def test_files_are_traced_to_the_tag(traceable, control, examine):
    """Every file that users get names the tag's commit, is made of its files, or is what the build run made of it."""
    control(astray, nobodys(), "not-traced")
    examine(whole(traceable))
    assert astray(traceable) == []
