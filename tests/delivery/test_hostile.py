"""A package that nobody should unpack is refused in staging by its own name and its member's, on every channel."""

from dataclasses import replace
from pathlib import Path

import pytest

from core.errors import Undecided
from core.http_client import Web
from delivery.channel_access import reach
from delivery.channels.github.channel import ForgeReleaseChannel
from delivery.channels.github.test_github import TestGitHub as ReleasePage
from delivery.channels.homebrew.channel import TapRepository
from delivery.channels.homebrew.test_homebrew import TestHomebrew as Tap
from delivery.delivered import Delivered
from delivery.package_checks import Origin, dangers
from profiles.schema.channels import Channel, ReleaseFile
from tests.delivery import harness, packages
from tests.delivery.behaviour import SAFE
from tests.delivery.explained import told
from tests.delivery.hostile_packages import TARS, Spoil, root_of, spoiled, spoils, untarred
from tests.delivery.test_staging import staged
from tests.delivery.worlds import WORLDS
from tests.tools import needs

NOBODY = Origin("c" * 40, {})
PACKAGES = [(world, name) for world in WORLDS for name in world.names("1.1.0")]
CASES = [(world, name, spoil) for world, name in PACKAGES for spoil in spoils(world.files("1.1.0")[name])]
SDK = packages.sdk(b"\x7fELF", "1.1.0")
SDKS = {f"demo_1.1.0_{number}.tar.gz": spoil for number, spoil in enumerate(TARS)}


def folder_of(place: Path, files) -> Path:
    """A folder of artifacts."""
    place.mkdir()
    for name, data in files.items():
        (place / name).write_bytes(data)
    return place


def said(root: str, spoil: Spoil) -> str:
    """The words that name the danger."""
    return spoil.says.replace("{root}", root)


def hostile(world, name: str, spoil: Spoil, folder: Path) -> tuple[Delivered, str]:
    """A channel in staging whose one file is hostile, and the words that must name it."""
    files = world.files("1.1.0")
    root = root_of(packages.unzipped(files[name]) if name.endswith((".whl", ".zip")) else untarred(files[name]))
    artifacts = folder_of(folder / "artifacts", files | {name: spoiled(files[name], spoil)})
    return staged(world, folder / "site", artifacts), said(root, spoil)


@needs("go")
@pytest.mark.parametrize(("world", "name", "spoil"), CASES, ids=[f"{name} with {spoil.name}" for _, name, spoil in CASES])
def test_a_hostile_package_is_refused_by_name(world, name, spoil, tmp_path, record_property):
    """The check of archives fails, which is more than an error, and says which file and which member of it."""
    subject, words = hostile(world, name, spoil, tmp_path)
    came = harness.came(world.contract, SAFE, subject, NOBODY)
    record_property("said", told(came.message))
    assert (came.outcome, f"{name}: " in came.message) == ("failed", True), came
    assert words in came.message.replace("\\\\", "\\")


@needs("go")
@pytest.mark.parametrize("world", WORLDS, ids=lambda one: one.word)
def test_no_client_is_given_a_hostile_package(world, tmp_path):
    """What is refused is not handed to the user's client on the maintainer's machine either."""
    name = world.names("1.1.0")[-1]
    subject, _ = hostile(world, name, spoils(world.files("1.1.0")[name])[0], tmp_path)
    with pytest.raises(Undecided, match="leaves the folder.*nothing was installed"):
        _ = subject.installed


def sdks(word: str, kind, folder: Path, more) -> Delivered:
    """What comes of a channel of SDK archives that are hostile in every way, one way each."""
    artifacts = folder_of(folder / "artifacts", {name: spoiled(SDK, spoil) for name, spoil in SDKS.items()} | more)
    channel = Channel(
        "demo" if word == "homebrew" else "owner/demo", files=tuple(map(ReleaseFile, SDKS)), first_version="1.1.0", timeout=60
    )
    at = replace(harness.site(word, channel, folder / "site", ""), stage="staging")
    return Delivered(at, reach(at, kind, lambda: artifacts), kind(at, Web()), harness.Memory())


def require_each_named(contract, subject: Delivered) -> None:
    """The check fails, and every archive is named with its own danger."""
    assert harness.came(contract, SAFE, subject, NOBODY).outcome == "failed"
    found = dangers(subject.packages)
    named = {name for name, spoil in SDKS.items() if any(one.path == name and said("", spoil) in one.got for one in found)}
    assert named == set(SDKS)


@needs("gh", "openssl")
def test_hostile_sdks_of_a_release_page_are_refused_by_name(tmp_path):
    """Archives on the release page, each hostile in another way, are all named."""
    require_each_named(ReleasePage, sdks("github", ForgeReleaseChannel, tmp_path, {}))


def test_hostile_sdks_of_a_tap_are_refused_by_name(tmp_path):
    """Archives that a formula names, each hostile in another way, are all named."""
    lines = "".join(f'  url "https://example.test/{name}"\n  sha256 "{"0" * 64}"\n' for name in SDKS)
    formula = f'class Demo < Formula\n  version "1.1.0"\n{lines}end\n'
    require_each_named(Tap, sdks("homebrew", TapRepository, tmp_path, {"demo.rb": formula.encode()}))
