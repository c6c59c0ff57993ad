"""What the base release has on real indexes of ours is planned for the target: silent on a whole plan, loud on a dropped part."""

import tomllib
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from core.errors import Undecided
from core.http_client import Web
from delivery.base_coverage import Had, dropped, had
from delivery.channel_kinds import TRANSPORTS
from delivery.channels.pypi.staging_server import PythonFile, PythonSite, serve_python
from delivery.site import Site
from profiles.schema.channels import Channel, ReleaseFile
from tests.delivery import all_channels, all_channels_profile, harness, packages
from tests.delivery.all_channels_served import VERSION, served_crates, served_go, served_node, served_python, served_tap

SERVED = {"crates": served_crates, "golang": served_go, "homebrew": served_tap, "npm": served_node, "pypi": served_python}
FILES = {
    "crates": (".crate",), "golang": (f"v{VERSION}.zip",), "homebrew": ("_linux.tar.gz", "_mac.tar.gz"), "npm": (".tgz",),
    "pypi": ("any.whl", f"pkg-{VERSION}.tar.gz"),
}  # fmt: skip
WHEELS = ("manylinux_2_17_x86_64", "macosx_10_12_x86_64", "macosx_11_0_arm64", "win_amd64")
TARGET = "1.2.0"


def channel(word: str) -> Channel:
    """Return a channel of the demo project."""
    text = all_channels_profile.sections(dict.fromkeys(all_channels.WORDS, ""), 1)[word]
    return msgspec.convert(tomllib.loads(text)["channels"][word], Channel)


def asked(word: str, planned: Channel, folder: Path, stack: ExitStack) -> Had:
    """Ask a real index of ours what version 1.1.0 has there; 1.2.0 is the target."""
    made = all_channels.made(VERSION, "c" * 40)
    files = {name: data for name, data in made.items() if name.endswith(FILES[word])}
    address = stack.enter_context(SERVED[word](files, folder))
    at = harness.site(word, msgspec.structs.replace(planned, address=address), folder, address, TARGET, VERSION)
    return had(at, TRANSPORTS[word](at, Web(harness.QUICK)))


@pytest.mark.parametrize("word", sorted(SERVED))
def test_a_whole_plan_is_left_alone_and_a_dropped_file_is_named(word: str, tmp_path: Path) -> None:
    """Every kind of channel: all its files are planned; without one plan the base's file is named, unless a reason stands for it."""
    planned = channel(word)
    with ExitStack() as stack:
        found = asked(word, planned, tmp_path, stack)
    assert len(found.names) == len(planned.files)
    assert dropped([found], ()) == []
    lost = replace(found, site=replace(found.site, channel=msgspec.structs.replace(planned, files=planned.files[1:])))
    (one,) = dropped([lost], ())
    assert (one.rule, one.path) == ("file-dropped", word)
    name = planned.files[0].name
    assert name.replace("{version}", VERSION) in one.got
    assert dropped([lost], {f"{word} {name}"}) == []


def wheels(plan: tuple[str, ...], folder: Path, served: tuple[str, ...] = WHEELS) -> list[str]:
    """Return the files that a plan of these platforms drops, of an index that serves others."""
    names = [f"demo_pkg-1.1.0-cp312-cp312-{one}.whl" for one in served]
    page = PythonSite("demo-pkg", {name: PythonFile(name, packages.wheel("1.1.0")) for name in names})
    files = tuple(ReleaseFile(f"demo_pkg-{{version}}-cp312-cp312-{one}.whl") for one in plan)
    with serve_python(page) as address:
        at = harness.site("pypi", Channel("demo-pkg", files=files, address=address), folder, address, TARGET, VERSION)
        found = replace(had(at, TRANSPORTS["pypi"](at, Web(harness.QUICK))), licenses=())
    return [one.got.split(",")[0].rpartition("-")[2] for one in dropped([found], ())]


@pytest.mark.parametrize(
    ("plan", "lost"),
    [
        (WHEELS, []),
        (("manylinux_2_28_x86_64", "macosx_10_12_x86_64", "macosx_12_0_arm64", "win_amd64"), []),
        (("manylinux_2_17_x86_64", "macosx_10_12_*", "macosx_11_0_*", "win_amd64"), []),
        (WHEELS[:3], ["win_amd64.whl"]),
        (("manylinux_2_17_x86_64", "macosx_11_0_*", "win_amd64"), ["macosx_10_12_x86_64.whl"]),
        (("manylinux_2_17_aarch64", *WHEELS[1:]), ["manylinux_2_17_x86_64.whl"]),
    ],
)
def test_a_platform_that_the_plan_lacks_is_named(tmp_path: Path, plan: tuple[str, ...], lost: list[str]) -> None:
    """A newer age of the same system is no loss; another machine, or one system less, is."""
    assert wheels(plan, tmp_path) == lost


def test_what_every_file_of_the_base_has_is_planned_too(tmp_path: Path) -> None:
    """License files, a list of checksums and attestations, each with the name that leaves it out."""
    at = Site("pypi", Channel("demo", files=(ReleaseFile("a"),)), TARGET, VERSION, "delivery", tmp_path, "pytest")
    base = Had(at, ("a",), ("LICENSE", "NOTICE"), "sha256sums.txt", True)
    rules = ["license-dropped", "checksums-dropped", "attestations-dropped"]
    assert [one.rule for one in dropped([base], ())] == rules
    assert dropped([base], {"pypi NOTICE", "pypi checksums", "pypi attestations"}) == []
    whole = msgspec.structs.replace(at.channel, licenses=("LICENSE", "NOTICE"), checksums="sums", attested=True)
    assert dropped([replace(base, site=replace(at, channel=whole))], ()) == []


def test_a_channel_without_the_base_has_nothing_to_lose(tmp_path: Path) -> None:
    """A channel that is new with the target says so; another one that shows no base release proves nothing."""
    with ExitStack() as stack:
        found = asked("npm", channel("npm"), tmp_path, stack)
        at = replace(found.site, base="0.9.0")
        new = replace(at, channel=msgspec.structs.replace(at.channel, first_version=TARGET))
        assert dropped([had(new, TRANSPORTS["npm"](new, Web(harness.QUICK)))], ()) == []
        with pytest.raises(Undecided, match="no answer from npm .no 0.9.0 there"):
            dropped([had(at, TRANSPORTS["npm"](at, Web(harness.QUICK)))], ())


def test_a_channel_that_does_not_answer_is_undecided_once(tmp_path: Path) -> None:
    """Without network nobody can tell; what another channel lost is still said."""
    at = harness.site("pypi", channel("pypi"), tmp_path, "http://127.0.0.1:9/simple/", TARGET, VERSION)
    silent = had(at, TRANSPORTS["pypi"](at, Web(harness.QUICK)))
    assert silent.reason
    with pytest.raises(Undecided, match=r"no answer from pypi \("):
        dropped([silent, Had(at)], ())
    (one,) = dropped([silent, Had(at).with_another_file], ())
    assert "nobody-has-this" in one.got
