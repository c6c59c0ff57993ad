"""Native code that users' systems cannot load or start: each kind in several shapes, with sound counterparts."""

from pathlib import Path
from typing import Any

import pytest

from core.findings import rules_of
from facts.packages.binary import Binary
from facts.packages.rules import glibc_too_new
from facts.packages.subject import Subject
from tests.facts.packages.packed import Content, elf, found, mach_o, node, wheel

BOTH = "py3-none-manylinux_2_17_x86_64.manylinux2014_x86_64.musllinux_1_1_x86_64"
MAC = "cp311-cp311-macosx_11_0_arm64"
MODULE = "demo/_x.cpython-311-darwin.so"
STARTED = ("demo",)


def linux(files: dict[str, Content], name: str = "demo_1.1.0_linux_amd64.tar.gz") -> dict[str, Any]:
    """Name an archive for Linux."""
    return {name: files}


def mac(*loads: str, **more: Content) -> dict[str, Any]:
    """Name an archive for macOS whose program loads libraries."""
    return {"demo_1.1.0_darwin_arm64.tar.gz": {"demo/bin/demo": mach_o(load=list(loads)), **more}}


LIBRARY = mach_o("libfoo.dylib", "library")
BAD = [
    ("glibc-too-new", wheel("py3-none-manylinux_2_28_x86_64", {"demo/demo": elf(glibc="2.38")})),
    ("glibc-too-new", wheel("py3-none-manylinux2010_x86_64", {"demo/libx.so": elf("libx.so", "library", glibc="2.17")})),
    ("wrong-libc", wheel("py3-none-musllinux_1_2_x86_64", {"demo/demo": elf(glibc="2.17")})),
    ("wrong-libc", wheel("py3-none-manylinux_2_17_x86_64", {"demo/demo": elf(needed=["libc.musl-x86_64.so.1"])})),
    ("wrong-libc", wheel(BOTH, {"demo/demo": elf(glibc="2.17")})),
    ("wrong-libc", linux({"demo": elf(glibc="2.34")}, "demo-1.1.0-x86_64-unknown-linux-musl.tar.gz")),
    ("library-not-bundled", wheel("py3-none-manylinux_2_17_x86_64", {"demo/demo": elf(needed=["libfoo.so.3"])})),
    ("macos-too-new", wheel(MAC, {MODULE: mach_o("_x.so", "library", minos="13.0")})),
    ("load-path-not-portable", mac("/usr/local/opt/openssl@3/lib/libssl.3.dylib")),
    ("load-path-not-portable", mac("/Users/runner/work/x/libx.dylib")),
    ("load-path-not-portable", mac("/nix/store/abc/lib/libiconv.dylib")),
    ("load-path-not-portable", mac("libfoo.dylib")),
    ("load-path-not-portable", mac("target/release/deps/libfoo.dylib")),
    ("load-path-not-portable", mac("@rpath/libfoo.dylib")),
    ("load-path-not-portable", mac("@loader_path/../lib/libfoo.dylib")),
    ("load-path-not-portable", wheel(MAC, {MODULE: mach_o("_x.so", "library", load=["@rpath/libomp.dylib"])})),
    ("library-path-of-build-machine", linux({"demo/bin/demo": elf(rpath="/home/runner/work/demo/lib", needed=["libc.so.6"])})),
    ("own-library-missing", linux({"demo/bin/demo": elf(rpath="$ORIGIN/../lib", needed=["libdemo.so.1", "libc.so.6"])})),
    ("wrong-architecture", node({"main": "b.node"}, {"b.node": elf("b.node", "library", "aarch64")}, "@demo/linux-x64")),
]
GOOD = [
    wheel(
        "py3-none-musllinux_1_2_x86_64",  # what a repaired wheel brings along, whose symbols are called after any C library
        {"demo/_x.so": elf("_x.so", "library", glibc="2.0", owner="libgcc_s-0bf60adc.so.1", needed=["libc.musl-x86_64.so.1"], rpath="$ORIGIN/../demo.libs"),
         "demo.libs/libgcc_s-0bf60adc.so.1": elf("libgcc_s-0bf60adc.so.1", "library")},
    ),
    wheel("py3-none-musllinux_1_1_x86_64", {"demo/demo": elf()}),
    wheel(BOTH, {"demo/demo": elf()}),
    wheel("py3-none-manylinux_2_38_x86_64", {"demo/demo": elf(glibc="2.38")}),
    linux({"demo": elf(glibc="2.34")}, "demo-1.1.0-x86_64-unknown-linux-gnu.tar.gz"),
    wheel(MAC, {MODULE: mach_o("_x.so", "library", minos="11.0")}),
    wheel("cp311-cp311-macosx_10_15_x86_64.macosx_11_0_arm64", {MODULE: mach_o("_x.so", "library", minos="11.0")}),
    mac("/System/Library/Frameworks/Security.framework/Versions/A/Security", "/usr/lib/swift/libswiftCore.dylib"),
    mac("@executable_path/../lib/libfoo.dylib", **{"demo/lib/libfoo.dylib": LIBRARY}),
    wheel(MAC, {MODULE: mach_o("_x.so", "library", load=["@loader_path/.dylibs/libfoo.dylib"]), "demo/.dylibs/libfoo.dylib": LIBRARY}),
    wheel(MAC, {MODULE: mach_o("_x.so", "library", load=["@loader_path/../torch/lib/libtorch.dylib"])}),
    linux({"demo/bin/demo": elf(rpath="$ORIGIN/../lib", needed=["libdemo.so.1"]), "demo/lib/libdemo.so.1": elf("libdemo.so.1", "library")}),
    linux({"demo/bin/demo": elf(needed=["libssl.so.3", "libc.so.6"])}),
    node({"main": "b.node"}, {"b.node": elf("b.node", "library")}, "@demo/linux-x64"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "artifacts"), BAD)
def test_what_does_not_load_is_refused(tmp_path: Path, rule: str, artifacts: dict[str, Any]) -> None:
    """Each for its reason, and for no other."""
    assert rules_of(found(tmp_path, artifacts, STARTED)) == [rule]


@pytest.mark.parametrize("artifacts", GOOD)
def test_what_loads_is_left_alone(tmp_path: Path, artifacts: dict[str, Any]) -> None:
    """No rule finds anything."""
    assert found(tmp_path, artifacts, STARTED) == []


@pytest.mark.parametrize(
    "artifacts",
    [
        linux({"demo": elf()}),
        linux({"demo-1.1.0/bin/demo": elf(), "demo-1.1.0/README.md": ""}),
        linux({"demo": elf()}, "demo_1.1.0_linux_amd64.zip"),
        linux({"d/demo": "#!/usr/bin/env python3\nprint(1)\n"}),
        wheel("py3-none-manylinux_2_17_x86_64", {"demo/bin/demo": elf()}),
        node({"os": ["linux"], "cpu": ["x64"]}, {"bin/demo": elf()}, "@demo/linux-x64"),
    ],
)
def test_a_program_that_nobody_may_start_is_refused(tmp_path: Path, artifacts: dict[str, Any]) -> None:
    """In a tar, a zip and a package, at the root, in a folder and in bin/; with its mode it is sound."""
    assert rules_of(found(tmp_path, artifacts)) == ["not-executable"]
    assert found(tmp_path, artifacts, STARTED) == []


LEFT = ["libssl.so.3", "libffi.so.8", "libicuuc.so.74", "libboost_system.so.1.83.0", "libpython3.12.so.1.0", "libbz2.so.1.0", "libunknown.so.7", "libjpeg.so.62", "libpng16.so.16"]  # fmt: skip
DROPPED = ["libssl.so.1.1", "libcrypto.so.10", "libffi.so.7", "libicudata.so.60", "libboost_system.so.1.58.0", "libpython2.7.so.1.0", "libncurses.so.5", "libpng12.so.0",
           "libtbb.so.2", "libjson-c.so.4", "libtiff.so.4", "libldap_r-2.4.so.2", "libgfortran.so.3", "libavcodec.so.58"]  # fmt: skip


@pytest.mark.parametrize(("needs", "rules"), [*((one, []) for one in LEFT), *((one, ["dropped-library"]) for one in DROPPED)])
def test_of_known_libraries_only_current_versions_are_on_users_systems(tmp_path: Path, needs: str, rules: list[str]) -> None:
    """Of what is not known nothing is said: users may be told to install it."""
    assert (
        rules_of(found(tmp_path, linux({"demo/bin/demo": elf(needed=[needs, "libc.so.6"])}), executable=("bin/demo",))) == rules
    )


@pytest.mark.parametrize(
    ("tag", "needs", "rules"),
    [
        ("manylinux_2_17_x86_64.manylinux2014_x86_64", (3, 4, 26), ["glibc-too-new"]),
        ("manylinux2010_x86_64", (3, 4, 14), ["glibc-too-new"]),
        ("manylinux_2_17_x86_64", (3, 4, 19), []),
        ("manylinux_2_28_x86_64", (3, 4, 25), []),
        ("manylinux_2_34_x86_64", (3, 4, 29), []),
        ("manylinux_2_99_x86_64", (3, 4, 99), []),
        ("linux_x86_64", (3, 4, 26), []),
    ],
)
def test_the_c_plus_plus_library_of_the_system_has_a_version_too(tag, needs, rules, tmp_path):
    """What a tag's systems have of it is known; of newer systems nothing is claimed."""
    subject = Subject(tmp_path / f"demo-1.1.0-cp311-cp311-{tag}.whl", "wheel")
    subject.__dict__["binaries"] = {"demo/x.so": Binary("ELF", frozenset({"x86_64"}), libstdcxx=needs)}
    subject.__dict__["files"] = {"demo/x.so": "demo/x.so"}
    assert rules_of(list(glibc_too_new.findings(subject))) == rules
