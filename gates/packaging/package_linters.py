"""Linters of package files, each pinned by the profile: their findings by line, never their exit status alone."""

import re
import sys
from pathlib import Path

from core.commands import run
from core.errors import Undecided
from core.findings import Finding
from gates.packaging.built_packages import BuiltFile
from gates.packaging.package_smokes import Ended, demand_network
from profiles.schema.packaging import PackageLinter

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")  # some colour their words whatever they are told


def findings(linter: PackageLinter, built: BuiltFile) -> list[Finding]:
    """Find what the linter says of a package; a failure without a finding decides nothing."""
    done = _run(linter, built.path)
    demand_network(done)
    lines = [line.strip() for line in done.output.splitlines() if re.search(linter.finding, line.strip())]
    if done.status and not lines:
        raise Undecided(
            got=f"exit status {done.status} and no finding from {linter.name}: {done.last}",
            expected="findings or success",
            advice="install the version that the profile names, or correct its pattern",
        )
    return [
        Finding(f"linter-{linter.name}", built.path.name, 0, line, "nothing reported", "correct what is packed") for line in lines
    ]


def _run(linter: PackageLinter, path: Path) -> Ended:
    words = tuple(word.replace("{file}", str(path)).replace("{python}", sys.executable) for word in linter.argv)
    done = run(words, cwd=path.parent, timeout=linter.timeout, env={"COLUMNS": "1000"}, expect=None)
    return Ended(" ".join(words), done.status, _COLOUR.sub("", f"{done.text}\n{done.errors}"))
