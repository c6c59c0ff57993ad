"""What the checks of every channel share: the channel of the module, in the stage of the item, asked once a run."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from delivery.delivered import Delivered, Once, sha256_of
from delivery.delivery import Delivery, failed_run
from delivery.incident import Row, row
from delivery.opened import Origin
from delivery.results import Fetched
from delivery.side_by_side import SideBySide
from delivery.tag_tree import origin as origin_of
from facts.git import Checkout
from plugins.examined import Examine
from plugins.release import Release

# The contract's assertions stand in a module that is no test module: without this they would fail without a word.
pytest.register_assert_rewrite("delivery.contract")


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
def delivery(release: Release, stage: str, workspace: Path, once: Once, pytestconfig: pytest.Config) -> Delivery:
    """Every channel of the profile in this stage."""
    return Delivery(release, stage, workspace / "delivery" / stage, once, partial(_tell, pytestconfig))


@pytest.fixture(scope="session")
def side_by_side() -> Iterator[SideBySide]:
    """Channels that are under way together; their clients are waited for before the session ends."""
    running = SideBySide()
    yield running
    running.end()


@pytest.fixture
def delivered(delivery: Delivery, word: str, side_by_side: SideBySide, request: pytest.FixtureRequest) -> Delivered:
    """What the module's channel delivers, with all selected channels begun."""
    words = {str(item.path.stem).removeprefix("test_") for item in request.session.items}
    side_by_side.begin(delivery.channel(one) for one in delivery.channels if one in words)
    return delivery.channel(word)


@pytest.fixture
def table(delivery: Delivery) -> list[Row]:
    """The official channels, one row each."""
    return [row(delivery.channel(word)) for word in delivery.official]


@pytest.fixture
def failed(release: Release, once: Once) -> list[str]:
    """What the publish run says of its failure, when one is named."""
    return list(once("delivery-failed-run", lambda: failed_run(release)))


def _tell(config: pytest.Config, word: str, sentence: str) -> None:
    terminal = config.pluginmanager.get_plugin("terminalreporter")
    if terminal:
        terminal.write_line(f"{word}: {sentence}")


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
