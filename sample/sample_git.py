"""git, asked so that no configuration of the user, of the machine or of a surrounding repository has a say."""

import os
import subprocess
from pathlib import Path

from sample.sample_errors import SampleError

_SECONDS = 60


def git(*arguments: str | Path, stdin: bytes = b"") -> str:
    """Run one git command; returns what it printed."""
    argv = ["git", "-c", "core.autocrlf=false", "-c", "core.hooksPath=/dev/null", *map(str, arguments)]
    try:
        done = subprocess.run(argv, input=stdin, env=_environment(), capture_output=True, timeout=_SECONDS, check=False)
    except FileNotFoundError:
        raise SampleError("git was not found, and the sample is a git repository; install git") from None
    except subprocess.TimeoutExpired:
        raise SampleError(f"git {arguments[0]} took longer than {_SECONDS} s; is the disk out of order?") from None
    if done.returncode:
        raise SampleError(f"git {' '.join(map(str, arguments))} ended with {done.returncode}: {done.stderr.decode()}")
    return done.stdout.decode()


def _environment() -> dict[str, str]:
    """Return the inherited environment without anything that redirects git."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    quiet = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    return {**kept, **quiet, "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
