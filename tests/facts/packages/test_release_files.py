"""Files of one release next to each other: of one version, with what each of them needs beside it."""

import io
import json
import tarfile
from base64 import b64encode
from hashlib import sha256, sha512
from pathlib import Path
from typing import Any

import pytest

from core.findings import rules_of
from facts.archives.deb import control_of
from tests.cases.packages.pack import archive, binary
from tests.facts.packages.packed import elf, found

LINUX, ARM = "demo-1.1.0-linux-amd64.tar.gz", "demo-1.1.0-linux-arm64.tar.gz"
INSIDE = {"demo-1.1.0/demo": elf(), "demo-1.1.0/LICENSE": b"MIT"}
DATA = archive(LINUX, INSIDE, {"demo-1.1.0/demo": 0o755})


def program(version: str, arch: str = "aarch64") -> bytes:
    """A program that prints its version."""
    return binary({"format": "elf", "path": "demo", "kind": "program", "arch": arch, "prints": f"demo {version}"})


def arm(version: str, folder: str = "demo-1.1.0") -> dict[str, Any]:
    """The archive of another platform."""
    return {LINUX: INSIDE, ARM: {f"{folder}/demo": program(version)}}


def latest(data: bytes, version: str = "1.1.0", name: str = LINUX) -> dict[str, Any]:
    """The manifest of an updater."""
    digest = b64encode(sha512(data).digest()).decode()
    return {LINUX: INSIDE, "latest-linux.yml": {"a": f"version: {version}\nfiles:\n  - url: {name}\n    sha512: {digest}\n"}}


def scoop(digest: str, version: str = "1.1.0", name: str = LINUX) -> dict[str, Any]:
    """A manifest of Scoop."""
    url = f"https://example.com/o/demo/releases/download/v{version}/{name}"
    table = {"version": version, "architecture": {"64bit": {"url": url, "hash": digest}}, "bin": "demo.exe"}
    return {LINUX: INSIDE, "demo.json": {"a": json.dumps(table)}}


def script(version: str) -> dict[str, Any]:
    """An install script that downloads a version."""
    text = f'#!/bin/sh\nVERSION="{version}"\ncurl -LO https://example.com/releases/download/v$VERSION/demo.tar.gz\n'
    return {LINUX: INSIDE, "install.sh": {"a": text}}


def tarred(path: str, data: bytes) -> bytes:
    """A compressed tar of one file."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as target:
        info = tarfile.TarInfo(path)
        info.size = len(data)
        target.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def deb(version: str, arch: str, data: bytes = b"x") -> bytes:
    """A package of Debian."""
    control = f"Package: demo\nVersion: {version}\nArchitecture: {arch}\nDescription: demo\n more\n".encode()
    made = b"!<arch>\n"
    for name, member in (("debian-binary", b"2.0\n"), ("control.tar.gz", tarred("./control", control)), ("data.tar.gz", data)):
        head = f"{name:<16}{0:<12}{0:<6}{0:<6}{100644:<8}{len(member):<10}`\n"
        made += head.encode() + member + b"\n" * (len(member) % 2)
    return made


def signed(*names: str) -> dict[str, Any]:
    """Archives of two platforms, and checksum files of some."""
    files = {LINUX: INSIDE, ARM: {"demo-1.1.0/demo": program("1.1.0")}}
    packed = {
        name: archive(
            name,
            {path: bytes(data) for path, data in inside.items()},
            {f"{path}": 0o755 for path in inside if path.endswith("demo")},
        )
        for name, inside in files.items()
    }
    return {**files, **{f"{name}.sha256": {"a": f"{sha256(packed[name]).hexdigest()}  {name}\n"} for name in names}}


DIGEST = sha256(DATA).hexdigest()
BAD = [
    ("other-version", arm("1.0.0")),
    ("other-version", arm("1.1.0", "demo-1.0.0")),
    ("other-version", script("1.0.0")),
    ("other-version", {"demo_1.1.0_amd64.deb": {"a": deb("1.0.0-1", "amd64")}}),
    ("other-version", {"demo_1.1.0_arm64.deb": {"a": deb("1.1.0", "amd64")}}),
    ("wrong-architecture", {"demo_1.1.0_arm64.deb": {"a": deb("1.1.0", "arm64", tarred("./usr/bin/demo", elf()))}}),
    ("update-manifest-mismatch", latest(b"other")),
    ("update-manifest-mismatch", latest(DATA, "1.0.0")),
    ("update-manifest-mismatch", scoop("0" * 64)),
    ("update-manifest-mismatch", scoop(DIGEST, "1.0.0")),
    ("update-manifest-mismatch", scoop(DIGEST, name="demo-1.1.0-windows.zip")),
    ("checksum-or-signature-missing", signed(LINUX)),
]
GOOD = [arm("1.1.0"), script("1.1.0"), latest(DATA), scoop(DIGEST), signed(LINUX, ARM), signed(), {"demo_1.1.0_amd64.deb": {"a": deb("1:1.1.0-2", "amd64")}},
        {"demo_1.1.0_arm64.deb": {"a": deb("1.1.0", "arm64", tarred("./usr/bin/demo", elf(arch="aarch64")))}}]  # fmt: skip


@pytest.mark.parametrize(("rule", "files"), BAD)
def test_a_file_of_another_release_is_refused(tmp_path: Path, rule: str, files: dict[str, Any]) -> None:
    """Programs, folders, scripts, packages of the system, manifests, and files that go with an archive."""
    assert rules_of(found(tmp_path, files, executable=("/demo",))) == [rule]


@pytest.mark.parametrize("files", GOOD)
def test_a_release_that_agrees_with_itself_is_left_alone(tmp_path: Path, files: dict[str, Any]) -> None:
    """The same files, of one version."""
    assert found(tmp_path, files, executable=("/demo",)) == []


@pytest.mark.parametrize("data", [b"", b"!<arch>\n", b"!<arch>\n" + b"x" * 70, b"MZ" + b"\0" * 90, deb("1.1.0", "amd64")[:100]])
def test_what_is_no_package_of_debian_has_no_fields(tmp_path: Path, data: bytes) -> None:
    """A file that ends early, or is something else."""
    (tmp_path / "demo.deb").write_bytes(data)
    assert control_of(tmp_path / "demo.deb") == {}
