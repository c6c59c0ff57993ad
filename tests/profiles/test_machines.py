"""Which machines a channel's client has to be tried on follows from what its users get there."""

import msgspec
import pytest

from profiles.schema.channels import Channel, Platform, ReleaseFile
from profiles.schema.machines import Machine, covers, here, owed

LINUX, MAC, INTEL = "linux-x86_64", "darwin-arm64", "darwin-x86_64"
PLATFORMS = (Platform("linux", host=LINUX), Platform("mac", host=MAC), Platform("old", host=INTEL, tier="preview"))
APART = (ReleaseFile("demo-{version}-linux.tar.gz", "linux"), ReleaseFile("demo-{version}-mac.tar.gz", "mac"))


def rows(**told) -> list[tuple[str, str, str]]:
    """The machines of a channel as name, tier, row."""
    machines = Channel("demo", **told).machines
    return [(machine.name, machine.tier, machine.row) for machine in machines]


def test_files_of_one_platform_each_are_tried_on_each():
    """Where users of different platforms get different bytes, each named machine is one row with its platform's tier."""
    expected = [(LINUX, "official", LINUX), (MAC, "official", MAC), (INTEL, "preview", INTEL)]
    assert sorted(rows(platforms=PLATFORMS, files=APART)) == sorted(expected)


@pytest.mark.parametrize(
    "files",
    [
        (ReleaseFile("demo-{version}-py3-none-any.whl"), ReleaseFile("demo-{version}.tar.gz")),
        (ReleaseFile("demo-{version}.crate"),),
        (),
    ],
    ids=["pure wheel", "source", "none"],
)
def test_one_file_for_all_is_tried_anywhere(files):
    """Where all users get the same bytes, any machine will do and no row is named."""
    assert rows(platforms=PLATFORMS, files=files) == [("", "official", "")]


@pytest.mark.parametrize(
    "told",
    [
        {"files": (ReleaseFile("demo-{version}-cp311-abi3-manylinux_2_28_x86_64.whl"),)},
        {"platforms": (*PLATFORMS[:2], Platform("more", native_files=("native/*",)))},
    ],
    ids=["a wheel's own tag", "native files inside"],
)
def test_native_bytes_are_seen_without_a_word(told):
    """A wheel of one platform, or native files inside a package for all, need no further word of the profile."""
    assert {name for name, _, _ in rows(**{"platforms": PLATFORMS, **told})} >= {LINUX, MAC}


def test_a_single_machine_names_no_row():
    """Ids stay what they were where one official machine is named; it is asked for all the same."""
    assert rows(platforms=PLATFORMS[:1], files=APART) == [(LINUX, "official", "")]


def test_named_hosts_narrow_the_platforms():
    """`hosts` names systems or machines: of the platforms those, and where there is none of them, itself."""
    assert rows(platforms=PLATFORMS, files=APART, hosts=("darwin",)) == [(MAC, "official", ""), (INTEL, "preview", INTEL)]
    assert rows(hosts=("linux", "darwin")) == [("linux", "official", "linux"), ("darwin", "official", "darwin")]


def test_a_preview_machine_alone_blocks_nothing_and_leaves_the_rest():
    """With only preview machines named, the channel itself is still tried somewhere."""
    assert owed((), {MAC: "preview"}) == (Machine("", "official", ""), Machine(MAC, "preview", MAC))


def test_a_system_covers_its_machines():
    """`darwin` is any of that system, `darwin-arm64` one kind, an empty name any at all."""
    assert [covers(name, MAC) for name in ("", "darwin", MAC, INTEL, "dar")] == [True, True, True, False, False]
    assert Machine(here()).is_here
    assert not Machine("elsewhere").is_here


@pytest.mark.parametrize("host", ["linux-amd64", "macos-arm64", "darwin", "linux_x86_64"])
def test_a_machine_that_never_was_is_refused(host):
    """A spelling that no machine has would wait for evidence for ever, so the profile is refused."""
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"name": "one", "host": host}, Platform)
