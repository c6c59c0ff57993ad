"""`--doctor` asks whom a release needs: GitHub, the git remote, the tracker, the channels, each with its steps."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.errors import Unavailable
from delivery.staging.loopback import NOT_FOUND, Loopback, Reply, Request
from plugins.cli.services import reached, services
from plugins.plan.expansion import expand
from plugins.plan.plan import read
from profiles.schema.profile import load
from tests.provenance.live import ROOT, Live, live
from tests.repository import git
from tests.tools import needs

pytestmark = needs("gh")
ALL = frozenset({"pre_release", "provenance", "staging", "delivery", "mechanics"})


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Live]:
    """A toy project with all that a release needs."""
    with live(tmp_path) as found:
        for name, value in found.env.items():
            monkeypatch.setenv(name, value)
        yield found


def answers(desk: Live, stages: frozenset[str] = ALL, static: bool = True) -> dict[str, tuple[bool, str]]:
    """Ask for the checks of some stages."""
    profile = load(desk.folder / "profile.toml")
    checks = [one for one in expand(read(ROOT), profile).checks if one.stage in stages and (static or one.line.static)]
    return {one.name.split(" at ")[0]: one.answer() for one in services(profile, desk.project, checks)}


def test_all_that_is_well_says_so_with_its_steps(desk: Live) -> None:
    """Login, remote, tracker and channel answer, and the steps that need each are named in release order."""
    found = answers(desk)
    assert {name: well for name, (well, _) in found.items()} == dict.fromkeys(
        ("GitHub", "git remote origin", "tracker ergo", "channel pypi"), True
    )
    assert "logged in as maintainer, acme/demo is readable; needed for pre_release, build, provenance" in found["GitHub"][1]
    assert "needed for pre_release, tag, push, provenance, tap, delivery" in found["git remote origin"][1]
    assert "needed for pre_release, clearance, provenance, staging, delivery" in found["tracker ergo"][1]
    assert "needed for delivery" in found["channel pypi"][1]


def test_checks_of_the_checkout_alone_ask_nobody(desk: Live) -> None:
    """What reads nothing but files needs no network."""
    assert answers(desk, frozenset({"pre_release"}), static=False) == {}


def test_only_what_a_stage_needs_is_asked(desk: Live) -> None:
    """A stage names itself and no step of the mechanics."""
    found = answers(desk, frozenset({"delivery"}))
    assert "git remote origin" not in found
    assert found["channel pypi"][1].endswith("needed for delivery")


def test_each_that_is_not_well_is_named(desk: Live) -> None:
    """A login that is refused, a remote, a store and a channel that are gone: each on its own line, with its reason."""
    desk.player.world.login = None
    git(desk.project, "remote", "set-url", "origin", str(desk.folder / "nowhere.git"))
    shutil.rmtree(desk.project / ".ergo")
    found = answers(desk)
    assert [name for name, (well, _) in found.items() if well] == ["channel pypi"]
    assert "log in with `gh auth login`" in found["GitHub"][1]
    assert "ls-remote" in found["git remote origin"][1]
    assert "ergo init" in found["tracker ergo"][1]


def test_a_remote_without_a_branch_is_not_well(desk: Live, tmp_path: Path) -> None:
    """An empty repository answers too; it is not the one of the project."""
    git(tmp_path, "init", "-q", "--bare", "empty.git")
    git(desk.project, "remote", "set-url", "origin", str(tmp_path / "empty.git"))
    well, line = answers(desk, frozenset({"provenance"}))["git remote origin"]
    assert (well, "no branch on origin" in line) == (False, True), line


def _index(*pages: str) -> Loopback:
    def served(request: Request) -> Reply:
        return Reply(b"") if request.path in pages else NOT_FOUND

    return Loopback(served)


@pytest.mark.parametrize(
    ("kind", "page"),
    [
        ("pypi", "/simple/"),
        ("pypi", "/simple/demo-pkg/"),
        ("npm", "/simple/-/ping"),
        ("npm", "/simple/Demo_pkg"),
        ("crates", "/simple/config.json"),
        ("homebrew", "/simple/"),
    ],
)
def test_a_channel_answers_with_its_own_page(kind: str, page: str) -> None:
    """Each index is asked for what it always has; a server that has no such page is not the index."""
    with _index(page) as server:
        assert reached(f"{server.url}/simple/", kind, "Demo_pkg") == "answers (HTTP 200)"
    with _index("/another") as server, pytest.raises(Unavailable, match="HTTP 404"):
        reached(f"{server.url}/simple/", kind, "Demo_pkg")


def test_a_module_proxy_answers_with_anything() -> None:
    """It has no page of its own."""
    with _index() as server:
        assert reached(server.url, "golang", "example.invalid/demo") == "answers (HTTP 404)"
        assert reached(server.url, "downloads", "demo") == "answers (HTTP 404)", "a kind that somebody added"


def test_the_command_shows_it_and_fails(desk: Live) -> None:
    """The list is printed, and what does not answer makes the exit status 101."""
    words = ("--doctor", "-m", "pre_release or mechanics", "-k", "preflight or mechanics")
    argv = [word for word in desk.command(*words) if not word.startswith("--project=")]
    done = subprocess.run(argv, cwd=ROOT, env=desk.env, capture_output=True, text=True, timeout=60, check=False)
    assert "were not checked; pass --project=DIR" in done.stdout, done.stdout + done.stderr
    status, screen = desk.run(*words)
    assert (status, "GitHub at 127.0.0.1" in screen) == (0, True), screen
    desk.player.world.login = None
    status, screen = desk.run(*words)
    assert (status, "doctor: 1 of 3 services did not answer as they must" in screen) == (101, True), screen
