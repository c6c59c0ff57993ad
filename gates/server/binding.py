"""Where the server listens, and what it refuses to start with."""

import ipaddress
from collections.abc import Callable, Sequence
from dataclasses import replace

from core.commands import Completed, note_request
from core.findings import Finding
from facts.builds.project_builds import Builds
from gates.server.readiness import answers
from gates.server.server_process import fresh_home, refused_start, serving_at
from profiles.schema.server_config import RefusedStart, Serving

_ELSEWHERE = "127.0.0.2"  # also this machine, but not the address that a server bound to 127.0.0.1 answers on


def own_choice(builds: Builds, serving: Serving) -> tuple[str, ...]:
    """Start the server without an address; return every address on which it is found to listen."""
    home = fresh_home(builds, serving, "own choice")
    home = replace(home, port=serving.port or home.port)
    with serving_at(home, serving, serving.unaddressed) as server:
        also = [_ELSEWHERE] if server.host != _ELSEWHERE and _answers(_ELSEWHERE, server.port) else []
        return (server.host, *(f"every address (it answers on {host})" for host in also))


def public(addresses: Sequence[str]) -> list[Finding]:
    """List the addresses that others can reach."""
    fix = "bind 127.0.0.1 by default"
    return [Finding("", "", 0, f"a listener on {one}", "loopback only", fix) for one in addresses if not _local(one)]


def start(builds: Builds, serving: Serving, arguments: Sequence[str]) -> Completed:
    """Start the server in a way that it should refuse."""
    return refused_start(fresh_home(builds, serving, "refusal"), serving, arguments)


def judging(refusal: RefusedStart) -> Callable[[Completed], list[Finding]]:
    """Return the judgement of a start: it must be refused, and for this reason.

    The address is one of those set aside for documentation: a server that accepts it goes on to bind, and that cannot
    succeed; so nothing ever listens where others could reach it.
    """
    return lambda done: _accepted(done, refusal)


def _accepted(done: Completed, refusal: RefusedStart) -> list[Finding]:
    said = (done.errors + done.text).strip()
    if done.status == refusal.status and refusal.expect_output.lower() in said.lower():
        return []
    return [
        Finding(
            "",
            "",
            0,
            f"{refusal.name}: exit status {done.status} and {said[:200]!r}",
            f"{refusal.status} and a reason with {refusal.expect_output!r}",
            "refuse it before binding",
        )
    ]


def end_status(builds: Builds, serving: Serving) -> int:
    """Start the server, tell it to end, return its exit status."""
    with serving_at(fresh_home(builds, serving, "ending"), serving, serving.anywhere) as server:
        return server.stop()


def unclean(status: int) -> list[Finding]:
    """Say so where the server did not end well when told to."""
    if status == 0:
        return []
    return [Finding("", "", 0, f"exit status {status} after SIGTERM", "exit status 0", "shut down when SIGTERM arrives")]


def _local(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return address == "localhost"


def _answers(host: str, port: int) -> bool:
    found = answers(host, port)
    note_request("CONNECT", f"{host}:{port}", 200 if found else None, None, 0)
    return found
