"""The shell that a release depends on: what its workflows run, the recipes of the Justfile, and what the profile names."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase

from facts.shell.script import Script
from facts.workflows.release_graph import Machinery
from facts.workflows.release_path import release_scripts


def shell(machinery: Machinery, named: Iterable[str] = ()) -> tuple[Script, ...]:
    """Return every such script once; `named` are patterns of paths."""
    patterns = tuple(named)
    found = {script.key: script for script in release_scripts(machinery)}
    for key, script in machinery.scripts.items():
        if key.startswith("just:") or any(fnmatchcase(script.file, pattern) for pattern in patterns):
            for reached in machinery.closure(key):
                found[reached.key] = reached
    return tuple(found.values())
