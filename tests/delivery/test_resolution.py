"""Every declared Python on every platform gets a file that works, or is named with what it gets instead."""

import pytest

from core.errors import Undecided
from core.findings import rules_of
from delivery.resolution import declared, unserved
from facts.archives.sdist import Sdist
from facts.archives.wheel import Wheel
from profiles.schema.channels import Channel, Platform
from tests.delivery import packages
from tests.facts.archives.natives import elf, mach_o, universal

CHANNEL = Channel("demo-pkg")
MAC, LINUX = Platform("mac", newest="macosx_15_0_arm64"), Platform("linux", newest="manylinux_2_35_x86_64")


def opened(folder, *tags: str, native=None, sdist: bool = True):
    """The packages of a release: a wheel per tag, and an sdist."""
    found = {}
    for tag in tags:
        path = folder / f"demo_pkg-1.0.0-{tag}.whl"
        path.write_bytes(packages.wheel("1.0.0", more={"demo_native.so": native} if native else None, tag=tag))
        found[path.name] = Wheel(path)
    if sdist:
        path = folder / "demo_pkg-1.0.0.tar.gz"
        path.write_bytes(packages.sdist("1.0.0"))
        found[path.name] = Sdist(path)
    return found


def test_a_pure_wheel_serves_everybody(tmp_path):
    """Tag any fits every Python everywhere."""
    found = opened(tmp_path, "py3-none-any")
    assert [unserved(CHANNEL, platform, ["3.10", "3.13"], found) for platform in (MAC, LINUX)] == [[], []]


def test_a_pure_sdist_alone_serves_everybody(tmp_path):
    """Where no wheel holds native code, source is enough."""
    assert unserved(CHANNEL, LINUX, ["3.11"], opened(tmp_path)) == []


def test_one_python_only_leaves_the_others_with_source(tmp_path):
    """A cp311 wheel serves 3.11; the others get source without the native code, and are named."""
    found = unserved(
        CHANNEL, MAC, ["3.10", "3.11", "3.12"], opened(tmp_path, "cp311-cp311-macosx_11_0_arm64", native=mach_o("arm64"))
    )
    assert [one.path for one in found] == ["Python 3.10 on mac", "Python 3.12 on mac"]
    assert rules_of(found) == ["python-source-only"]


def test_an_abi3_wheel_serves_later_pythons(tmp_path):
    """The stable ABI of 3.11 serves 3.11 and later."""
    found = unserved(
        CHANNEL, LINUX, ["3.10", "3.11", "3.13"], opened(tmp_path, "cp311-abi3-manylinux_2_17_x86_64", native=elf("x86_64"))
    )
    assert [one.path for one in found] == ["Python 3.10 on linux"]


def test_an_installer_takes_the_best_wheel(tmp_path):
    """On a new macOS the wheel for the newer system comes first, and its contents are what counts."""
    tags = ("cp311-cp311-macosx_10_12_universal2", "cp311-cp311-macosx_11_0_universal2")
    found = unserved(CHANNEL, MAC, ["3.11"], opened(tmp_path, *tags, native=universal("x86_64", "arm64")))
    assert found == []
    wrong = unserved(CHANNEL, MAC, ["3.11"], opened(tmp_path, *tags, native=mach_o("x86_64")))
    assert wrong[0].got.startswith("demo_pkg-1.0.0-cp311-cp311-macosx_11_0_universal2.whl, in which")


def test_a_tag_that_promises_too_much_still_serves_those_it_fits(tmp_path):
    """A universal2 wheel with one architecture serves the machines that have it; the others are told what it lacks."""
    found = opened(tmp_path, "cp311-cp311-macosx_11_0_universal2", native=mach_o("arm64"))
    assert unserved(CHANNEL, MAC, ["3.11"], found) == []
    intel = Platform("intel", newest="macosx_15_0_x86_64")
    (said,) = unserved(CHANNEL, intel, ["3.11"], found)
    assert said.rule == "python-unloadable"
    assert said.got.endswith("universal2.whl, in which demo_native.so holds arm64, users there need x86_64")


def test_native_code_of_another_system_is_no_native_code(tmp_path):
    """A wheel for everybody that holds one system's library leaves the users of another without."""
    found = opened(tmp_path, "py3-none-any", native=elf("x86_64"))
    assert unserved(CHANNEL, LINUX, ["3.11"], found) == []
    assert "in which no native file is Mach-O" in unserved(CHANNEL, MAC, ["3.11"], found)[0].got


def test_without_any_file_the_platform_is_named(tmp_path):
    """No wheel that fits and no sdist is no file at all."""
    found = opened(tmp_path, "cp311-cp311-win_amd64", sdist=False)
    assert rules_of(unserved(CHANNEL, LINUX, ["3.11"], found)) == ["python-without-file"]


def test_source_builds_are_enough_where_the_profile_says_so(tmp_path):
    """A project that supports building on the user's machine says so."""
    found = opened(tmp_path, "cp311-cp311-macosx_11_0_arm64", native=mach_o("arm64"))
    assert unserved(Channel("demo-pkg", source_builds=True), LINUX, ["3.11"], found) == []


@pytest.mark.parametrize(("runtimes", "expected"), [((), ["3.11", "3.12"]), (("3.9",), ["3.9"])])
def test_the_declared_versions_are_the_profiles_or_the_classifiers(tmp_path, runtimes, expected):
    """The profile's word counts; without it, what the packages themselves claim."""
    assert declared(Channel("demo-pkg", runtimes=runtimes), opened(tmp_path, "py3-none-any")) == expected


def test_without_any_declared_version_the_profile_is_asked_for_them(tmp_path):
    """A package that names no version of Python proves nothing until the profile does."""
    silent = "Metadata-Version: 2.4\nName: demo-pkg\nVersion: 1.0.0\n"
    path = tmp_path / "demo_pkg-1.0.0-py3-none-any.whl"
    path.write_bytes(packages.wheel("1.0.0", metadata=silent))
    with pytest.raises(Undecided, match='runtimes = \\["3.12", "3.13"\\]'):
        declared(Channel("demo-pkg"), {path.name: Wheel(path)})


def test_a_platform_without_its_newest_tag_is_asked_for_it(tmp_path):
    """What an installer accepts on a platform is never guessed."""
    with pytest.raises(Undecided, match="the platform bsd without `newest`"):
        unserved(CHANNEL, Platform("bsd"), ["3.11"], opened(tmp_path, "py3-none-any"))
