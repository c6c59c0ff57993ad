"""The one way to run a tool: argument list, time limit, own session, both streams kept, everything recorded."""

import hashlib
import os
import signal
import subprocess
import time
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from core import recording
from core.completed import Completed as Completed
from core.environment_errors import symptom
from core.errors import Unavailable, Undecided
from core.tools import find_tool, install_advice, version_of

# No tool may stop to ask a question: there is nobody at the terminal to answer it.
_UNATTENDED = {
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
    "GH_PROMPT_DISABLED": "1",
    "GH_NO_UPDATE_NOTIFIER": "1",
    "NO_COLOR": "1",
    "PIP_NO_INPUT": "1",
    "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    "CARGO_INCREMENTAL": "0",  # our clones are built once: what would speed up a second build costs the first
}
_GRACE = 5.0
_HOLDERS = frozenset({"git", "gh"})  # they ask the project's own host, and hand no credential on to code of the project
_withheld: frozenset[str] = frozenset()


def withhold(names: Collection[str]) -> None:
    """Keep these variables from every program that this process starts from now on, but for git and gh."""
    global _withheld
    _withheld = frozenset(names)


def inherited(program: str = "") -> dict[str, str]:
    """Return the environment that a program is started with: without the credentials that are not meant for it."""
    withheld = frozenset() if _holds_credentials(program) else _withheld
    return {name: value for name, value in os.environ.items() if name not in withheld}


def _holds_credentials(program: str) -> bool:
    """Whether a program is the git or gh of this machine; one of that name in a project is not."""
    name = Path(program).name
    return name in _HOLDERS and (program == name or program == find_tool(name))


def withheld() -> dict[str, str]:
    """Return the variables that are withheld, with their values: for a step of the release that the maintainer configured."""
    return {name: os.environ[name] for name in _withheld if name in os.environ}


def which(tool: str) -> Path:
    """Find a tool on PATH, or raise Unavailable with the sentence how to install it."""
    found = find_tool(tool)
    if found is None:
        raise Unavailable(got=f"no {tool} on PATH", expected=f"{tool} to be installed", advice=install_advice(tool))
    return Path(found)


def run(
    argv: Sequence[str | Path],
    *,
    cwd: Path,
    timeout: float,
    env: Mapping[str, str] | None = None,
    unset: Collection[str] = (),
    stdin: bytes | None = None,
    expect: Collection[int] | None = (0,),
    keep_log: bool = True,
) -> Completed:
    """Run a tool to its end and record it; seconds bound it, `expect=None` leaves any exit status to the caller.

    `keep_log=False` records digests alone, for an answer of many megabytes that says nothing to a person.
    """
    words = tuple(str(word) for word in argv)
    path = which(words[0])
    completed = _run_to_end(path, words, cwd, timeout, _environment(words[0], env, unset), stdin)
    recording.note_command(completed, path, version_of(path), keep_log)
    if expect is not None and completed.status not in expect:
        raise _unexpected(completed, expect)
    return completed


def note_request(method: str, url: str, status: int | None, digest: str | None, duration: float) -> None:
    """Record one HTTP ask among the check's commands."""
    recording.note_request(method, url, status, digest, duration)


def _environment(program: str, added: Mapping[str, str] | None, unset: Collection[str]) -> dict[str, str]:
    kept = {name: value for name, value in inherited(program).items() if name not in unset}
    return {**kept, **_UNATTENDED, **(added or {})}


def _run_to_end(
    path: Path, words: tuple[str, ...], cwd: Path, timeout: float, env: dict[str, str], stdin: bytes | None
) -> Completed:
    began = time.monotonic()
    process = _start(path, words, cwd, env, stdin)
    with recording.alive(process.pid):
        stdout, stderr = _communicate(process, words, timeout, stdin)
    return _completed(words, process.returncode, stdout, stderr, time.monotonic() - began)


def _start(path: Path, words: tuple[str, ...], cwd: Path, env: dict[str, str], stdin: bytes | None) -> "subprocess.Popen[bytes]":
    try:
        # A session of its own: no controlling terminal to prompt on, and one group to kill.
        return subprocess.Popen(
            [str(path), *words[1:]],
            cwd=cwd,
            env=env,
            stdin=subprocess.DEVNULL if stdin is None else subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
    except OSError as error:
        raise Unavailable(
            got=f"`{' '.join(words)}` could not be started: {error.strerror}",
            expected="a program that this user can run",
            advice="check its permissions and the directory it runs in",
        ) from error


def _communicate(
    process: "subprocess.Popen[bytes]", words: tuple[str, ...], timeout: float, stdin: bytes | None
) -> tuple[bytes, bytes]:
    try:
        return process.communicate(stdin, timeout=timeout)
    except subprocess.TimeoutExpired as expired:
        raise Unavailable(
            got=f"`{' '.join(words)}` still running after {timeout:g} s",
            expected="the command to end within its time limit",
            advice="run it manually to see what it waits for, then run the check again",
        ) from expired
    finally:
        kill_group(process.pid)
        process.wait()
        for pipe in (process.stdin, process.stdout, process.stderr):
            if pipe is not None:
                pipe.close()


def kill_group(leader: int) -> None:
    """Kill what is left of a process group; a group that is gone is fine."""
    try:
        os.killpg(leader, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return  # all of it has ended (macOS says EPERM for a group of zombies)


def _completed(words: tuple[str, ...], status: int, stdout: bytes, stderr: bytes, duration: float) -> Completed:
    completed = Completed(words, status, stdout, stderr, duration)
    if status < 0:
        raise Unavailable(
            got=f"`{completed.line}` killed by signal {-status}",
            expected="a command that is not killed",
            advice="check whether memory ran out or somebody killed it, then run the check again",
        )
    return completed


def _unexpected(completed: Completed, expect: Collection[int]) -> Unavailable | Undecided:
    output = f"{completed.errors}\n{completed.text}"
    starved = symptom(output)
    fault = Unavailable if starved else Undecided
    return fault(
        got=f"exit status {completed.status} from `{completed.line}`: {_last_line(output)}",
        expected=f"exit status {' or '.join(str(status) for status in sorted(expect))}",
        advice=starved or "read the command's log in the evidence directory",
    )


def _last_line(output: str) -> str:
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    return lines[-1][:300] if lines else "no output"


def digest(data: bytes) -> str:
    """Return the sha256 of bytes, in hex."""
    return hashlib.sha256(data).hexdigest()


alive = recording.alive
capture = recording.capture
replay = recording.replay
