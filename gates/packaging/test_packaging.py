"""Binding parity and packaging: every binding gives the same answers, and every package is what it says."""

import msgspec
import pytest

from core.neutral_folder import outside
from facts.packages import known_bad
from facts.packages.judging import judged
from facts.test_runs.suite_run import flaws
from gates.packaging import (
    conformance_vectors,
    installed_packages,
    listed_files,
    manifest_promises,
    package_contents,
    package_linters,
    package_sets,
    package_sizes,
    package_smokes,
    repeated_statements,
    runtimes,
)
from gates.packaging.built_packages import BuiltFile, Workshop

pytestmark = [pytest.mark.pre_release, pytest.mark.gate(8)]


@pytest.fixture
def table(release):
    """Return what the profile says of packages."""
    return release.profile.packaging


@pytest.fixture
def workshop(builds, table):
    """Return where packages are built."""
    return Workshop(builds, table.smokes)


@pytest.fixture
def channel(release):
    """Return a function that returns the channel of a package."""
    return lambda row: release.profile.channels[row.channel]


@pytest.fixture
def neutral():
    """Return an empty folder outside of every checkout."""
    with outside() as folder:
        yield folder


@pytest.mark.static
@pytest.mark.subject("declaring-package")
def test_manifests_match_files(release, checkout, examine):
    """Every file, program and version that a manifest declares exists and is consistent.

    Why: Building or installing the package fails, or the package lacks a README, license, program or type definition
    that it declares.

    Fix: add the file, or correct the manifest

    Findings: named-file-missing (the manifest names a file that is not tracked); types-not-packed (`files` of
    package.json leaves out the type definitions); invalid-requires-python (it is not a valid version specifier);
    classifier-refused (a classifier names a Python that requires-python excludes)
    """
    found = examine(manifest_promises.manifests(checkout, "" if release.base.is_none else release.base_tag))
    assert manifest_promises.broken(found) == []


@pytest.mark.static
def test_listed_files_exist_and_are_executable(checkout, examine):
    """Every file that MANIFEST.in includes is tracked, and every script that a recipe starts is executable.

    Why: A source distribution silently lacks the file, and a recipe ends with `permission denied`.

    Fix: add the file or remove the line; run `git update-index --chmod=+x FILE` for a script

    Findings: listed-file-missing (MANIFEST.in includes a file that is not tracked); script-not-executable (a recipe starts a
    script without its execute bit)
    """
    found = listed_files.lists(checkout)
    examine(checkout.tracked)
    assert listed_files.broken(checkout, found) == []


@pytest.mark.rows("part", "packaging.parts", key="name")
@pytest.mark.subject("binding")
def test_binding_tests_pass(builds, part, examine, control):
    """The configured tests of the language binding ran and passed.

    Why: Users of that language get a binding that does not work, although the library itself does.

    Fix: run the failing test alone, and fix it or the binding
    """
    control(flaws, *builds.known_bad(part.suite))
    runs = builds.part(part)
    examine([case for run in runs for case in run.executed], minimum=len(runs))
    assert flaws(runs) == []


@pytest.mark.rows("smoke", "packaging.smokes", key="name")
@pytest.mark.subject("smoke")
def test_package_smoke_tests_pass(builds, table, smoke, examine, control):
    """The project's package smoke test accepts the package, and rejects a known-bad one.

    Why: The project's own test of the built package is the first to see a package that does not load or start.

    Fix: run the smoke test alone, and read its output

    Findings: smoke-fails (the smoke test ended with a status other than 0); smoke-silent (it succeeded without printing
    the expected output, so it may have skipped the test)
    """
    done = package_smokes.pair(builds, table.smokes, smoke.name)
    control(package_smokes.complaints, done.twin, smoke.expected_error)
    examine([done.honest])
    assert package_smokes.complaints(done.honest, smoke.expect_output) == []


@pytest.mark.rows("runner", "packaging.runners", key="name")
@pytest.mark.subject("vectors")
def test_conformance_vectors_pass(builds, table, runner, examine, control):
    """The binding passes every conformance vector and rejects an invalid one.

    Why: Two bindings that answer differently cannot read each other's data.

    Fix: run the binding on that vector alone, and fix the binding or the vector

    Findings: vector-answer (the binding rejects the vector or gives a different answer)
    """
    found = conformance_vectors.answers(builds, table, runner.name)
    control(conformance_vectors.refused, {"lie": found.lie}, "vector-answer")
    examine(found.honest)
    assert conformance_vectors.refused(found.honest) == []


@pytest.mark.rows("row", "packaging.packages", key="name")
@pytest.mark.subject("package")
def test_package_contents_are_complete(release, workshop, channel, row, examine, control):
    """The package is safe to unpack and contains its version, licenses, programs and native files.

    Why: Users install the package without an error, and its program, library or license is missing.

    Fix: include the file in the package, or correct the package's entry in the profile

    Findings: unsafe-archive (unpacking it is dangerous); package-unreadable (it lacks what every package of its kind
    has); other-version (its file name has a different version); metadata-mismatch (its name, version or tags differ
    between file name and metadata); record-mismatch (RECORD of the wheel does not match the files); license-missing (a
    license file is not inside); content-missing (a file in `contents` of the profile is not inside); not-executable (a
    program has no execute bit); no-commit (the crate does not state its commit); dirty-package (the crate was packaged
    with uncommitted changes); entry-not-packed (package.json refers to a file that is not inside); library-identity (a
    library has a different install name or soname); no-native-code (an SDK has neither program nor library)
    """
    built = workshop.build(row)
    assert package_contents.unreadable(built) == []
    judge = lambda built: package_contents.shortfalls(built, release.target.version, channel(row).licenses)  # noqa: E731
    control(judge, BuiltFile(msgspec.structs.replace(row, contents=("no-such-file",)), built.path), "content-missing")
    examine(built.names)
    examine.artifact(built.path.name, built.package.archive.sha256, built.size, "built here")
    assert judge(built) == []


@pytest.mark.rows("row", "packaging.packages", key="name")
@pytest.mark.subject("package")
def test_platform_tags_match_contents(workshop, workspace, row, examine, control):
    """The package contains exactly the architectures stated in its platform tags or directory names.

    Why: An installer chooses a package by its tags: with a wrong tag it installs a library that cannot be loaded.

    Fix: build for that platform, or correct the tag or directory name

    Findings: platform-tag-mismatch (an architecture in the tags is not inside, or one inside is not in the tags);
    no-native-code (a wheel for one platform without native files); native-code-in-source (a source distribution with
    native files); wrong-architecture (a native file is for a different architecture than its path states)
    """
    built = workshop.build(row)
    control(package_contents.untrue, repeated_statements.hollow_wheel(workspace, row), "no-native-code")
    examine(package_contents.claims(built))
    assert package_contents.untrue(built) == []


@pytest.mark.rows("row", "packaging.packages", key="name")
@pytest.mark.subject("package")
def test_packages_are_usable(release, checkout, workshop, workspace, row, examine, control):
    """The package contains everything that users load, on every declared system, and no unwanted files.

    Why: The package installs, and fails at the first import, call or start on a system that the project's own CI does not
    have.

    Fix: follow the fix of the rule that the finding names
    """
    subject = workshop.build(row).subject(release.target.version, checkout.tracked)
    control(judged, known_bad.with_credentials(workspace), "unwanted-file")
    examine(subject.files)
    assert judged([subject]) == []


@pytest.mark.rows("row", "packaging.packages", key="name")
@pytest.mark.subject("package")
def test_package_size_within_limit(workshop, channel, row, examine, control):
    """The package is within the size limit of the profile, or not much larger than in the previous release.

    Why: A package that suddenly grows usually contains debug symbols, test data or a second copy of something, and registries
    reject large files.

    Fix: remove what does not belong, or raise `largest` of the package or `growth` of its channel in the profile

    Findings: size-growth (the package is larger than allowed)
    """
    sizes = package_sizes.of(workshop, row, channel(row).growth)
    control(package_sizes.outgrown, sizes._replace(size=int(sizes.largest) + 1), "size-growth")
    examine([sizes])
    assert package_sizes.outgrown(sizes) == []


@pytest.mark.rows("linter", "packaging.linters", key="name")
@pytest.mark.subject("package-linter")
def test_package_linters(workshop, workspace, table, linter, examine, control):
    """The configured package linter, pinned to a version, reports nothing.

    Why: The registry rejects or mangles what its own linter reports, such as a description that it cannot render.

    Fix: correct what the linter reports, and build the package again

    Findings: linter-NAME (what the linter of that name in packaging.linters reports)
    """
    row = next(each for each in table.packages if each.name == linter.package)
    built = workshop.build(row)
    judge = lambda built: package_linters.findings(linter, built)  # noqa: E731
    control(judge, repeated_statements.hollow(workspace, row), linter.expected_error)
    examine([built])
    assert judge(built) == []


@pytest.mark.rows("row", "packaging.installed", key="name")
@pytest.mark.subject("package")
def test_package_works_when_installed(workshop, channel, table, row, neutral, examine, control):
    """The package installs into an empty environment and works there.

    Why: The tests run in the checkout, where a file that was not packed is present; users do not have it.

    Fix: include what is missing in the package, or correct the operation in the profile

    Findings: install-fails (the installation failed); installed-version-differs (a build from the source distribution makes
    another version); program-missing (the program of an operation is not installed);
    operation-fails (it ends with an error, or does not print the expected output)
    """
    package = next(each for each in table.packages if each.name == row.package)
    operations = row.operations or channel(package).operations
    built = workshop.build(package)
    judge = lambda environment: environment.complaints(operations, built.version)  # noqa: E731
    examine(installed_packages.configured(operations, package.channel))
    control(
        judge, installed_packages.Environment(neutral / "empty", package.kind).prepared(), installed_packages.idle(operations)
    )
    home = installed_packages.Environment(neutral / "installed", package.kind).prepared()
    assert home.install(built) == []
    assert judge(home) == []


@pytest.mark.subject("package", "configured:packaging.packages")
def test_every_declared_runtime_has_a_package(workshop, channel, table, examine, control):
    """Every declared Python version has a package that installs and works.

    Why: Users of that Python get `no matching distribution`, or an old release, or a source build that they cannot do.

    Fix: build a wheel for that version, or stop declaring it

    Findings: python-without-file (no package can be installed for this Python version)
    """
    built = [workshop.build(row) for row in table.packages if row.kind in ("wheel", "sdist")]
    versions = examine(runtimes.declared(built) or package_sets.runtimes(built, channel))
    installable = [each for each in built if each.row.kind == "wheel" or channel(each.row).source_builds]
    judge = lambda packages: runtimes.unserved(packages, versions)  # noqa: E731
    control(judge, [], "python-without-file")
    assert judge(installable) == []


@pytest.mark.subject("package", "configured:packaging.packages")
def test_every_channel_has_its_own_package_file(release, workshop, table, examine, control):
    """Every configured channel has a package that is built here, or a reason for having none, and no two files share a name.

    Why: A channel without a package gets no release, and of two files with one name the second replaces the first or is
    rejected.

    Fix: build the package, or list the channel under packaging.built_elsewhere with a reason; rename or tag files that share
    a name

    Findings: channel-without-package (no package is built for the channel); name-shared (several packages of one channel have
    the same file name)
    """
    built = examine([workshop.build(row) for row in table.packages])
    channels = package_sets.channels(release.profile, table.built_elsewhere)
    control(package_sets.confused, ([*built, built[0]], channels), "name-shared")
    assert package_sets.confused((built, channels)) == []
