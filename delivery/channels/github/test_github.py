"""GitHub Release: what users download from the release page is the release, complete, and it works."""

from functools import partial

import pytest

from delivery.channels.github.channel import unlisted
from delivery.channels.github.index import checksums
from delivery.contract import ChannelContract
from delivery.invalid_archives import foreign
from delivery.package_checks import lacking

pytestmark = [pytest.mark.stages("staging", "delivery"), pytest.mark.channel("github"), pytest.mark.needs("gh")]


class TestGitHub(ChannelContract):
    """The release page."""

    def test_the_list_of_checksums_is_true(self, delivered, listed, control, examine):
        """The list of checksums names every other asset, and no other, with its digest."""
        judge = partial(unlisted, fetched=delivered.fetched, checksums=delivered.site.channel.checksums)
        control(judge, {}, "checksum-mismatch")
        examine(listed)
        assert judge(listed) == []

    def test_archives_hold_what_is_promised(self, delivered, control, examine):
        """Every archive holds the programs, headers and libraries that the profile promises."""
        judge = partial(lacking, wanted=examine(delivered.site.channel.contents))
        control(judge, foreign(delivered.site.room("control")), "content-missing")
        examine(delivered.packages)
        assert judge(delivered.packages) == []


@pytest.fixture
def listed(delivered):
    """The digests of the list of checksums, by name."""
    return checksums(delivered.text(delivered.site.channel.checksums))
