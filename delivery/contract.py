"""What every channel owes its users. Subclass it in `test_<word>.py`, name the transport, and the channel is held to it."""

from functools import partial

import pytest

from delivery import channel_checks, index_attestations, invalid_answers, invalid_archives, package_checks
from facts.packages import known_bad
from facts.packages.judging import judged


class ChannelContract:
    """The duties of a channel, one test each; every judgement refuses something known to be bad first."""

    def test_version_is_published_and_default(self, delivered, control, examine):
        """The version is on the channel and, unless a past release is being verified, is the default version.

        Why: Users who install without naming a version still get the previous release, or nothing.

        Fix: publish or promote the version; if it was published just now, wait and check again

        Findings: version-missing (the channel does not have the version); not-the-default (it has it, but a different
        version is the default); index-unreachable (the index did not answer in time); awaiting-approval (it was
        uploaded to a staging area and is not approved yet); staged-bytes-differ (what was uploaded there is not an
        artifact of the build)
        """
        judge = partial(channel_checks.absence, delivered.site)
        control(judge, invalid_answers.without_it(delivered), "version-missing")
        assert judge(delivered.looked) == []
        examine(delivered.listing.versions)

    def test_nothing_is_yanked(self, delivered, control, examine):
        """No file of the version is yanked, deprecated or otherwise withdrawn.

        Why: Clients skip or warn about a withdrawn file, so users get the previous version or no file for their platform.

        Fix: release a corrected version; undo the withdrawal only if it was a mistake

        Findings: withdrawn (the file is yanked, deprecated or otherwise withdrawn)
        """
        control(channel_checks.withdrawal, delivered.arrived.withdrawn, "withdrawn")
        examine(delivered.arrived.offered)
        assert channel_checks.withdrawal(delivered.arrived) == []

    def test_published_files_match_the_plan(self, delivered, control, examine):
        """The channel serves exactly the planned files of the version.

        Why: Users of one platform find no file, and nobody verified a file that was not planned.

        Fix: publish the missing file, or correct `files` of the channel; find out who published an unplanned file

        Findings: file-missing (a planned file is not on the channel); file-unplanned (a file on the channel is not in the
        plan); file-ambiguous (several files match one planned file); file-twice (the index lists one name twice)
        """
        judge = partial(channel_checks.inventory, delivered.site)
        control(judge, ["control.txt"], "file-unplanned")
        examine(delivered.site.files)
        assert judge([file.name for file in delivered.arrived.offered]) == []

    def test_checksums_match(self, delivered, recorded, control, examine):
        """Every file's SHA-256 checksum and size match the index.

        Why: A file that is not what the index states was damaged or replaced: clients refuse it, or install something
        else.

        Fix: find out who changed the file; release a new version rather than replacing it

        Findings: digest-mismatch (the file has a checksum that differs from the index's); size-mismatch (it has a
        different size); no-digest (the index states no strong checksum); file-unreadable (it could not be downloaded,
        or is damaged); registry-signature (the registry's signature of the checksum is missing or invalid)
        """
        judge = partial(channel_checks.digests, delivered.arrived)
        control(judge, invalid_answers.swapped(delivered), "digest-mismatch")
        examine(recorded, minimum=len(delivered.arrived.offered))
        assert judge(delivered.fetched) == []

    @pytest.mark.build_run
    @pytest.mark.subject("built")
    def test_files_are_the_built_artifacts(self, delivered, built, owed, control, examine):
        """Every file is byte for byte the artifact of the build run.

        Why: A file that was not made by the build run was never tested, and its attestation does not cover it.

        Fix: publish the artifacts of the build run, without building or compressing them again

        Findings: not-the-built-bytes (the file differs from the build run's artifact, or the run has none of that name)
        """
        as_served = partial(channel_checks.rebuilt, built={file.name: file.sha256 for file in delivered.fetched})
        control(as_served, invalid_answers.swapped(delivered), "not-the-built-bytes")
        examine(owed)
        assert channel_checks.rebuilt(owed, built) == []

    def test_contents_come_from_the_tag(self, delivered, origin, control, examine):
        """Every package contains only files from the tag and, where the format allows, records the tag's commit.

        Why: A file that is not in the tag cannot be reviewed: malicious releases hide their code exactly there.

        Fix: package from a clean checkout of the tag, and list generated files under `generated` of the channel

        Findings: not-from-the-tag (a file in the package is not in the tag, or differs from it); other-commit (the
        package or the index states a different commit)
        """
        judge = partial(package_checks.untraced, origin=origin, channel=delivered.site.channel, offered=delivered.arrived.offered)
        control(judge, invalid_archives.foreign(delivered.site.room("control")), "not-from-the-tag")
        examine(delivered.packages)
        assert judge(delivered.packages) == []

    def test_licenses_are_included(self, delivered, control, examine):
        """Every package includes its license and the required notices.

        Why: Most licenses require their text in every copy, and distributions reject packages without it.

        Fix: include the file in the package, and correct `licenses` of the channel if it has a different name

        Findings: license-missing (a file in `licenses` of the channel is not in the package)
        """
        judge = partial(package_checks.unlicensed, wanted=delivered.site.channel.licenses)
        control(judge, invalid_archives.foreign(delivered.site.room("control")), "license-missing")
        examine(delivered.site.channel.licenses)
        examine(delivered.packages)
        assert judge(delivered.packages) == []

    def test_archives_are_safe_to_unpack(self, delivered, control, examine):
        """No archive contains an escaping path, a link out of it, a device, a duplicate name or a decompression bomb.

        Why: Unpacking such an archive writes outside its directory or fills the disk.

        Fix: find out what created the archive, and build it again with regular files and relative names

        Findings: unsafe-archive (unpacking it is dangerous)
        """
        control(package_checks.dangers, invalid_archives.escaping(delivered.site.room("control")), "unsafe-archive")
        examine(delivered.packages)
        assert package_checks.dangers(delivered.packages) == []

    def test_package_metadata_matches_contents(self, delivered, control, examine):
        """A package's name, metadata and tags match its contents.

        Why: Installers choose and verify a package by its metadata: a wrong tag, version or file list makes it fail on
        users' machines.

        Fix: build the package from the tag with its standard tool, and do not edit or rename it afterwards

        Findings: metadata-mismatch (name, version or tags differ between file name, metadata and contents);
        platform-tag-mismatch (an architecture in the tags is not inside, or one inside is not in the tags);
        record-mismatch (RECORD of the wheel does not match the files); entry-not-packed (package.json refers to a file
        that is not inside); no-commit (the crate does not state its commit); dirty-package (the crate was packaged with
        uncommitted changes); no-native-code (a wheel for one platform, or an SDK, has no native files);
        wrong-architecture (a native file is for a different architecture than planned); library-identity (a library has
        a different install name or soname); not-executable (a program has no execute bit)
        """
        control(package_checks.untruths, invalid_archives.misnamed(delivered), "metadata-mismatch")
        examine(delivered.packages)
        assert package_checks.untruths(delivered.packages) == []

    def test_packages_are_usable(self, delivered, subjects, control, examine):
        """Packages contain everything that users load, on every declared system, and no unwanted files.

        Why: The package installs, and fails at the first import, call or start on a system that the project's own CI does not
        have.

        Fix: follow the fix of the rule that the finding names
        """
        control(judged, known_bad.with_credentials(delivered.site.room("control")), "unwanted-file")
        examine(subjects)
        assert judged(subjects) == []

    @pytest.mark.ahead("base")
    def test_sizes_are_within_limits(self, delivered, comparable, control, examine):
        """No file grew beyond the configured factor since the previous release.

        Why: A file that suddenly grows usually contains debug symbols, test data or a second copy of something.

        Fix: find out what was added, or raise `growth` of the channel in the profile

        Findings: size-growth (the file is larger than allowed)
        """
        judge = partial(channel_checks.growth, delivered.site, delivered.base)
        control(judge, invalid_answers.bloated(delivered), "size-growth")
        examine(comparable)
        assert judge(delivered.fetched) == []

    def test_attestations_exist(self, delivered, control, examine):
        """Every file has an attestation where the profile requires one.

        Why: Users who verify the origin of what they install cannot verify this file.

        Fix: publish from the workflow that attests; not every channel accepts an attestation for a published file,
        so a new version may be needed

        Findings: no-attestation (the channel offers none for the file)
        """
        control(partial(channel_checks.unattested, owed=True), delivered.arrived.without_attestations, "no-attestation")
        examine(delivered.arrived.offered)
        assert channel_checks.unattested(delivered.arrived, owed=delivered.owes_attestations) == []

    @pytest.mark.ahead("statements")
    def test_attestations_match_the_release(self, delivered, source, control, examine):
        """Every required attestation is valid and is for this file's checksum, this repository, its workflow and the tag's commit.

        Why: An attestation for a different file, repository, workflow or commit proves nothing about this file, and it
        may have been built by somebody else.

        Fix: build and publish from the tag with the release workflow, or correct [provenance] if it describes a
        different workflow

        Findings: attestation-signature (its signature is not valid or not trusted); attestation-subject (it is for a
        different file); attestation-repository (it names a different repository, or none); attestation-commit (it names
        a different commit, or none); attestation-workflow (it names a different workflow, or none); attestation-ref
        (the workflow ran at a different ref); attestation-empty (it contains no statement)
        """
        judge = partial(index_attestations.untrue, fetched=delivered.fetched, source=source)
        control(judge, index_attestations.of_other_bytes(delivered.fetched), "attestation-subject")
        examine(delivered.arrived.offered)
        assert judge(delivered.statements) == []

    @pytest.mark.ahead("seen")
    def test_client_resolves_the_published_version(self, delivered, control, examine):
        """The channel's standard client resolves the version that the index lists.

        Why: The index has the release, but users' clients choose a different one, for example because of a cache, a
        constraint or a pre-release version.

        Fix: compare what the client and the index are configured to use; wait if a cache has to expire

        Findings: client-disagrees (client and index choose different versions)
        """
        control(partial(channel_checks.disagreement, delivered.arrived.of_another_default), delivered.seen, "client-disagrees")
        examine([delivered.seen.client])
        assert channel_checks.disagreement(delivered.arrived, delivered.seen) == []

    @pytest.mark.ahead("installed")
    @pytest.mark.rows("machine", "channels.{channel}.machines", key="row")
    def test_clean_install_works(self, delivered_here, control, examine):
        """The channel's standard client installs the version in an empty environment, and fails for a version that does not exist.

        Why: A dependency, program or setting that only the developer's machine has is missing on every other one.

        Fix: run the printed command in an empty environment, and fix what it reports

        Findings: install-fails (the client's install command failed); source-build-fails (the source distribution cannot be
        built, installed and used)
        """
        control(channel_checks.uninstallable, delivered_here.installed.impossible, "install-fails")
        examine([delivered_here.installed.install.command])
        assert channel_checks.uninstallable(delivered_here.installed.install) == []
        assert channel_checks.unbuildable(delivered_here.installed) == []

    @pytest.mark.ahead("installed")
    @pytest.mark.rows("machine", "channels.{channel}.machines", key="row")
    def test_installed_package_works(self, delivered_here, control, examine):
        """The configured commands work with the installed package.

        Why: Installing succeeds even if the program then cannot start or lacks a file.

        Fix: run the printed command after a clean installation, and correct what is packaged

        Findings: operation-fails (a configured command ends with an error, or does not print the expected output)
        """
        judge = partial(channel_checks.unusable, delivered_here.installed)
        control(judge, delivered_here.before_install, "operation-fails")
        examine(delivered_here.installed.after, minimum=max(1, len(delivered_here.site.operations)))
        assert judge(delivered_here.installed.after) == []
