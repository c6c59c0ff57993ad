"""API and CLI stability: what users of the base rely on still works, or its loss is announced and versioned."""

import pytest

from facts.test_runs.suite_run import flaws
from facts.text.changelog import Changelog
from gates.compatibility import command_tree, crate_api
from gates.compatibility.breaks import Promises
from gates.compatibility.declared_surface import surface

pytestmark = [pytest.mark.pre_release, pytest.mark.gate(6)]


@pytest.fixture
def promises(release, checkout):
    """Return what the changelog says of breaks, and the two versions."""
    path = release.profile.compatibility.changelog
    changelog = Changelog.parse(path, checkout.text(path)) if path in checkout.tracked else None
    numbers = (release.base.numbers, release.target.numbers)
    year = checkout.year_of(release.base_tag)
    anywhere = not release.is_written("compatibility")
    return Promises.of(changelog, *numbers, release.target.version, anywhere, year)


@pytest.mark.early(2)
@pytest.mark.rows("suite", "builds.suites", key="name")
@pytest.mark.subject("suite")
def test_full_test_suite_passes(builds, suite, examine, control):
    """Every test of the suite ran to completion and passed.

    Why: A failing test is a known defect, and a suite that stops early leaves the rest unknown.

    Fix: run the failing test alone, and fix it or the code
    """
    control(flaws, *builds.known_bad(suite.name))
    run = builds.tested(suite.name)
    examine(run.executed, minimum=suite.minimum)
    assert flaws([run]) == []


@pytest.mark.rows("part", "compatibility.parts", key="name")
@pytest.mark.subject("suite")
def test_compatibility_tests_pass(builds, part, examine, control):
    """The tests listed under `compatibility.parts` ran and passed.

    Why: The profile lists these tests because users rely on the behavior that they cover.

    Fix: run the failing test alone, and fix it or the code
    """
    control(flaws, *builds.known_bad(part.suite))
    runs = builds.part(part)
    examine([case for run in runs for case in run.executed], minimum=len(runs))
    assert flaws(runs) == []


@pytest.mark.early(1)
@pytest.mark.rows("program", "compatibility.programs", key="name")
@pytest.mark.subject("program", "base")
def test_cli_is_backward_compatible(builds, program, promises, examine, control):
    """Every command, flag and exit status of the base release still exists, or its removal is announced as a breaking change.

    Why: Scripts that call a removed command or flag, or test an exit status, break when their users upgrade.

    Fix: restore it, or announce it under a Breaking heading of the changelog and raise the version accordingly
    """
    old, new = (command_tree.tree(builds, side, program) for side in ("base", "candidate"))
    compare = promises.judging(command_tree.breaks)
    twin, said = command_tree.with_a_loss(new)
    control(promises.silent.judging(command_tree.breaks), (new, twin), said)
    examine(new.pages, minimum=program.minimum)
    assert compare((old, new)) == []


@pytest.mark.static
@pytest.mark.rows("row", "compatibility.surfaces", key="name")
@pytest.mark.subject("surface", "base")
def test_public_api_is_backward_compatible(release, checkout, row, promises, examine, control):
    """Every public name of the base release is still declared as it was, or its change is announced as a breaking change.

    Why: Code that uses a removed or changed name fails to compile, or fails when it runs, after an ordinary upgrade.

    Fix: restore it, or announce it under a Breaking heading of the changelog and raise the version accordingly
    """
    found = surface(checkout, release.base_tag, row)
    control(promises.silent.broken, found.breaks_of_an_empty_twin(), "Breaking heading")
    examine(found.names, minimum=row.minimum)
    assert promises.broken(found.breaks()) == []


@pytest.mark.early(2)
@pytest.mark.rows("crate", "compatibility.libraries", key="name")
@pytest.mark.needs("cargo", "cargo-semver-checks")
@pytest.mark.subject("library", "base")
def test_cargo_semver_checks(builds, crate, promises, examine, control):
    """cargo-semver-checks finds no unannounced breaking change in the crate's public API since the base release.

    Why: cargo upgrades to every compatible version automatically, so a breaking change without a new major version breaks users'
    builds.

    Fix: restore the API, or announce the change under a Breaking heading of the changelog and raise the version accordingly
    """
    control(promises.silent.broken, crate_api.breaks(crate_api.checked_twin(builds)), "gone")
    done = crate_api.checked(builds, crate)
    examine(crate_api.lints(done), minimum=50)
    assert promises.broken(crate_api.breaks(done)) == []
