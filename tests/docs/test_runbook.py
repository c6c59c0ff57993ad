"""The runbook page: every command on it is run, in the order of the page, on a toy project whose first publish run fails."""

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.provenance.live import ROOT, TAG, live
from tests.tools import needs

PAGE = ROOT / "docs" / "runbook.md"
TOKEN = "error: PYPI_TOKEN not set"


def commands() -> list[list[str]]:
    """Return the page's commands, as words."""
    blocks = re.findall(r"^```console\n(.*?)^```", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    return [shlex.split(line) for block in blocks for line in block.splitlines()]


@pytest.mark.minutes
@needs("gh")
def test_every_command_of_the_runbook_is_run(tmp_path: Path) -> None:
    """None is refused, none breaks; the release stops at publish, is published again, and is clear in the end."""
    with live(tmp_path, fails=["", TOKEN]) as desk:
        evidence = tmp_path / "evidence"
        places = [f"--project={desk.project}", f"--profile={tmp_path / 'profile.toml'}", f"--evidence-dir={evidence}"]
        status, screens = {}, []
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
            screens.append(done.stdout)
            assert done.returncode in (0, 1, 101), f"{shlex.join(words)}\n{done.stdout}{done.stderr}"
        assert list(status.values())[-3:] == [0, 0, 0], status
        (released,) = (screen for screen, words in zip(screens, commands(), strict=True) if "--perform=all" in words)
        assert "next: fix what is named above, then run the same command again, what is done is not done twice:" in released
        assert "--perform=provenance" not in released
        assert released.rstrip().splitlines()[-1].startswith("stopped at publish: fix it, then run the same command again")
        assert "when the build run has ended" not in screens[-3]  # everything is published there
        assert desk.player.world.documents["actions/runs/2001"]["conclusion"] == "failure"
        steps = [json.loads((evidence / f"steps-{TAG}" / name).read_text("utf-8")) for name in ("build.json", "publish.json")]
        found = [f"--build-run-id={steps[0]['build_run_id']}", f"--publish-run-id={steps[1]['publish_run_id']}"]
        assert found == commands()[-2][-2:]
