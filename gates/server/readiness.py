"""When a server listens, and where: by its own word, or by knocking at the port that it was told to use."""

import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from core.errors import Fault, Unavailable, Undecided

LOOPBACK = "127.0.0.1"
_PATIENCE = 20.0
_PAUSE = 0.02


def free_port() -> int:
    """Return a port on which nothing listens now."""
    with socket.socket() as taken:
        taken.bind((LOOPBACK, 0))
        return int(taken.getsockname()[1])


def answers(host: str, port: int) -> bool:
    """Whether something listens there."""
    try:
        with socket.create_connection((host, port), timeout=2):
            return True
    except OSError:
        return False


def demand_free(port: int) -> None:
    """Raise where somebody else's server would be taken for ours."""
    if port and answers(LOOPBACK, port):
        raise Unavailable(
            got=f"a different program listening on {LOOPBACK}:{port} before the server was started",
            expected="the port to be free",
            advice="stop the program that uses the port, then run again",
        )


def stated(path: Path) -> str | None:
    """Return the address in the first line of a file, None while there is none."""
    lines = path.read_text("utf-8", "replace").splitlines() if path.exists() else []
    return lines[0].strip().rpartition("//")[2].rstrip("/") if lines and lines[0].strip() else None


def knocked(port: int) -> str | None:
    """Return the address that answers, None while none does."""
    return f"{LOOPBACK}:{port}" if answers(LOOPBACK, port) else None


def address(find: Callable[[], str | None], process: "subprocess.Popen[bytes]", log: Path) -> str:
    """Wait for an address while the server lives."""
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        found = find()
        if found is not None and process.poll() is None:
            return found
        time.sleep(_PAUSE)
    raise _not_ready(process, log)


def _not_ready(process: "subprocess.Popen[bytes]", log: Path) -> Fault:
    said = log.read_text("utf-8", "replace").strip().rpartition("\n")[2][:300]
    taken = "address already in use" in said.lower() or "errno 98" in said.lower()
    fault = Unavailable if taken else Undecided
    return fault(
        got=f"no server that can be found (exit status {process.poll()}): {said or 'no output'}",
        expected=f"an address within {_PATIENCE:g} s",
        advice="free the port and run again" if taken else "start it manually as the profile says",
    )
