"""What every channel owes its users. Subclass it in `test_<word>.py`, name the transport, and the channel is held to it."""

from functools import partial

import pytest

from delivery import channel_checks, index_attestations, invalid_answers, invalid_archives, package_checks
from facts.packages import known_bad
from facts.packages.judging import judged


class ChannelContract:
    """The duties of a channel, one test each; every judgement refuses something known to be bad first."""

    def test_version_is_published_and_default(self, delivered, control, examine):
        """The version is on the channel and, unless a past release is being verified, is the default version."""
        judge = partial(channel_checks.absence, delivered.site)
        control(judge, invalid_answers.without_it(delivered), "version-missing")
        assert judge(delivered.looked) == []
        examine(delivered.listing.versions)

    def test_nothing_is_yanked(self, delivered, control, examine):
        """No file of the version is yanked, deprecated or otherwise withdrawn."""
        control(channel_checks.withdrawal, delivered.arrived.withdrawn, "withdrawn")
        examine(delivered.arrived.offered)
        assert channel_checks.withdrawal(delivered.arrived) == []

    def test_published_files_match_the_plan(self, delivered, control, examine):
        """The channel serves exactly the planned files of the version."""
        judge = partial(channel_checks.inventory, delivered.site)
        control(judge, ["control.txt"], "file-unplanned")
        examine(delivered.site.files)
        assert judge([file.name for file in delivered.arrived.offered]) == []

    def test_checksums_match(self, delivered, recorded, control, examine):
        """Every file's SHA-256 checksum and size match the index."""
        judge = partial(channel_checks.digests, delivered.arrived)
        control(judge, invalid_answers.swapped(delivered), "digest-mismatch")
        examine(recorded, minimum=len(delivered.arrived.offered))
        assert judge(delivered.fetched) == []

    @pytest.mark.build_run
    @pytest.mark.subject("built")
    def test_files_are_the_built_artifacts(self, delivered, built, owed, control, examine):
        """Every file is byte for byte the artifact of the build run."""
        as_served = partial(channel_checks.rebuilt, built={file.name: file.sha256 for file in delivered.fetched})
        control(as_served, invalid_answers.swapped(delivered), "not-the-built-bytes")
        examine(owed)
        assert channel_checks.rebuilt(owed, built) == []

    def test_contents_come_from_the_tag(self, delivered, origin, control, examine):
        """Every file consists of the tag's files and, if its format can, states the tag's commit."""
        judge = partial(package_checks.untraced, origin=origin, channel=delivered.site.channel, offered=delivered.arrived.offered)
        control(judge, invalid_archives.foreign(delivered.site.room("control")), "not-from-the-tag")
        examine(delivered.packages)
        assert judge(delivered.packages) == []

    def test_licenses_are_included(self, delivered, control, examine):
        """Every package includes its license and the required notices."""
        judge = partial(package_checks.unlicensed, wanted=delivered.site.channel.licenses)
        control(judge, invalid_archives.foreign(delivered.site.room("control")), "license-missing")
        examine(delivered.site.channel.licenses)
        examine(delivered.packages)
        assert judge(delivered.packages) == []

    def test_archives_are_safe_to_unpack(self, delivered, control, examine):
        """No archive contains an escaping path, a link, a device, a duplicate name or a decompression bomb."""
        control(package_checks.dangers, invalid_archives.escaping(delivered.site.room("control")), "unsafe-archive")
        examine(delivered.packages)
        assert package_checks.dangers(delivered.packages) == []

    def test_package_metadata_matches_contents(self, delivered, control, examine):
        """A package's name, metadata and tags match its contents."""
        control(package_checks.untruths, invalid_archives.misnamed(delivered), "metadata-mismatch")
        examine(delivered.packages)
        assert package_checks.untruths(delivered.packages) == []

    def test_packages_are_usable(self, delivered, subjects, control, examine):
        """Packages contain everything that users load, on every declared system, and no unwanted files."""
        control(judged, known_bad.with_credentials(delivered.site.room("control")), "unwanted-file")
        examine(subjects)
        assert judged(subjects) == []

    @pytest.mark.ahead("base")
    def test_sizes_are_within_limits(self, delivered, comparable, control, examine):
        """No file grew beyond the configured factor since the previous release."""
        judge = partial(channel_checks.growth, delivered.site, delivered.base)
        control(judge, invalid_answers.bloated(delivered), "size-growth")
        examine(comparable)
        assert judge(delivered.fetched) == []

    def test_attestations_exist(self, delivered, control, examine):
        """Every file has an attestation where the profile requires one."""
        control(partial(channel_checks.unattested, owed=True), delivered.arrived.without_attestations, "no-attestation")
        examine(delivered.arrived.offered)
        assert channel_checks.unattested(delivered.arrived, owed=delivered.owes_attestations) == []

    @pytest.mark.ahead("statements")
    def test_attestations_match_the_release(self, delivered, source, control, examine):
        """Every required attestation is valid and is for this file's checksum, this repository, its workflow and the tag's commit."""
        judge = partial(index_attestations.untrue, fetched=delivered.fetched, source=source)
        control(judge, index_attestations.of_other_bytes(delivered.fetched), "attestation-subject")
        examine(delivered.arrived.offered)
        assert judge(delivered.statements) == []

    @pytest.mark.ahead("seen")
    def test_client_resolves_the_published_version(self, delivered, control, examine):
        """The channel's standard client resolves the version that the index lists."""
        control(partial(channel_checks.disagreement, delivered.arrived.of_another_default), delivered.seen, "client-disagrees")
        examine([delivered.seen.client])
        assert channel_checks.disagreement(delivered.arrived, delivered.seen) == []

    @pytest.mark.ahead("installed")
    @pytest.mark.rows("machine", "channels.{channel}.machines", key="row")
    def test_clean_install_works(self, delivered_here, control, examine):
        """The channel's standard client installs the version in an empty environment, and fails for a version that does not exist."""
        control(channel_checks.uninstallable, delivered_here.installed.impossible, "install-fails")
        examine([delivered_here.installed.install.command])
        assert channel_checks.uninstallable(delivered_here.installed.install) == []
        assert channel_checks.unbuildable(delivered_here.installed) == []

    @pytest.mark.ahead("installed")
    @pytest.mark.rows("machine", "channels.{channel}.machines", key="row")
    def test_installed_package_works(self, delivered_here, control, examine):
        """The configured commands work with the installed package."""
        judge = partial(channel_checks.unusable, delivered_here.installed)
        control(judge, delivered_here.before_install, "operation-fails")
        examine(delivered_here.installed.after, minimum=max(1, len(delivered_here.site.operations)))
        assert judge(delivered_here.installed.after) == []
