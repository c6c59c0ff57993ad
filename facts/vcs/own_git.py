"""git as we run it: none of the project's configuration, hooks, filters, attributes or replacements, none of the user's.

What a checkout says of itself is data. git is run in folders whose configuration we wrote; only questions to a remote see
the user's own configuration, since that is where logins are.
"""

import os
from collections.abc import Collection, Mapping
from pathlib import Path

from core.commands import Completed, run

SECONDS = 120.0
_PREFIX = "GIT_"
# For questions to a remote: how the user reaches hosts. Everything else that begins with GIT_ is dropped.
_REACHING = ("GIT_SSH", "GIT_SSL_", "GIT_PROXY", "GIT_ASKPASS", "GIT_TERMINAL_PROMPT", "GIT_HTTP_", "GIT_CONFIG_")
_ALONE = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_PAGER": "cat",
    "LC_ALL": "C",
}
# Also where the folder's configuration is not ours: what would start a program while we read.
_FLAGS = ("--no-optional-locks", "-c", "core.fsmonitor=false", "-c", f"core.hooksPath={os.devnull}")
PROTOCOLS = "file:git:http:https:ssh"  # ext:: would run a program that a configuration names


def git(
    folder: Path,
    *words: str,
    env: Mapping[str, str] | None = None,
    expect: Collection[int] | None = (0,),
    stdin: bytes | None = None,
    timeout: float = SECONDS,
    keep_log: bool = True,
) -> Completed:
    """Run one reading git command in a folder, with nobody's configuration but the folder's."""
    return run(
        ["git", *_FLAGS, *words],
        cwd=folder,
        timeout=timeout,
        env={**_ALONE, **(env or {})},
        unset=[name for name in os.environ if name.startswith(_PREFIX)],
        stdin=stdin,
        expect=expect,
        keep_log=keep_log,
    )


def ask_remote(
    folder: Path, *words: str, env: Mapping[str, str] | None = None, expect: Collection[int] | None = (0,), timeout: float = 60.0
) -> Completed:
    """Run one git command that asks a remote: with the user's own configuration, where logins are, over known protocols."""
    return run(
        ["git", *_FLAGS, *words],
        cwd=folder,
        timeout=timeout,
        env={"GIT_ALLOW_PROTOCOL": PROTOCOLS, "GIT_NO_REPLACE_OBJECTS": "1", **(env or {})},
        unset=[name for name in os.environ if name.startswith(_PREFIX) and not name.startswith(_REACHING)],
        expect=expect,
    )


def paths(done: Completed) -> tuple[str, ...]:
    """Return the paths of an answer that ends each with a zero byte."""
    # File names are bytes: surrogateescape keeps those that are not UTF-8 apart from each other.
    return tuple(part.decode("utf-8", "surrogateescape") for part in done.stdout.split(b"\0") if part)
