"""What the checks of every channel share: the channel of the module, in the stage of the item, asked once a run."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from core.examined import Examine
from core.wait_status import WaitNotices
from delivery.built_artifacts import not_given
from delivery.built_artifacts import owed as owed_of
from delivery.delivered import Delivered, Once
from delivery.delivery import Delivery, failed_run
from delivery.identity import Binary, binaries
from delivery.incident import IncidentRow, row
from delivery.index_attestations import Source, required
from delivery.package_checks import Origin
from delivery.package_subjects import subjects as subjects_of
from delivery.parallel_channels import SideBySide
from delivery.platform_matrix import Cell, Known, cells, needs_a_build
from delivery.results import Fetched
from delivery.tag_tree import origin as origin_of
from delivery.tag_tree import text_of
from delivery.this_machine import elsewhere
from facts.indexes.signatures import Trust
from facts.packages.subject import Subject
from facts.vcs.git import Checkout
from profiles.release import Release
from profiles.schema.machines import Machine

# The contract's assertions stand in a module that is no test module: without this they would fail without a word.
pytest.register_assert_rewrite("delivery.contract")


@pytest.fixture
def stage(request: pytest.FixtureRequest) -> str:
    """The stage that this item serves."""
    return _stage_of(request.node)


def _stage_of(item: Any) -> str:
    params = getattr(getattr(item, "callspec", None), "params", {})
    return str(params.get("_stage", "delivery"))


@pytest.fixture
def word(request: pytest.FixtureRequest) -> str:
    """The channel's word: the name of the module's folder."""
    return str(request.path.parent.name)


@pytest.fixture
def delivery(release: Release, stage: str, workspace: Path, once: Once, notices: WaitNotices) -> Delivery:
    """Every channel of the profile in this stage."""
    found = Delivery(release, stage, workspace / "delivery" / stage, once, notices, workspace / "built")
    if stage == "staging" and not found.built.given:
        raise not_given()
    return found


@pytest.fixture(scope="session")
def walking(request: pytest.FixtureRequest) -> Iterator[SideBySide]:
    """Channels that are under way together; a session that ends in order waits for their clients."""
    walking = SideBySide()
    yield walking
    walking.end(wait=request.session.exitstatus != pytest.ExitCode.INTERRUPTED)


@pytest.fixture
def side_by_side(delivery: Delivery, stage: str, walking: SideBySide, request: pytest.FixtureRequest) -> Delivery:
    """Every channel, with those begun that the selected checks of this stage ask for."""
    named = _named(stage, delivery.channels, request.session.items)
    walking.begin(stage, {word: partial(delivery.channel, word) for word in named}, named)
    return delivery


def _named(stage: str, channels: Collection[str], items: Iterable[Any]) -> dict[str, set[str]]:
    """Return which names the selected checks of a stage use, by channel; a module that is of no channel looks at all."""
    named: dict[str, set[str]] = {}
    for item in items:
        word = item.path.parent.name
        if "delivery" in item.nodeid.split("/")[0] and _stage_of(item) == stage:
            for one in [word] if word in channels else channels:
                named.setdefault(one, set()).update(step for mark in item.iter_markers("ahead") for step in mark.args)
    return named


@pytest.fixture
def delivered(side_by_side: Delivery, word: str) -> Delivered:
    """What the module's channel delivers."""
    return side_by_side.channel(word)


@pytest.fixture
def users_here(machine: Machine) -> None:
    """Go on where this machine is of the kind that the check asks for; another one's evidence can be imported."""
    if not machine.is_here:
        raise elsewhere(machine)


@pytest.fixture
def delivered_here(users_here: None, delivered: Delivered) -> Delivered:
    """What the module's channel delivers to users of this machine."""
    return delivered


@pytest.fixture
def table(side_by_side: Delivery) -> list[IncidentRow]:
    """The official channels, one row each."""
    return [row(side_by_side.channel(word)) for word in side_by_side.official]


@pytest.fixture
def matrix(side_by_side: Delivery, origin: Origin, examine: Examine) -> list[Cell]:
    """What every channel gives to users of every platform, recorded as evidence."""
    channels = [side_by_side.channel(word) for word in side_by_side.channels]
    known = Known(origin, side_by_side.built.digests if side_by_side.built.given else {}).with_binaries(channels)
    found = [cell for channel in channels for cell in cells(channel, known)]
    for cell in found:
        place = {"channel": cell.channel, "platform": cell.platform, "traced": cell.traced}
        examine.artifact(cell.name, cell.sha256, cell.size, cell.source, **place)
    return found


@pytest.fixture
def traceable(delivery: Delivery, matrix: list[Cell]) -> list[Cell]:
    """The matrix, where all that could trace a file was given."""
    if needs_a_build(matrix) and not delivery.built.given:
        raise not_given()
    return matrix


@pytest.fixture
def same_named(side_by_side: Delivery) -> list[Binary]:
    """The programs and libraries of the official channels."""
    return binaries(side_by_side.channel(word) for word in side_by_side.official)


@pytest.fixture
def failed(release: Release, once: Once) -> list[str]:
    """What the publish run says of its failure, when one is named."""
    return list(once("delivery-failed-run", lambda: failed_run(release)))


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
    told = once("delivery-origin", lambda: _plain(origin_of(checkout, remote, release.tag)))
    return Origin(told["commit"], told["tree"], tuple(told["unread"]))


def _plain(found: Origin) -> dict[str, Any]:
    return {"commit": found.commit, "tree": dict(found.tree), "unread": list(found.unread)}


@pytest.fixture
def subjects(delivery: Delivery, delivered: Delivered, origin: Origin) -> list[Subject]:
    """What the channel delivers, with what lies next to it and the paths of the tag."""
    staged = delivery.stage == "staging"
    artifacts = [path for path in sorted(delivery.built.folder.rglob("*")) if path.is_file()] if staged else []
    asks = getattr(delivered.published, "has", None)
    told = partial(text_of, Checkout(delivery.release.project), origin)
    had, source = frozenset(delivered.base_paths), delivered.site.channel.source
    made = subjects_of(delivered.site, delivered.fetched, artifacts, frozenset(origin.tree), told, asks)
    return [replace(one, had=had, source=source) if one.version else one for one in made]


@pytest.fixture
def source(release: Release, delivered: Delivered, request: pytest.FixtureRequest, examine: Examine) -> Source:
    """What attestations have to name, where the channel owes any."""
    if not delivered.owes_attestations:
        return Source("", "")
    provenance, forge = release.profile.provenance, release.profile.forge
    origin = request.getfixturevalue("origin")
    files = [file for file in origin.tree if file.startswith(".github/workflows/")]
    named = tuple(dict.fromkeys(file for file in (provenance.publish_file, provenance.build_file) if file in files))
    refs = tuple(ref.format(tag=release.tag) for ref in provenance.source_refs)
    trust = Trust(release.project / provenance.trust_root if provenance.trust_root else None)
    root = trust.described(datetime.now(UTC))
    examine.artifact("trusted root", root.sha256, root.size, root.origin, age_in_days=root.age)
    return Source(
        required(forge), origin.commit, provenance.head_differs, refs, named or tuple(files), trust, forge.host or "github.com"
    )


@pytest.fixture
def built(delivery: Delivery) -> dict[str, str]:
    """The sha256 of every artifact that was built, by file name."""
    if not delivery.built.given:
        raise not_given()
    return delivery.built.digests


@pytest.fixture
def owed(release: Release, delivered: Delivered, built: dict[str, str]) -> list[Fetched]:
    """The served files that the build must have made; the others are made in publishing, from the tag."""
    planned = [name for artifact in release.profile.provenance.artifacts for name in artifact.files]
    filled = [name.format(version=release.target.version, tag=release.tag) for name in planned]
    names = owed_of([file.name for file in delivered.fetched], built, filled)
    return [file for file in delivered.fetched if file.name in names]


@pytest.fixture
def comparable(delivered: Delivered) -> list[str]:
    """Files of the base that sizes are compared with."""
    return delivered.comparable
