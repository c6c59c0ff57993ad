"""GitHub Release: what users download from the release page is the release, complete, and it works."""

from functools import partial

import pytest

from delivery.channels.github import checksum_files, default_contents
from delivery.channels.github.release_attestation import of_other_bytes, of_release, untrue
from delivery.contract import ChannelContract
from delivery.invalid_archives import foreign
from delivery.package_checks import lacking
from facts.github.gh_release_attestation import ReleaseAttestation

pytestmark = [pytest.mark.stages("staging", "delivery"), pytest.mark.channel("github"), pytest.mark.needs("gh")]


class TestGitHub(ChannelContract):
    """The release page."""

    def test_checksum_file_matches(self, delivered, listed, control, examine):
        """The checksum file lists every other asset, and nothing else, with its checksum.

        Why: Users cannot verify their download, or `sha256sum -c` reports a failure for a sound file.

        Fix: create the checksums from the final files, all of them, and upload them last

        Findings: checksum-mismatch (the list has no checksum for the asset, a different one, or a file that does not exist)
        """
        judge = partial(checksum_files.unlisted, fetched=delivered.fetched, checksums=delivered.site.channel.checksums)
        control(judge, {}, "checksum-mismatch")
        examine(listed)
        assert judge(listed) == []

    def test_archives_contain_configured_files(self, delivered, wanted, even, control, examine):
        """Every archive contains the configured programs, headers and libraries.

        Why: Users unpack the archive and the program, header or library that they need is missing.

        Fix: include the file in the archive, or correct `contents` of the channel

        Findings: content-missing (a path in `contents` of the channel is not in the archive, or, where none are set, a
        program that the operations start is in the archives of one platform but not of another)
        """
        control(partial(lacking, wanted=examine(wanted)), foreign(delivered.site.room("control")), "content-missing")
        examine(delivered.packages)
        assert lacking(delivered.packages, delivered.site.channel.contents) == []
        assert default_contents.uneven(even, wanted) == []

    def test_immutable_release_is_attested(self, delivered, release_attestation, control, examine):
        """A release that is immutable has GitHub's own valid attestation of its tag and of every file.

        Why: `gh release verify` and `gh release verify-asset` are the commands with which users verify an immutable
        release, and they fail, or the release has a file that was not in it when it was published.

        Fix: publish a new version: neither the files nor the attestation of an immutable release can be changed

        Findings: attestation-signature (there is no valid attestation of the release); attestation-repository (it is of
        a different repository or tag); attestation-subject (it has a different checksum of the file, or none, or a file
        that is not there)
        """
        judge = partial(untrue, fetched=delivered.fetched, about=of_release(delivered.site))
        control(judge, of_other_bytes(delivered.site, delivered.fetched), "attestation-subject")
        examine(delivered.arrived.offered)
        assert judge(release_attestation) == []


@pytest.fixture
def listed(delivered):
    """The digests of the list of checksums, or of the files next to each asset, by name."""
    return checksum_files.listed(delivered.fetched, delivered.site.channel.checksums)


@pytest.fixture
def wanted(delivered):
    """The configured paths; without any, what the operations start."""
    return delivered.site.channel.contents or default_contents.programs(delivered.site)


@pytest.fixture
def even(delivered):
    """The archives of each platform, where no paths are configured."""
    return {} if delivered.site.channel.contents else default_contents.by_platform(delivered.packages, delivered.site)


@pytest.fixture
def release_attestation(delivered):
    """What gh verifies of the release as a whole, where the release is immutable."""
    return delivered.asked("release attestation", lambda transport: transport.attestation(), ReleaseAttestation)
