"""A wheel is believed only as far as what lies in it agrees: name, version, tags, RECORD, architectures."""

import pytest

from core.errors import Undecided
from facts.archives.archive import blob_id
from facts.archives.native_file import look
from facts.archives.platforms import Host, architectures
from facts.archives.wheel import Wheel
from tests.delivery import packages
from tests.facts.archives.natives import elf, mach_o, universal

WASM = b"\0asm\1\0\0\0"


def wheel(folder, tag: str = "py3-none-any", version: str = "1.0.0", **wrong) -> Wheel:
    """A wheel of the demo in a file of its own."""
    path = folder / f"demo_pkg-{version}-{tag}.whl"
    path.write_bytes(packages.wheel("1.0.0", tag=tag, **wrong))
    return Wheel(path)


def test_an_honest_wheel_has_no_faults(tmp_path):
    """Nothing is said against a wheel that is as it should be."""
    assert wheel(tmp_path).faults == []


HANDS_ON = b'from .fast import *\n\n__doc__ = fast.__doc__\nif hasattr(fast, "__all__"):\n    __all__ = fast.__all__'


@pytest.mark.parametrize(
    ("text", "native", "traced"),
    [
        (HANDS_ON, "demo/fast.cpython-311-x86_64-linux-gnu.so", False),
        (HANDS_ON + b"\nimport os; os.system('id')\n", "demo/fast.cpython-311-x86_64-linux-gnu.so", True),
        (HANDS_ON, "other/fast.cpython-311-x86_64-linux-gnu.so", True),
    ],
)
def test_a_module_that_only_hands_on_a_native_one_is_built(tmp_path, text, native, traced):
    """Builders of native modules write it; one more statement, or no native module next to it, and the tag has to have it."""
    more = {"demo/__init__.py": text, native: elf("x86_64")}
    made = wheel(tmp_path, "cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64", more=more)
    assert ("demo/__init__.py" in made.sources) is traced


@pytest.mark.parametrize(
    ("first", "known"),
    [
        ("/usr/bin/env python3", True),
        ("/usr/bin/python3 -u", True),
        ("/usr/bin/env bash", False),
        ("/usr/bin/env python3 -u", False),
    ],
)
def test_a_script_is_known_by_its_first_line_in_the_repository(tmp_path, first, known):
    """Builds write `#!python` there, with the options that follow; the rest has to be the tag's."""
    packed = b"#!python -u\nprint(1)\n" if "-u" in first and known else b"#!python\nprint(1)\n"
    made = wheel(tmp_path, more={"demo_pkg-1.0.0.data/scripts/demo": packed})
    assert (blob_id(f"#!{first}\nprint(1)\n".encode()) in made.sources["demo"]) is known
    assert blob_id(f"#!{first}\nprint(2)\n".encode()) not in made.sources["demo"]


@pytest.mark.parametrize(("tag", "traced"), [("cp314-cp314-pyemscripten_2026_0_wasm32", False), ("py3-none-any", True)])
def test_web_assembly_is_built_on_its_own_platform_and_data_elsewhere(tmp_path, tag, traced):
    """What is data has to come from the tag, as every other file."""
    assert ("demo_native.so" in wheel(tmp_path, tag, more={"demo_native.so": WASM}).sources) is traced


@pytest.mark.parametrize(
    ("tag", "native"),
    [
        ("cp311-cp311-macosx_11_0_universal2", universal("x86_64", "arm64")),
        ("cp311-cp311-macosx_11_0_arm64", mach_o("arm64")),
        ("cp311-abi3-manylinux_2_28_x86_64", elf("x86_64")),
        ("py3-none-musllinux_1_2_aarch64", elf("arm64")),
        ("cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64", elf("x86_64")),
        ("cp313-cp313-ios_13_0_arm64_iphoneos", mach_o("arm64")),
        ("cp313-cp313-android_21_arm64_v8a", elf("arm64")),
        ("cp314-cp314-pyemscripten_2026_0_wasm32", WASM),
        ("py3-none-any", WASM),
    ],
)
def test_a_true_tag_is_believed(tmp_path, tag, native):
    """Every architecture that the tag claims is inside, and no other."""
    assert wheel(tmp_path, tag, more={"demo_native.so": native}).tag_faults == []


def test_a_tag_for_a_platform_needs_native_code_for_it(tmp_path):
    """WebAssembly is data there, as text is."""
    for more in ({}, {"demo_native.so": WASM}):
        (found,) = wheel(tmp_path, "cp311-abi3-manylinux_2_28_x86_64", more=more).tag_faults
        assert (found.rule, found.expected) == ("no-native-code", "native files")


def test_compiled_modules_are_no_pure_library(tmp_path):
    """WHEEL may not say so, or installers put them among those for every machine."""
    tag = "cp311-cp311-manylinux_2_17_x86_64"
    impure = wheel(tmp_path, tag, more={"demo_native.so": elf("x86_64")})
    assert impure.tag_faults == []
    stated = {"demo_pkg-1.0.0.dist-info/WHEEL": f"Root-Is-Purelib: true\nTag: {tag}\n".encode()}
    names = {name: impure.archive.read(name) for name in impure.archive.members} | stated
    impure.path.write_bytes(packages.zipped(names))
    (found,) = Wheel(impure.path).tag_faults
    assert (found.rule, found.expected) == ("platform-tag-mismatch", "Root-Is-Purelib: false for compiled modules")


@pytest.mark.parametrize(
    ("tag", "native", "words"),
    [
        (
            "cp311-cp311-macosx_11_0_universal2",
            mach_o("arm64"),
            "holds arm64 under the tag macosx_11_0_universal2, which declares arm64 and x86_64",
        ),
        ("cp311-cp311-macosx_11_0_arm64", universal("x86_64", "arm64"), "holds arm64 and x86_64 under the tag macosx_11_0_arm64"),
        ("cp311-cp311-macosx_11_0_arm64", mach_o("x86_64"), "holds x86_64 under"),
        (
            "cp311-cp311-manylinux_2_28_x86_64",
            mach_o("x86_64"),
            "is Mach-O under the tag manylinux_2_28_x86_64, which declares ELF",
        ),
        ("cp311-cp311-manylinux_2_28_aarch64", elf("x86_64"), "holds x86_64 under"),
        ("py3-none-any", elf("x86_64"), "is native code (ELF x86_64) under the tag any"),
        ("cp314-cp314-pyemscripten_2026_0_wasm32", elf("x86_64"), "which declares WebAssembly"),
    ],
)
def test_an_untrue_tag_is_named(tmp_path, tag, native, words):
    """A tag that promises more or other than what lies inside is named with both."""
    assert words in wheel(tmp_path, tag, more={"demo_native.so": native}).tag_faults[0].got


def test_another_version_in_metadata_is_named(tmp_path):
    """The file name and METADATA have to state one version."""
    (found,) = wheel(tmp_path, version="2.0.0").identity_faults
    assert (found.rule, found.got) == ("metadata-mismatch", "version in METADATA is 1.0.0")


def test_other_tags_in_the_wheel_file_are_named(tmp_path):
    """The file name and WHEEL have to state the same tags."""
    path = tmp_path / "demo_pkg-1.0.0-cp311-cp311-win_amd64.whl"
    path.write_bytes(packages.wheel("1.0.0"))
    (found,) = Wheel(path).identity_faults
    assert (found.rule, found.got) == ("metadata-mismatch", "tags in WHEEL is py3-none-any")


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda files: {**files, "extra.py": b""}, "extra.py is not in RECORD"),
        (
            lambda files: {name: data for name, data in files.items() if name != "demo_pkg.py"},
            "RECORD lists demo_pkg.py, which is not inside",
        ),
        (lambda files: {**files, "demo_pkg.py": b"other"}, "demo_pkg.py has another digest"),
    ],
)
def test_record_is_held_against_the_contents(tmp_path, spoil, words):
    """Files that RECORD lacks, lists in vain or knows otherwise are named."""
    path = tmp_path / "demo_pkg-1.0.0-py3-none-any.whl"
    path.write_bytes(packages.zipped(spoil(packages.unzipped(packages.wheel("1.0.0")))))
    assert words in "; ".join(found.got for found in Wheel(path).record_faults)


def test_a_name_that_is_no_wheel_is_undecided(tmp_path):
    """A file name without the parts of a wheel says so."""
    path = tmp_path / "demo.whl"
    path.write_bytes(packages.wheel("1.0.0"))
    with pytest.raises(Undecided, match="a wheel's name"):
        _ = Wheel(path).tags


def test_a_native_file_that_cannot_be_read_is_undecided():
    """A magic number with nothing behind it is no answer."""
    with pytest.raises(Undecided, match=r"broken\.so"):
        look(b"\x7fELF", "broken.so")


def test_a_host_accepts_what_its_installer_accepts():
    """Newest first, older ones after it, and none that is newer."""
    linux, mac = Host("manylinux_2_28_x86_64").accepts, Host("macosx_14_0_arm64").accepts
    assert linux[0] == "manylinux_2_28_x86_64"
    assert {"manylinux2014_x86_64", "manylinux1_x86_64", "linux_x86_64"} <= set(linux)
    assert "manylinux_2_35_x86_64" not in linux
    assert {"macosx_11_0_arm64", "macosx_11_0_universal2"} <= set(mac)
    assert "macosx_15_0_arm64" not in mac
    assert Host("win_amd64").accepts == ["win_amd64"]


@pytest.mark.parametrize(
    ("tag", "promised"),
    [
        ("any", None),
        ("win_amd64", {"x86_64"}),
        ("win32", {"x86"}),
        ("macosx_10_9_universal2", {"x86_64", "arm64"}),
        ("manylinux2014_aarch64", {"arm64"}),
        ("manylinux_2_17_ppc64le", {"ppc64"}),
        ("musllinux_1_2_s390x", {"s390x"}),
        ("ios_13_0_arm64_iphonesimulator", {"arm64"}),
        ("android_24_x86_64", {"x86_64"}),
        ("android_21_armeabi_v7a", {"arm"}),
        ("pyodide_2024_0_wasm32", {"wasm32"}),
    ],
)
def test_a_platform_tag_promises_architectures(tag, promised):
    """Each tag's promise is known."""
    assert architectures(tag) == (None if promised is None else frozenset(promised))
