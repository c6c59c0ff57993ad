"""Staging: built artifacts are served on loopback as the channel would, and the same checks meet them there."""

from dataclasses import replace

import pytest
from msgspec import structs

from core.http_client import Web
from delivery.channel_access import reach
from delivery.channels.crates.channel import CrateRegistry
from delivery.channels.golang.channel import ModuleProxy
from delivery.channels.npm.channel import NodeRegistry
from delivery.channels.pypi.channel import PythonIndex
from delivery.delivered import Delivered
from delivery.package_checks import Origin
from facts.archives.archive import hashed
from tests.delivery import harness
from tests.delivery.worlds import CRATE, GO, NODE, PYTHON, World
from tests.tools import needs

# Everything else is asked for at the client's own index: an address of nobody, so that these tests need no network.
NOBODY = "http://127.0.0.1:9"
KINDS = {"pypi": PythonIndex, "crates": CrateRegistry, "npm": NodeRegistry, "golang": ModuleProxy}


def staged(world: World, folder, artifacts, elsewhere: str = NOBODY) -> Delivered:
    """The channel in staging, with a folder of artifacts."""
    channel = structs.replace(world.channel, address=elsewhere, first_version="1.1.0", timeout=120)
    at = replace(harness.site(world.word, channel, folder, ""), stage="staging")
    kind = KINDS[world.word]
    return Delivered(at, reach(at, kind, lambda: artifacts), kind(at, Web()), harness.Memory())


def held(world: World, folder, files) -> dict[str, str]:
    """What is said against a folder of artifacts."""
    artifacts = folder / "artifacts"
    artifacts.mkdir()
    for name, data in files.items():
        (artifacts / name).write_bytes(data)
    built = {name: hashed(data)["sha256"] for name, data in files.items()}
    subject = staged(world, folder / "site", artifacts)
    return harness.offences(harness.held(world.contract, subject, Origin("c" * 40, world.tree), built, **world.rows(subject)))


@needs("go", "cargo", "npm")
@pytest.mark.parametrize("world", [PYTHON, CRATE, NODE, GO], ids=lambda one: one.word)
def test_good_artifacts_meet_every_duty_before_they_are_published(world, tmp_path):
    """What was built right passes the checks of its channel without being anywhere yet."""
    assert held(world, tmp_path, world.files("1.1.0")) == {}


@pytest.mark.parametrize("name", PYTHON.names("1.1.0"))
def test_a_missing_artifact_is_named_before_anything_is_published(name, tmp_path):
    """Every planned file that the build did not make blocks with its name."""
    files = {one: data for one, data in PYTHON.files("1.1.0").items() if one != name}
    assert name in held(PYTHON, tmp_path, files)["test_published_files_match_the_plan"]


def test_bad_artifacts_are_refused_before_they_are_published(tmp_path):
    """A file that no commit holds is refused in staging as it would be in delivery."""
    found = held(NODE, tmp_path, NODE.files("1.1.0", more={"foreign.txt": b"no commit holds this"}))
    assert "not-from-the-tag: foreign.txt is in no file of the tag" in found["test_contents_come_from_the_tag"]


@needs("go", "cargo", "npm")
@pytest.mark.parametrize("world", [PYTHON, CRATE, NODE, GO], ids=lambda one: one.word)
def test_what_is_published_already_is_no_artifact(world, tmp_path):
    """A version that the client's own index has is not there in staging unless it was built."""
    (tmp_path / "artifacts").mkdir()
    with world.served(tmp_path / "made", world.files("1.1.0")) as published:
        assert not staged(world, tmp_path / "site", tmp_path / "artifacts", published).listing.there
