"""What every channel owes its users. Subclass it in `test_<word>.py`, name the transport, and the channel is held to it."""

from functools import partial

import pytest

from delivery import channel_checks, index_attestations, invalid_answers, invalid_archives, package_checks
from facts.packages import known_bad
from facts.packages.judging import judged


class ChannelContract:
    """The duties of a channel, one test each; every judgement refuses something known to be bad first."""

    def test_the_version_is_there_and_is_the_default(self, delivered, control, examine):
        """The version is on the channel, and, unless a past release is looked at, is what a user gets who names none."""
        judge = partial(channel_checks.absence, delivered.site)
        control(judge, invalid_answers.without_it(delivered), "version-missing")
        assert judge(delivered.looked) == []
        examine(delivered.listing.versions)

    def test_nothing_is_withdrawn(self, delivered, control, examine):
        """No file of the version is yanked, deprecated or otherwise withdrawn."""
        control(channel_checks.withdrawal, delivered.arrived.withdrawn, "withdrawn")
        examine(delivered.arrived.offered)
        assert channel_checks.withdrawal(delivered.arrived) == []

    def test_exactly_the_planned_files_are_there(self, delivered, control, examine):
        """The channel serves every planned file of the version, each once, and no other."""
        judge = partial(channel_checks.inventory, delivered.site)
        control(judge, ["control.txt"], "file-unplanned")
        examine(delivered.site.files)
        assert judge([file.name for file in delivered.arrived.offered]) == []

    def test_every_digest_is_true(self, delivered, recorded, control, examine):
        """Every file has a sha256 digest and a size on the index, and its bytes have them too."""
        judge = partial(channel_checks.digests, delivered.arrived)
        control(judge, invalid_answers.swapped(delivered), "digest-mismatch")
        examine(recorded, minimum=len(delivered.arrived.offered))
        assert judge(delivered.fetched) == []

    @pytest.mark.subject("built")
    def test_the_bytes_are_those_that_were_built(self, delivered, built, owed, control, examine):
        """Every file is byte for byte the artifact that the build run made."""
        as_served = partial(channel_checks.rebuilt, built={file.name: file.sha256 for file in delivered.fetched})
        control(as_served, invalid_answers.swapped(delivered), "not-the-built-bytes")
        examine(owed)
        assert channel_checks.rebuilt(owed, built) == []

    def test_the_content_comes_from_the_tag(self, delivered, origin, control, examine):
        """Every file that users get names the tag's commit where its kind can, and is made of the tag's own files."""
        judge = partial(package_checks.untraced, origin=origin, channel=delivered.site.channel, offered=delivered.arrived.offered)
        control(judge, invalid_archives.foreign(delivered.site.room("control")), "not-from-the-tag")
        examine(delivered.packages)
        assert judge(delivered.packages) == []

    def test_licenses_are_inside(self, delivered, control, examine):
        """Every package holds its license and the notices that it owes."""
        judge = partial(package_checks.unlicensed, wanted=delivered.site.channel.licenses)
        control(judge, invalid_archives.foreign(delivered.site.room("control")), "license-missing")
        examine(delivered.site.channel.licenses)
        examine(delivered.packages)
        assert judge(delivered.packages) == []

    def test_archives_are_safe_to_unpack(self, delivered, control, examine):
        """No archive holds a path that escapes, a link, a device, a name twice, or a bomb."""
        control(package_checks.dangers, invalid_archives.escaping(delivered.site.room("control")), "unsafe-archive")
        examine(delivered.packages)
        assert package_checks.dangers(delivered.packages) == []

    def test_packages_tell_the_truth(self, delivered, control, examine):
        """What a package says of itself in its name, its metadata and its tags is true of what lies in it."""
        control(package_checks.untruths, invalid_archives.misnamed(delivered), "metadata-mismatch")
        examine(delivered.packages)
        assert package_checks.untruths(delivered.packages) == []

    def test_packages_serve_their_users(self, delivered, subjects, control, examine):
        """Packages hold what their users load, for the systems that they name, and nothing that nobody meant to ship."""
        control(judged, known_bad.with_credentials(delivered.site.room("control")), "unwanted-file")
        examine(subjects)
        assert judged(subjects) == []

    @pytest.mark.ahead("base")
    def test_sizes_stay_within_bounds(self, delivered, comparable, control, examine):
        """No file grew beyond the profile's bound since the base release."""
        judge = partial(channel_checks.growth, delivered.site, delivered.base)
        control(judge, invalid_answers.bloated(delivered), "size-growth")
        examine(comparable)
        assert judge(delivered.fetched) == []

    def test_attestations_are_there(self, delivered, control, examine):
        """Every file offers an attestation where the profile says that it owes one."""
        control(partial(channel_checks.unattested, owed=True), delivered.arrived.without_attestations, "no-attestation")
        examine(delivered.arrived.offered)
        assert channel_checks.unattested(delivered.arrived, owed=delivered.owes_attestations) == []

    @pytest.mark.ahead("statements")
    def test_attestations_name_the_release(self, delivered, source, control, examine):
        """Every attestation that is owed is about its file's bytes, this repository and the tag's commit, signatures unverified."""
        judge = partial(index_attestations.untrue, fetched=delivered.fetched, source=source)
        control(judge, index_attestations.of_other_bytes(delivered.fetched), "attestation-subject")
        examine(delivered.arrived.offered)
        assert judge(delivered.statements) == []

    @pytest.mark.ahead("seen")
    def test_the_client_takes_what_the_index_offers(self, delivered, control, examine):
        """A user's own client sees the same version as the index states."""
        control(partial(channel_checks.disagreement, delivered.arrived.of_another_default), delivered.seen, "client-disagrees")
        examine([delivered.seen.client])
        assert channel_checks.disagreement(delivered.arrived, delivered.seen) == []

    @pytest.mark.ahead("installed")
    @pytest.mark.rows("machine", "channels.{channel}.machines", key="row")
    def test_a_clean_install_works(self, delivered_here, control, examine):
        """A user's own client installs the version where nothing is, and refuses one that does not exist."""
        control(channel_checks.uninstallable, delivered_here.installed.impossible, "install-fails")
        examine([delivered_here.installed.install.command])
        assert channel_checks.uninstallable(delivered_here.installed.install) == []
        assert channel_checks.unbuildable(delivered_here.installed) == []

    @pytest.mark.ahead("installed")
    @pytest.mark.rows("machine", "channels.{channel}.machines", key="row")
    def test_what_is_installed_does_its_work(self, delivered_here, control, examine):
        """What was installed performs the minimal operations of the profile."""
        judge = partial(channel_checks.unusable, delivered_here.installed)
        control(judge, delivered_here.before_install, "operation-fails")
        examine(delivered_here.installed.after, minimum=max(1, len(delivered_here.site.operations)))
        assert judge(delivered_here.installed.after) == []
