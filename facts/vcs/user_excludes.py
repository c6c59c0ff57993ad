"""The user's own ignore rules: files that an editor or a system leaves everywhere are no work of the project."""

import os
from functools import cache
from pathlib import Path
from shutil import which
from subprocess import DEVNULL, run


@cache
def excludes_file() -> str:
    """Return the file of the user's ignore rules, as their own global configuration names it; /dev/null where there is none."""
    base = Path(os.environ.get("XDG_CONFIG_HOME") or Path("~/.config").expanduser())
    git = which("git")
    if git is None:
        return os.devnull
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_") or name == "GIT_CONFIG_GLOBAL"}
    words = [git, "config", "--global", "--includes", "--path", "core.excludesFile"]
    done = run(words, cwd="/", env=kept, stdin=DEVNULL, capture_output=True, timeout=30, check=False)
    named = Path(os.fsdecode(done.stdout.strip())) if done.returncode == 0 and done.stdout.strip() else base / "git" / "ignore"
    return str(named) if named.is_file() else os.devnull
