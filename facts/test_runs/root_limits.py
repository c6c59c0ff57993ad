"""Root may read and write everything: a test that asks for a permission to be refused cannot pass then.

Measured on the first user: as root one permission test fails; with two capabilities taken from the bounding set, all
pass. So root drops those two for the project's tests, where the host lets it.
"""

import os
from pathlib import Path

from core.commands import run
from core.tools import find_tool

_DROP = ("setpriv", "--bounding-set", "-dac_override,-dac_read_search")
ADVICE = (
    "root is refused nothing, so a permission test cannot pass: run again as an ordinary user, or with "
    "`setpriv --bounding-set -dac_override,-dac_read_search` (util-linux) on PATH"
)


def is_root() -> bool:
    """Whether permissions do not hold for this process."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def ordinary_prefix(cwd: Path) -> tuple[str, ...]:
    """Words to put before a program so that permissions hold for it; empty where none are needed or none work."""
    if not is_root() or find_tool("setpriv") is None:
        return ()
    probe = run([*_DROP, "true"], cwd=cwd, timeout=10, expect=None)
    return () if probe.status else _DROP


def handicap(prefix: tuple[str, ...], needs_ordinary_user: bool) -> str:
    """Say why a failure may be this host's doing, empty where it is the project's."""
    return ADVICE if needs_ordinary_user and is_root() and not prefix else ""
