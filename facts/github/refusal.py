"""What a refusal of `gh` means: absent, not allowed, not reachable, or not understood."""

import re

from core.commands import Completed
from core.environment_errors import symptom
from core.errors import Fault, Unavailable, Undecided

_STATUS = re.compile(r"HTTP (\d{3})")
_ADVICE = {
    401: "log in with `gh auth login`, then run again",
    403: "use a login that can read this (see `gh auth status`), then run again",
    410: "it has expired on GitHub: run again with a newer run",
    429: "GitHub's rate limit is used up: wait, then run again",
}


class Transient(Unavailable):
    """The forge is overloaded or broken for the moment: worth another try."""


def is_absence(done: Completed) -> bool:
    """Return whether the forge said 404."""
    return done.status == 1 and status_of(done) == 404


def status_of(done: Completed) -> int | None:
    """Return the HTTP status that `gh` reports, None where it reports none."""
    found = _STATUS.search(done.errors)
    return int(found.group(1)) if found else None


def is_definite(done: Completed) -> bool:
    """Return whether a refusal says that nothing was carried out: the host said so, or was never asked."""
    status = status_of(done)
    return (status is not None and status < 500) or done.status == 4 or "x509" in done.errors


def refusal(done: Completed, host: str) -> Fault:
    """Return the fault that a failed `gh` command stands for."""
    status = status_of(done)
    if status is not None and (status >= 500 or status == 429):
        return Transient(**_clauses(done, host, _ADVICE.get(status, "wait a little, then run again")))
    advice = _ADVICE[429] if "rate limit" in done.errors.lower() else _ADVICE.get(status or 0) or _starved(done)
    if advice:
        return Unavailable(**_clauses(done, host, advice))
    return Undecided(**_clauses(done, host, "read the command's log in the evidence directory"))


def _starved(done: Completed) -> str | None:
    if done.status == 4 or "not logged in" in done.errors.lower():
        return _ADVICE[401]
    if "x509" in done.errors or "error connecting to" in done.errors:
        return "GitHub cannot be reached: run again with network access"
    return symptom(done.errors)


def _clauses(done: Completed, host: str, advice: str) -> dict[str, str]:
    lines = [line.strip() for line in done.errors.splitlines() if line.strip()]
    return {
        "got": f"exit status {done.status} from `{done.line}` at {host}: {(lines or ['no output'])[0][:300]}",
        "expected": "an answer",
        "advice": advice,
    }


def expired(artifact: str, address: str) -> Unavailable:
    """Return the fault of an artifact that GitHub no longer keeps."""
    return Unavailable(
        got=f"the artifact {artifact} of {address} has expired",
        expected="a run whose artifacts have not expired",
        advice="build again from the same tag and pass that run with --build-run-id",
    )
