"""Running a user's own client in a clean place: its configuration is kept, its caches and home are not."""

import os
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from core.commands import Completed, run, which
from core.errors import Unavailable, Undecided
from delivery.results import Ran
from profiles.schema.channels import Operation

# Clients fold network trouble into "no such package": then their answer is worth nothing.
_STARVED = re.compile(
    r"connection refused|connection reset|connection error|newconnectionerror|name or service not known|name resolution"
    r"|could not resolve|no such host|network is unreachable|timed out|\beconnrefused\b|\benotfound\b|\beconnreset\b|tls handshake"
    r"|certificate verify failed|self-signed certificate|proxyconnect",
    re.IGNORECASE,
)
_HOMES = ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME")
_LONGEST = 4000  # characters of output that are kept
_FORBIDDEN = 126  # what a shell answers for a command that may not be executed
_MISSING = 127  # what a shell answers for a command that is not there


@dataclass(frozen=True)
class Client:
    """A clean place for a client: its folder, its variables, how long it may take."""

    home: Path
    timeout: float
    env: Mapping[str, str] = field(default_factory=dict)
    unset: Sequence[str] = ()

    def run(self, *words: str | Path, cwd: Path | None = None) -> Completed:
        """Run a command there, whatever it answers; raise Unavailable when the network kept it from answering."""
        done = run(words, cwd=cwd or self.home, timeout=self.timeout, env=self.env, unset=self.unset, expect=None)
        starved = _STARVED.search(done.errors) if done.status else None
        if starved:
            raise Unavailable(
                got=f"the client `{done.line}` printed {starved.group()!r}",
                expected="a client that can reach its index",
                advice="run again with network access; proxies and mirrors are taken from the client's own configuration",
            )
        return done

    def answer(self, *words: str | Path, absent: str) -> Completed | None:
        """Run a command that asks; None where it says in its own words (a pattern) that there is no such thing."""
        done = self.run(*words)
        if done.status == 0:
            return done
        if re.search(absent, done.errors + done.text, re.IGNORECASE):
            return None
        raise Undecided(
            got=f"exit status {done.status} from `{done.line}`: {(done.errors.strip() or done.text.strip())[-300:]}",
            expected="an answer, or that there is no such thing",
            advice="run it manually",
        )

    def ran(self, *words: str | Path, cwd: Path | None = None, prints: str = "") -> Ran:
        """Run a command there and keep what it said."""
        done = self.run(*words, cwd=cwd)
        return Ran(done.line, done.status, _kept(done, prints), prints)

    def tried(self, *words: str | Path, seconds: float) -> Ran | None:
        """Start something with a home of our own; None where it does not end in time."""
        env = {**self.env, "HOME": str(self.home)}
        try:
            done = run(words, cwd=self.home, timeout=seconds, env=env, unset=(*self.unset, *_HOMES), expect=None)
        except Unavailable as lack:
            return Ran(str(words[0]), _FORBIDDEN, lack.got) if "could not be started" in lack.got else _ended(lack, words)
        return Ran(done.line, done.status, f"{done.text}\n{done.errors}"[-_LONGEST:])

    def script(self, name: str, text: str, *words: str | Path) -> Ran:
        """Run a program of ours with an interpreter, from a file: its text is no part of the command."""
        path = self.home / name
        path.write_text(text)
        return self.tried(words[0], path, *words[1:], seconds=self.timeout) or Ran(name, _FORBIDDEN, "no end in time")

    def use(
        self, programs: Path, operations: Sequence[Operation], *, cwd: Path | None = None, hosts: Collection[str] = ()
    ) -> tuple[Ran, ...]:
        """Perform operations with what lies in a folder of programs, or with the language's own host program."""
        return tuple(self._perform(programs, operation, cwd or self.home, hosts) for operation in operations)

    def _perform(self, programs: Path, operation: Operation, cwd: Path, hosts: Collection[str]) -> Ran:
        name = operation.run[0]
        program = which(name) if name in hosts else programs / name
        line = " ".join(operation.run)
        if not program.is_file():
            return Ran(line, _MISSING, f"{operation.run[0]} is not installed", operation.expect_output)
        if not os.access(program, os.X_OK):
            mode = f"{program.stat().st_mode & 0o777:04o}"
            return Ran(line, _FORBIDDEN, f"permission denied: {name} has mode {mode}", operation.expect_output)
        words: list[str | Path] = [program, *operation.run[1:]]
        # What was installed is a stranger: it writes to a home of ours, not to the user's.
        env = {**self.env, "HOME": str(self.home)}
        done = run(words, cwd=cwd, timeout=self.timeout, env=env, unset=(*self.unset, *_HOMES), expect=None)
        return Ran(line, done.status, _kept(done, operation.expect_output), operation.expect_output)


def _ended(lack: Unavailable, words: Sequence[str | Path]) -> Ran | None:
    return None if lack.got.startswith("no end of ") else Ran(str(words[0]), _FORBIDDEN, lack.got)


def _kept(done: Completed, prints: str) -> str:
    """Return the end of what a command said, and what it had to print wherever in a long output that stood."""
    said = f"{done.text}\n{done.errors}"
    end = said[-_LONGEST:]
    return f"{prints}\n[...]\n{end}" if prints in said and prints not in end else end
