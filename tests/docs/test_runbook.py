"""The runbook page: every command on it is run, in the order of the page, on a toy project."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.provenance.live import ROOT, TAG, live
from tests.tools import needs

PAGE = ROOT / "docs" / "runbook.md"
REFUSED = 4


def commands() -> list[list[str]]:
    """Return the page's commands, as words."""
    blocks = re.findall(r"^```console\n(.*?)^```", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    return [shlex.split(line) for block in blocks for line in block.splitlines()]


@pytest.mark.minutes
@needs("gh")
def test_every_command_of_the_runbook_is_run(tmp_path: Path) -> None:
    """None is refused, none breaks, and the last look at what users get is clear."""
    with live(tmp_path) as desk:
        evidence = tmp_path / "evidence"
        places = [f"--project={desk.project}", f"--profile={tmp_path / 'profile.toml'}", f"--evidence-dir={evidence}"]
        status = {}
        for words in commands():
            argv = [sys.executable, "-m", *words, *places] if words[0] == "pytest" else [sys.executable, *words[1:]]
            argv = [str(evidence / word) if word == f"evidence-{TAG}.json" else word for word in argv]
            argv += (
                ["--project", str(desk.project), "--profile", str(tmp_path / "profile.toml")]
                if "plugins.blockers" in argv
                else []
            )
            done = subprocess.run(argv, cwd=ROOT, env=desk.env, capture_output=True, text=True, timeout=400, check=False)
            status[shlex.join(words)] = done.returncode
            assert done.returncode in (0, 1, 101), f"{shlex.join(words)}\n{done.stdout}{done.stderr}"
        assert list(status.values())[-2:] == [0, 0], status
