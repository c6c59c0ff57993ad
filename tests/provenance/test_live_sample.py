"""The embedded sample is released: every gate of its profile, then every step to what its users install."""

from pathlib import Path

import pytest

from tests.provenance.live_sample import live_sample
from tests.repository import git
from tests.tools import needs

pytestmark = [pytest.mark.minutes, needs("gh")]
TOKEN = "error: PYPI_API_TOKEN not set"


def test_the_sample_is_released_with_one_command_and_one_publish_only_rerun(tmp_path: Path) -> None:
    """Killed when its tag is pushed, refused a credential once: nothing is done twice, and users get what the build run made."""
    with live_sample(tmp_path, fails=["", TOKEN]) as desk:
        desk.killed(lambda: git(desk.player.remote, "tag", "--list", desk.tag) != "")
        status, screen = desk.release()
        assert status == 1, screen[-5000:]
        assert "stopped at publish" in screen, screen[-5000:]
        words = ("--mode=live", "--agent=me@desk", "--until=delivery", "--perform=publish,release", "--build-run-id=1001")
        status, screen = desk.run(*words)
        assert status == 0, screen[-5000:]
        verdict = desk.evidence["verdict"]
        assert (verdict["state"], set(verdict["stages"].values())) == ("clear", {"clear"}), verdict["reasons"]
        writes = [write.rpartition("/")[2] for write in desk.player.written]
        assert writes == [
            "dispatches",
            "dispatches",
            "POST releases",
            *sorted(f"assets{name}" for name in desk.player.built),
            "1",
        ]
        assert [one["draft"] for one in desk.player.releases] == [False]
        assert "brook_sample-0.1.1.tar.gz" in desk.live
