"""What the checks of every channel share: the channel of the module, in the stage of the item, asked once a run."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from delivery.delivered import Delivered, sha256_of
from delivery.opened import Origin
from delivery.reach import reach
from delivery.results import Fetched
from delivery.site import Site
from delivery.tag_tree import origin as origin_of
from facts.errors import Undecided
from facts.git import Checkout
from facts.web import Web
from plugins.examined import Examine
from plugins.release import Release

# The contract's assertions stand in a module that is no test module: without this they would fail without a word.
pytest.register_assert_rewrite("delivery.contract")

Once = Callable[[str, Callable[[], Any]], Any]


@pytest.fixture
def stage(request: pytest.FixtureRequest) -> str:
    """The stage that this item serves."""
    params = getattr(getattr(request.node, "callspec", None), "params", {})
    return str(params.get("_stage", "delivery"))


@pytest.fixture
def word(request: pytest.FixtureRequest) -> str:
    """The channel's word: the module's name."""
    return str(request.module.__name__).rpartition("test_")[2]


@pytest.fixture
def site(release: Release, word: str, stage: str, workspace: Path) -> Site:
    """The channel as the profile plans it."""
    channel = (release.profile.channels or {}).get(word)
    if channel is None:
        raise Undecided(got=f"no [channels.{word}] in the profile", expected="its plan", advice="add it, or its reason")
    repeat = f"pytest --release-target {release.target} --base-tag {release.base} -m {stage} -k {word}"
    folder = workspace / "delivery" / stage / word
    return Site(word, channel, release.target.version, release.base.version, stage, folder, repeat)


@pytest.fixture
def delivered(request: pytest.FixtureRequest, site: Site, release: Release, once: Once) -> Delivered:
    """What the channel delivers."""
    transport = request.cls.transport
    published = transport(site, Web())
    return Delivered(site, reach(site, transport, release.artifacts), published, once, _teller(request.config, site.word))


def _teller(config: pytest.Config, word: str) -> Callable[[str], None]:
    terminal = config.pluginmanager.get_plugin("terminalreporter")
    return lambda sentence: terminal.write_line(f"{word}: {sentence}") if terminal else None


@pytest.fixture
def recorded(delivered: Delivered, examine: Examine) -> list[Fetched]:
    """Every file as it was served, recorded as evidence."""
    for file in delivered.fetched:
        examine.artifact(file.name, file.sha256, file.size, delivered.listing.source)
    return delivered.fetched


@pytest.fixture
def origin(release: Release, once: Once) -> Origin:
    """The commit under release, with its tree."""
    checkout, remote = Checkout(release.project), release.profile.project.remote
    told = once("delivery-origin", lambda: _plain(origin_of(checkout, remote, release.target.name)))
    return Origin(told["commit"], told["tree"])


def _plain(found: Origin) -> dict[str, Any]:
    return {"commit": found.commit, "tree": dict(found.tree)}


@pytest.fixture
def built(release: Release) -> dict[str, str]:
    """The sha256 of every artifact that was built, by file name."""
    if release.artifacts is None:
        pytest.skip("no --artifacts=DIR given: name the folder with the build run's artifacts")
    return sha256_of(release.artifacts)


@pytest.fixture
def comparable(delivered: Delivered) -> list[str]:
    """Files of the base that sizes are compared with."""
    return delivered.comparable
