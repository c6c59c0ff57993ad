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
def test_new_unsafe_code_is_reviewed(release, checkout, terms, signoffs, examine):
    """Every line of unsafe Rust, FFI, ctypes, N-API, cgo or C that is new or changed since the base release was reviewed.

    Why: The compiler does not check these lines: a mistake is a crash, corrupted data or a vulnerability on users' machines.

    Fix: review each line, and add the sign-off that the finding prints to `release-signoffs.toml`
    """
    found = examine(unsafe_sites.inventory(checkout, terms.places), minimum=terms.minimum)
    new = unsafe_sites.added(checkout, release.base_tag, terms.places, found)
    assert (
        signoffs.missing(
            "memory_safety sites",
            [site.finding for site in new],
            [site.identity for site in new],
            ("line of unsafe code or FFI", "lines of unsafe code or FFI"),
        )
        == []
    )


@pytest.mark.rows("part", "memory_safety.parts", key="name")
@pytest.mark.subject("unsafe")
def test_ffi_boundary_tests_pass(builds, part, examine, control):
    """The configured tests of the FFI boundary ran and passed.

    Why: A wrong pointer, length or owner at the boundary crashes the program that loads the library.

    Fix: run the failing test alone, and fix it or the code
    """
    control(flaws, *builds.known_bad(part.suite))
    runs = builds.part(part)
    examine([case for run in runs for case in run.executed], minimum=len(runs))
    assert flaws(runs) == []


@pytest.mark.rows("smoke", "memory_safety.smokes", key="name")
@pytest.mark.subject("unsafe")
def test_ffi_boundary_withstands_misuse(builds, smoke, examine, control):
    """The project's ABI smoke test, with null pointers and wrong lengths, passes.

    Why: Callers in other languages do pass null pointers and wrong lengths; the library then has to return an error, not
    crash their process.

    Fix: run the smoke test alone, read its output, and fix the library
    """
    control(abi_smokes.complaints, abi_smokes.run_twin(builds, smoke), smoke.expected_error)
    done = abi_smokes.run_smoke(builds, smoke)
    examine([done])
    assert abi_smokes.complaints(done) == []
