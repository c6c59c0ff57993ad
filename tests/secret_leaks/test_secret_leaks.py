"""No canary in any report, log, task or command line: whatever the clients were given, and whatever the servers say aloud."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sample.repository import write
from tests.provenance.scene import PROFILE, project
from tests.sandbox_suite import ROOT
from tests.secret_leaks import watch
from tests.secret_leaks.all_channels_leaks import Gossip, served
from tests.secret_leaks.gossip import gossiping
from tests.secret_leaks.home import Canaries
from tests.servers.github import github
from tests.servers.github_release import BUILD, PUBLISH, released
from tests.tools import needs

LIVE = ("--mode=live", "--agent=canary@cage", "--blockers=file")


@pytest.fixture
def canaries(tmp_path: Path) -> Canaries:
    """A home of canaries."""
    return Canaries(tmp_path / "home")


def verify(env: dict[str, str], canaries: Canaries, *words: str) -> str:
    """Run the suite as a maintainer would, watched; return what it printed, or fail for a canary in a command line."""
    with watch.process_list(canaries) as seen:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", *words],
            cwd=ROOT,
            env={**os.environ, **env},
            capture_output=True,
            timeout=400,
            stdin=subprocess.DEVNULL,
            check=False,
        )
    assert sorted(seen) == []
    screen = done.stdout + done.stderr
    assert canaries.traces(screen) == [], screen.decode()
    return screen.decode()


@needs("go", "cargo", "npm", "gh", "openssl")
@pytest.mark.parametrize("refuses", ["nobody", "(?!python-httpx)", ".*"], ids=["honest", "refuses-clients", "refuses-all"])
def test_delivery_tells_nobody_what_its_clients_were_given(canaries: Canaries, tmp_path: Path, refuses: str) -> None:
    """All six channels, whose servers repeat every credential that they are sent: nothing that the run leaves holds one."""
    gossip = Gossip(refuses)
    with served(tmp_path, gossip) as six:
        canaries.settle({"npm_host": six.hosts["npm"], "crates_host": six.hosts["crates"]})
        addresses = {"PIP_INDEX_URL": f"{six.hosts['pypi']}/simple/", "GOPROXY": six.hosts["golang"]}
        env = {**canaries.environment(addresses), **six.env, "GOSUMDB": "off"}
        env |= {
            "GH_ENTERPRISE_TOKEN": canaries.of("GH_ENTERPRISE_TOKEN"),
            "PATH": f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}",
        }
        words = ("--release-target", "v1.1.0", "--base-tag", "v1.0.0", f"--project={six.project}", "-m", "delivery", *LIVE)
        screen = verify(env, canaries, *words)
    assert any(gossip.heard), "the servers were never sent a credential"
    assert "v1.1.0 (base v1.0.0)" in screen
    assert (six.project / ".scratch" / "release" / "evidence-v1.1.0.json").is_file()
    assert watch.files(canaries, six.project) == []


def test_what_pip_starts_to_build_a_source_is_told_no_password(canaries: Canaries, tmp_path: Path) -> None:
    """An index that has only sources makes pip start another pip: its command line names the index without the password."""
    gossip = Gossip("nobody")
    with served(tmp_path, gossip, python=".tar.gz") as six:
        canaries.settle({"npm_host": six.hosts["npm"], "crates_host": six.hosts["crates"]})
        env = canaries.environment({"PIP_INDEX_URL": f"{six.hosts['pypi']}/simple/"})
        del env["PIP_EXTRA_INDEX_URL"]
        (canaries.home / ".config" / "pip" / "pip.conf").unlink()
        words = ("--release-target", "v1.1.0", "--base-tag", "v1.0.0", f"--project={six.project}", "-m", "delivery", "-k", "pypi")
        screen = verify(env, canaries, *words)
    logs = "".join(path.read_text() for path in six.project.rglob("logs/*pip*") if path.is_file())
    logs += "".join(path.read_text() for path in six.project.rglob("logs/*python*") if path.is_file())
    assert "demo-backend" in logs, screen
    assert watch.files(canaries, six.project) == []


@needs("gh")
def test_provenance_tells_nobody_what_gh_was_given(canaries: Canaries, tmp_path: Path) -> None:
    """A forge that puts the token it was sent into its refusals and its failed job's log learns nobody anything."""
    found = project(tmp_path)
    world = released(found.tags)
    canaries.settle({"npm_host": "127.0.0.1:9", "crates_host": "127.0.0.1:9"})
    env = canaries.environment({})
    with github(gossiping(world, canaries.of("GH_ENTERPRISE_TOKEN")), tmp_path) as hub:
        (tmp_path / "profile.toml").write_text(PROFILE.format(host=hub.host))
        options = (f"--project={found.path}", f"--profile={tmp_path / 'profile.toml'}", f"--evidence-dir={tmp_path / 'evidence'}")
        runs = (f"--build-run-id={BUILD}", f"--publish-run-id={PUBLISH}")
        words = ("--release-target", "v0.1.1", "--base-tag", "v0.1.0", "-m", "provenance or mechanics", "--blockers=plan")
        env |= {**hub.env, "GH_ENTERPRISE_TOKEN": canaries.of("GH_ENTERPRISE_TOKEN")}
        verify(env, canaries, *words, *options, *runs)
    assert hub.asked
    assert watch.files(canaries, tmp_path / "evidence") == []


TELLTALE = """

import os

print(dict(os.environ))
"""


def test_the_gates_tell_nobody_what_lies_in_the_home(canaries: Canaries, tmp_path: Path) -> None:
    """The gates of a project whose own tests print the whole environment: nothing of it is kept."""
    sample = write(tmp_path / "sample", None)
    with (sample / "tests" / "pool.py").open("a") as module:
        module.write(TELLTALE)
    profile = sample / "release-profile.toml"  # without it no token reaches the tests
    profile.write_text(profile.read_text().replace("[project]\n", '[project]\ncredentials = ["NPM_TOKEN"]\n', 1))
    subprocess.run(["git", "commit", "-qam", "Tell"], cwd=sample, check=True)
    canaries.settle({"npm_host": "127.0.0.1:9", "crates_host": "127.0.0.1:9"})
    words = ("--release-target", "v0.1.1", "--base-tag", "v0.1.0", f"--project={sample}", "-m", "pre_release")
    screen = verify(canaries.environment({}), canaries, *words)
    assert "selected checks passed" in screen
    logs = b"".join(path.read_bytes() for path in (sample / ".scratch").rglob("*") if path.is_file())
    assert b"'NPM_TOKEN': '[redacted]'" in logs, "the environment was never printed"
    assert watch.files(canaries, sample / ".scratch") == []
