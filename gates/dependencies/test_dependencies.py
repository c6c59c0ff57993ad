"""Dependencies and vulnerabilities: all that ships is known, pinned, and free of critical and high vulnerabilities."""

import pytest

from facts.vcs.signoffs import Signoffs
from gates.dependencies import audits, lock_contents, sbom, unlocked_manifests
from gates.dependencies.audit_report import blocking

pytestmark = [pytest.mark.pre_release, pytest.mark.gate(1)]


@pytest.fixture
def terms(release):
    """Return the profile's table."""
    return release.profile.dependencies


@pytest.mark.static
@pytest.mark.rows("lock", "dependencies.locks", key="name")
@pytest.mark.subject("lock")
def test_lock_file_is_committed(checkout, terms, lock, examine):
    """Dependencies are pinned by a committed lock file, so that the audit and the build read the same versions.

    Why: Without it, each build resolves its own versions: what was audited and tested is not what users get.

    Fix: commit the lock file, and pin every line of a requirements file as name==version

    Findings: lock-not-committed (the lock file is not in the commit); not-pinned (a line of a requirements file does not pin
    a version)
    """
    examine([lock.path])
    assert lock_contents.uncommitted(checkout, lock) + lock_contents.loose(checkout, lock, terms.locks) == []


@pytest.mark.rows("lock", "dependencies.locks", key="name")
@pytest.mark.subject("lock")
@pytest.mark.audit
def test_no_critical_or_high_vulnerabilities(builds, checkout, lock, examine, control):
    """No dependency has a high or critical vulnerability, or is yanked, unmaintained or unsound (cargo audit, npm audit, pip-audit, govulncheck, or OSV files in the repository).

    Why: The vulnerability ships to every user, and a yanked package can stop installing at any time.

    Fix: upgrade the dependency, or waive the finding after a review

    Findings: vulnerability (an advisory applies to the locked version); yanked (its authors withdrew that version);
    unmaintained (nobody maintains the package); unsound (safe code can cause undefined behavior with it)
    """
    control(blocking, *audits.known_bad(builds, checkout, lock))
    report = audits.audit(builds, checkout, lock)
    examine(range(report.advisories), minimum=lock.advisories)
    examine(range(report.packages), minimum=lock.packages)
    examine.artifact(*report.known)
    assert blocking(report) == []
    report.demand_fresh(lock.max_age_days)


@pytest.mark.static
@pytest.mark.subject("lock", "base", "reviews")
def test_new_dependencies_are_reviewed(release, checkout, terms, examine):
    """Every new dependency since the previous release was reviewed.

    Why: A new dependency runs with the permissions of the program that includes it, on every user's machine; a misspelled or abandoned package is noticed only by a
    person who looks.

    Fix: review each one, and add the sign-off that the finding prints to `release-signoffs.toml`
    """
    examine([entry for lock in terms.locks for entry in lock_contents.resolved(checkout, lock)])
    new = [entry for lock in terms.locks for entry in lock_contents.new(checkout, release.base_tag, lock)]
    signoffs = Signoffs.read(release.project, release.profile.project.signoffs)
    assert (
        signoffs.missing("dependencies new", [each.finding for each in new], [*map(str, new)], ("dependency", "dependencies"))
        == []
    )


@pytest.mark.static
@pytest.mark.subject("without-dependencies")
def test_no_runtime_dependencies(checkout, terms, examine):
    """A manifest that is configured as having no runtime dependencies declares none.

    Why: Users who rely on a package without dependencies get other people's code, which no lock file here pins.

    Fix: remove the dependency, or remove the manifest from dependencies.no_runtime_dependencies

    Findings: runtime-dependency (the manifest declares one)
    """
    asked = [line for path in examine(terms.no_runtime_dependencies) for line in lock_contents.declared_after_all(checkout, path)]
    assert asked == []


@pytest.mark.static
@pytest.mark.subject("manifest")
def test_every_manifest_is_locked_and_audited(checkout, terms, examine):
    """Every dependency of a shipped manifest is resolved in a lock file that is audited.

    Why: A dependency that no audited lock file contains can have a known vulnerability that no check sees.

    Fix: list the lock file under dependencies.locks, or the manifest under dependencies.unaudited with a reason

    Findings: unaudited-dependency (a dependency of the manifest is in no audited lock file)
    """
    found = unlocked_manifests.shipped(checkout)
    examine(found or unlocked_manifests.asking_locks(terms))
    assert unlocked_manifests.left_out(checkout, terms, found) == []


@pytest.mark.static
@pytest.mark.subject("lock")
def test_sbom_is_generated(release, checkout, terms, examine):
    """Every dependency in every lock file is listed in a CycloneDX SBOM, which is written next to the evidence.

    Why: When the next vulnerability becomes known, nobody can tell from an incomplete SBOM whether this release contains it.

    Fix: commit the lock file, correct its `kind`, or remove it from dependencies.locks

    Findings: lock-without-packages (fewer packages could be read from a lock file than expected); sbom-incomplete (the
    written SBOM lacks components)
    """
    found = sbom.packages(checkout, terms.locks)
    examine([*terms.locks, *found])
    made = sbom.time_of(checkout)
    path = sbom.write(release.evidence_dir, release.profile.project.name, release.target.version, found, made)
    examine.artifact(path.name, sbom.digest(path), path.stat().st_size, "the locks of the checkout")
    assert sbom.unread(checkout, terms.locks) + sbom.unreadable(path, found) == []
