"""GitHub Release: what users download from the release page is the release, complete, and it works."""

from functools import partial

import pytest

from delivery.channels.github import checksum_files
from delivery.contract import ChannelContract
from delivery.invalid_archives import foreign
from delivery.package_checks import lacking

pytestmark = [pytest.mark.stages("staging", "delivery"), pytest.mark.channel("github"), pytest.mark.needs("gh")]


class TestGitHub(ChannelContract):
    """The release page."""

    def test_checksum_file_matches(self, delivered, listed, control, examine):
        """The checksum file lists every other asset, and nothing else, with its checksum.

        Why: Users cannot verify their download, or `sha256sum -c` reports a failure for a sound file.

        Fix: create the checksums from the final files, all of them, and upload them last

        Findings: checksum-mismatch (the list has no checksum of the asset, another one, or a file that is not there)
        """
        judge = partial(checksum_files.unlisted, fetched=delivered.fetched, checksums=delivered.site.channel.checksums)
        control(judge, {}, "checksum-mismatch")
        examine(listed)
        assert judge(listed) == []

    def test_archives_contain_configured_files(self, delivered, control, examine):
        """Every archive contains the configured programs, headers and libraries.

        Why: Users unpack the archive and the program, header or library that they need is missing.

        Fix: include the file in the archive, or correct `contents` of the channel

        Findings: content-missing (a path in `contents` of the channel is not in the archive)
        """
        judge = partial(lacking, wanted=examine(delivered.site.channel.contents))
        control(judge, foreign(delivered.site.room("control")), "content-missing")
        examine(delivered.packages)
        assert judge(delivered.packages) == []


@pytest.fixture
def listed(delivered):
    """The digests of the list of checksums, or of the files next to each asset, by name."""
    return checksum_files.listed(delivered.fetched, delivered.site.channel.checksums)
