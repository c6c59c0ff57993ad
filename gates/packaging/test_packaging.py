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
from gates.packaging.built_packages import Built, Workshop

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
def test_every_manifest_promises_what_is_there(checkout, examine):
    """Every file, program and version that a manifest promises is in the tree and fits what else it says."""
    found = examine(manifest_promises.manifests(checkout))
    assert manifest_promises.broken(found) == []


@pytest.mark.static
def test_every_listed_file_is_there_and_may_run(checkout, examine):
    """Every file that MANIFEST.in includes is tracked, and every script that a recipe starts is executable."""
    found = listed_files.lists(checkout)
    examine(checkout.tracked)
    assert listed_files.broken(checkout, found) == []


@pytest.mark.rows("part", "packaging.parts", key="name")
@pytest.mark.subject("binding")
def test_the_suite_of_the_binding_ran_and_passed(builds, part, examine, control):
    """The tests of the binding that the profile names were executed and passed."""
    control(flaws, *builds.known_bad(part.suite))
    runs = builds.part(part)
    examine([case for run in runs for case in run.executed], minimum=len(runs))
    assert flaws(runs) == []


@pytest.mark.rows("smoke", "packaging.smokes", key="name")
@pytest.mark.subject("smoke")
def test_the_smoke_ran_and_passed(builds, table, smoke, examine, control):
    """The project's own smoke of its packages ran to its end, said so, and refuses what it must refuse."""
    done = package_smokes.pair(builds, table.smokes, smoke.name)
    control(package_smokes.complaints, done.twin, smoke.expected_error)
    examine([done.honest])
    assert package_smokes.complaints(done.honest, smoke.expect_output) == []


@pytest.mark.rows("runner", "packaging.runners", key="name")
@pytest.mark.subject("vectors")
def test_every_vector_gives_the_answer_that_it_expects(builds, table, runner, examine, control):
    """The binding gives every conformance vector's own answers, and refuses a vector that lies."""
    found = conformance_vectors.answers(builds, table, runner.name)
    control(conformance_vectors.refused, {"lie": found.lie}, "vector-answer")
    examine(found.honest)
    assert conformance_vectors.refused(found.honest) == []


@pytest.mark.rows("row", "packaging.packages", key="name")
@pytest.mark.subject("package")
def test_every_package_holds_what_it_owes(release, workshop, channel, row, examine, control):
    """The package opens without danger and holds its version, licenses, programs and native files, and nothing false."""
    built = workshop.build(row)
    assert package_contents.unreadable(built) == []
    judge = lambda built: package_contents.shortfalls(built, release.target.version, channel(row).licenses)  # noqa: E731
    control(judge, Built(msgspec.structs.replace(row, contents=("no-such-file",)), built.path), "content-missing")
    examine(built.names)
    examine.artifact(built.path.name, built.package.archive.sha256, built.size, "built here")
    assert judge(built) == []


@pytest.mark.rows("row", "packaging.packages", key="name")
@pytest.mark.subject("package")
def test_every_tag_is_true(workshop, workspace, row, examine, control):
    """Every architecture that a package claims by its tag or its folders is inside, and no other."""
    built = workshop.build(row)
    control(package_contents.untrue, repeated_statements.hollow_wheel(workspace, row), "no-native-code")
    examine(package_contents.claims(built))
    assert package_contents.untrue(built) == []


@pytest.mark.rows("row", "packaging.packages", key="name")
@pytest.mark.subject("package")
def test_every_package_serves_its_users(release, checkout, workshop, workspace, row, examine, control):
    """The package holds what its users load, for the systems that it names, and nothing that nobody meant to ship."""
    subject = workshop.build(row).subject(release.target.version, checkout.tracked)
    control(judged, known_bad.with_credentials(workspace), "unwanted-file")
    examine(subject.files)
    assert judged([subject]) == []


@pytest.mark.rows("row", "packaging.packages", key="name")
@pytest.mark.subject("package")
def test_every_package_keeps_its_size(workshop, channel, row, examine, control):
    """The package is no larger than the profile or the base's own package allows."""
    sizes = package_sizes.of(workshop, row, channel(row).growth)
    control(package_sizes.outgrown, sizes._replace(size=int(sizes.largest) + 1), "size-growth")
    examine([sizes])
    assert package_sizes.outgrown(sizes) == []


@pytest.mark.rows("linter", "packaging.linters", key="name")
@pytest.mark.subject("package-linter")
def test_the_linter_has_nothing_to_say(workshop, workspace, table, linter, examine, control):
    """The pinned linter of package files that the profile asks for has nothing to say of the package."""
    row = next(each for each in table.packages if each.name == linter.package)
    built = workshop.build(row)
    judge = lambda built: package_linters.findings(linter, built)  # noqa: E731
    control(judge, repeated_statements.hollow(workspace, row), linter.expected_error)
    examine([built])
    assert judge(built) == []


@pytest.mark.rows("row", "packaging.installed", key="name")
@pytest.mark.subject("package")
def test_every_package_works_when_installed(workshop, channel, table, row, neutral, examine, control):
    """The package installs into an empty environment and does there what its users do first."""
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
def test_every_declared_runtime_gets_a_file(workshop, channel, table, examine, control):
    """Every version of Python that the packages declare gets a file that installs and works."""
    built = [workshop.build(row) for row in table.packages if row.kind in ("wheel", "sdist")]
    versions = examine(runtimes.declared(built) or package_sets.runtimes(built, channel))
    installable = [each for each in built if each.row.kind == "wheel" or channel(each.row).source_builds]
    judge = lambda packages: runtimes.unserved(packages, versions)  # noqa: E731
    control(judge, [], "python-without-file")
    assert judge(installable) == []


@pytest.mark.subject("package", "configured:packaging.packages")
def test_every_channel_has_a_package_with_a_name_of_its_own(release, workshop, table, examine, control):
    """Every channel of the profile has a package that is built here, or a reason, and no two files share a name."""
    built = examine([workshop.build(row) for row in table.packages])
    channels = package_sets.channels(release.profile, table.built_elsewhere)
    control(package_sets.confused, ([*built, built[0]], channels), "name-shared")
    assert package_sets.confused((built, channels)) == []
