"""The forge through the real `gh`: what is there, what is absent, what is refused, what is counted."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.errors import Unavailable, Undecided
from facts.github.gh_api import Forge, forge_of
from tests.servers.github import github
from tests.servers.github_world import World
from tests.tools import needs

pytestmark = needs("gh")


@pytest.fixture
def world() -> World:
    """A readable repository with one document and a list of 150 things."""
    found = World("acme/widget", documents={"": {"default_branch": "main"}, "thing": {"a": 1}})
    found.lists["things"] = ("things", [{"n": number} for number in range(150)])
    return found


@pytest.fixture
def forge(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Forge]:
    """The forge on loopback."""
    with github(world, tmp_path) as hub:
        for name, value in hub.env.items():
            monkeypatch.setenv(name, value)
        yield Forge(hub.host, "acme/widget", tmp_path)


def test_a_document_is_read(forge: Forge) -> None:
    """A document that is there is parsed."""
    assert forge.get("thing") == {"a": 1}


def test_every_page_is_read(forge: Forge) -> None:
    """A list longer than a page comes whole."""
    assert len(forge.pages("things?per_page=100", "things")) == 150


def test_a_list_shorter_than_its_own_count_is_no_answer(forge: Forge, world: World) -> None:
    """A list that does not hold what the forge counts is undecided."""
    world.documents["few"] = {"total_count": 3, "few": [1]}
    with pytest.raises(Undecided, match="got 1 items of few, expected the 3 that GitHub counts"):
        forge.pages("few", "few")


def test_an_absent_thing_is_none(forge: Forge) -> None:
    """What is not in a readable repository is absent."""
    assert forge.find("nothing") is None


def test_a_repository_that_cannot_be_read_makes_nothing_absent(forge: Forge, world: World) -> None:
    """A 404 proves an absence only where the repository itself answers."""
    del world.documents[""]
    with pytest.raises(Unavailable, match="a repository that this login can read"):
        forge.find("nothing")


@pytest.mark.parametrize(
    ("status", "advice"),
    [
        (401, "log in with `gh auth login`"),
        (403, "use a login that can read this"),
        (410, "it has expired on GitHub"),
        (503, "wait a little"),
        (429, "rate limit is used up"),
    ],
)
def test_a_refusal_says_what_to_do(forge: Forge, world: World, status: int, advice: str) -> None:
    """Each refusal is the environment's, with its own advice."""
    world.statuses["thing"] = status
    with pytest.raises(Unavailable, match=advice):
        forge.get("thing")


def test_an_answer_that_is_not_json_is_no_answer(forge: Forge, world: World) -> None:
    """A page of a proxy is undecided, not an empty document."""
    world.blobs["contents/page"] = b"<html>log in here</html>"
    with pytest.raises(Undecided, match="HTML"):
        forge.get("contents/page")


def test_a_dead_server_is_unavailable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A closed port is the environment's."""
    monkeypatch.setenv("GH_ENTERPRISE_TOKEN", "x")
    monkeypatch.setenv("GH_CONFIG_DIR", str(tmp_path))
    with pytest.raises(Unavailable, match="run again with network access"):
        Forge("127.0.0.1:9", "acme/widget", tmp_path).get("thing")


def test_an_unknown_authority_is_unavailable(forge: Forge, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A certificate that nobody vouches for is never accepted."""
    empty = tmp_path / "none.pem"
    empty.write_text("", "utf-8")
    monkeypatch.setenv("SSL_CERT_FILE", str(empty))
    with pytest.raises(Unavailable, match="x509"):
        forge.get("thing")


def test_no_login_is_unavailable(forge: Forge, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a token the advice is to log in."""
    monkeypatch.delenv("GH_ENTERPRISE_TOKEN")
    with pytest.raises(Unavailable, match="gh auth login"):
        forge.get("thing")


def test_a_forge_must_be_named(tmp_path: Path) -> None:
    """A profile with neither forge nor reason, and one with a reason, each say what to do."""
    with pytest.raises(Unavailable, match=r"a profile without \[forge\] host and repository"):
        forge_of("", "", "", tmp_path)
    with pytest.raises(Unavailable, match="no GitHub repository: it lies in a drawer"):
        forge_of("", "", "it lies in a drawer", tmp_path)
