"""One audit per lock: which tool answers for which ecosystem, and its known-bad twin."""

from collections.abc import Iterator
from contextlib import contextmanager

from core.errors import Undecided
from facts.builds.project_builds import Builds
from facts.vcs.git import Checkout
from gates.dependencies import cargo_audit, govulncheck, npm_audit, osv_records, pip_audit
from gates.dependencies.audit_report import Report
from profiles.schema.dependencies import Lock


def known_bad(builds: Builds, checkout: Checkout, lock: Lock) -> tuple[Report, str]:
    """Audit what must be refused, with the same tool and the same database; return the words of the refusal too."""
    with _understood(lock.kind):
        return _known_bad(builds, checkout, lock)


def audit(builds: Builds, checkout: Checkout, lock: Lock) -> Report:
    """Audit what the lock resolves to."""
    with _understood(lock.kind):
        return _audit(builds, checkout, lock)


@contextmanager
def _understood(kind: str) -> Iterator[None]:
    """An answer of another layout is no answer: say which tool gave it."""
    try:
        yield
    except (KeyError, IndexError, TypeError, AttributeError, ValueError) as error:
        raise Undecided(
            got=f"output in a different format from the audit of kind {kind} ({type(error).__name__}: {error})",
            expected="the layout that this suite reads",
            advice="read the command's log in the evidence directory, and compare the tool's version with `pytest --doctor`",
        ) from error


def _known_bad(builds: Builds, checkout: Checkout, lock: Lock) -> tuple[Report, str]:
    match lock.kind:
        case "cargo":
            return cargo_audit.known_bad(builds, lock.path, lock.database), cargo_audit.REFUSAL
        case "node":
            return npm_audit.known_bad(builds, lock.path), npm_audit.REFUSAL
        case "pip":
            return pip_audit.known_bad(builds), pip_audit.REFUSAL
        case "go":
            return govulncheck.known_bad(builds, lock.path, lock.database), govulncheck.REFUSAL
        case "osv":
            return osv_records.known_bad(checkout, lock.database), osv_records.REFUSAL
    raise _unknown(lock.kind)


def _audit(builds: Builds, checkout: Checkout, lock: Lock) -> Report:
    match lock.kind:
        case "cargo":
            return cargo_audit.audit(builds, lock.path, lock.database)
        case "node":
            return npm_audit.audit(builds, lock.path)
        case "pip":
            return pip_audit.audit(builds, lock.path)
        case "go":
            return govulncheck.audit(builds, lock.path, lock.database, lock.env)
        case "osv":
            return osv_records.audit(checkout, lock.path, lock.database)
    raise _unknown(lock.kind)


def _unknown(kind: str) -> Undecided:
    return Undecided(got=f"kind {kind}", expected="cargo, node, pip, go or osv", advice="correct the profile")
