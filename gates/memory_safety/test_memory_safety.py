"""Memory safety: every unsafe site is known, what is new was reviewed, and the boundaries hold when misused."""

import pytest

from facts.test_runs.suite_run import flaws
from facts.vcs.signoffs import Signoffs
from gates.memory_safety import abi_smokes, unsafe_sites

pytestmark = [pytest.mark.pre_release, pytest.mark.gate(2)]


@pytest.fixture
def terms(release):
    """Return the profile's table."""
    return release.profile.memory_safety


@pytest.fixture
def signoffs(release):
    """Return the reviews on file."""
    return Signoffs.read(release.project, release.profile.project.signoffs)


@pytest.mark.static
@pytest.mark.subject("unsafe", "base", "reviews")
def test_every_new_unsafe_site_is_signed_off(release, checkout, terms, signoffs, examine):
    """Every unsafe, foreign, ctypes, N-API, cgo or C site that is new or changed since the base was reviewed."""
    found = examine(unsafe_sites.inventory(checkout, terms.places), minimum=terms.minimum)
    new = unsafe_sites.added(checkout, release.base_tag, terms.places, found)
    assert signoffs.missing("memory_safety sites", map(str, new), [site.identity for site in new]) == []


@pytest.mark.rows("part", "memory_safety.parts", key="name")
@pytest.mark.subject("unsafe")
def test_the_boundary_tests_ran_and_passed(builds, part, examine, control):
    """The tests of the unsafe boundaries that the profile names were executed and passed."""
    control(flaws, *builds.known_bad(part.suite))
    runs = builds.part(part)
    examine([case for run in runs for case in run.executed], minimum=len(runs))
    assert flaws(runs) == []


@pytest.mark.rows("smoke", "memory_safety.smokes", key="name")
@pytest.mark.subject("unsafe")
def test_the_boundary_withstands_misuse(builds, smoke, examine, control):
    """The project's own smoke of its ABI, with null pointers and wrong lengths, runs and ends well."""
    control(abi_smokes.complaints, abi_smokes.run_twin(builds, smoke), smoke.expected_error)
    done = abi_smokes.run_smoke(builds, smoke)
    examine([done])
    assert abi_smokes.complaints(done) == []
