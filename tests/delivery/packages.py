"""Small honest packages of every kind, made in memory; each maker takes what a test wants to be wrong."""

import base64
import gzip
import hashlib
import io
import json
import tarfile
import zipfile
from collections.abc import Mapping

SOURCE = b'"""Demo."""\n\n\ndef main() -> None:\n    """Say the version."""\n    print("demo VERSION")\n'
LICENSE = b"MIT License\n\nDemo, for tests.\n"
Files = Mapping[str, bytes]


def source(version: str) -> bytes:
    """The one module of the demo."""
    return SOURCE.replace(b"VERSION", version.encode())


def zipped(files: Files) -> bytes:
    """A zip of files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def tarred(files: Files, modes: Mapping[str, int] | None = None) -> bytes:
    """A gzipped tar of files."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size, info.mode = len(data), (modes or {}).get(name, 0o644)
            archive.addfile(info, io.BytesIO(data))
    return gzip.compress(buffer.getvalue(), mtime=0)


def wheel(version: str, more: Files | None = None, tag: str = "py3-none-any", metadata: str = "") -> bytes:
    """A wheel of the demo with its console script."""
    info = f"demo_pkg-{version}.dist-info"
    stated = metadata or (
        f"Metadata-Version: 2.4\nName: demo-pkg\nVersion: {version}\nRequires-Python: >=3.10\n"
        "Classifier: Programming Language :: Python :: 3.11\nClassifier: Programming Language :: Python :: 3.12\n"
    )
    files = {
        "demo_pkg.py": source(version),
        **(more or {}),
        f"{info}/METADATA": stated.encode(),
        f"{info}/WHEEL": f"Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: {str(tag.endswith('any')).lower()}\nTag: {tag}\n".encode(),
        f"{info}/entry_points.txt": b"[console_scripts]\ndemo-cli = demo_pkg:main\n",
        f"{info}/licenses/LICENSE": LICENSE,
    }
    return zipped({**files, f"{info}/RECORD": _record(files, f"{info}/RECORD")})


def _record(files: Files, own: str) -> bytes:
    lines = [f"{name},sha256={_urlsafe(data)},{len(data)}" for name, data in files.items()]
    return "\n".join([*lines, f"{own},,", ""]).encode()


def _urlsafe(data: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()


SETUP = b"from setuptools import setup\n\nsetup()\n"


def sdist(version: str, more: Files | None = None) -> bytes:
    """An sdist of the demo."""
    root = f"demo_pkg-{version}"
    info = f"Metadata-Version: 2.4\nName: demo-pkg\nVersion: {version}\nRequires-Python: >=3.10\n".encode()
    files = {"PKG-INFO": info, "demo_pkg.py": source(version), "setup.py": SETUP, "LICENSE": LICENSE, **(more or {})}
    return tarred({f"{root}/{name}": data for name, data in files.items()})


MAIN_RS = b'fn main() {\n    println!("demo {}", env!("CARGO_PKG_VERSION"));\n}\n'


def crate(version: str, commit: str = "c" * 40, more: Files | None = None, dirty: bool = False) -> bytes:
    """A crate with one program."""
    manifest = f'[package]\nname = "demo-cli"\nversion = "{version}"\nedition = "2021"\nlicense = "MIT"\n'
    note = {"git": {"sha1": commit, **({"dirty": True} if dirty else {})}, "path_in_vcs": ""}
    lock = f'version = 3\n\n[[package]]\nname = "demo-cli"\nversion = "{version}"\n'
    files = {
        ".cargo_vcs_info.json": json.dumps(note).encode(),
        "Cargo.toml": manifest.encode(),
        "Cargo.toml.orig": manifest.encode(),
        "Cargo.lock": lock.encode(),
        "src/main.rs": MAIN_RS,
        "LICENSE": LICENSE,
        **(more or {}),
    }
    return tarred({f"demo-cli-{version}/{name}": data for name, data in files.items()})


CLI_JS = b'#!/usr/bin/env node\nconsole.log("demo " + require("./package.json").version);\n'


def node(version: str, more: Files | None = None, manifest: Mapping[str, object] | None = None) -> bytes:
    """An npm tarball with one program."""
    stated = {"name": "demo-pkg", "version": version, "main": "cli.js", "bin": {"demo-cli": "cli.js"}, **(manifest or {})}
    files = {"package.json": json.dumps(stated).encode(), "cli.js": CLI_JS, "LICENSE": LICENSE, **(more or {})}
    return tarred({f"package/{name}": data for name, data in files.items()}, {"package/cli.js": 0o755})


MODULE = "example.test/demo"
GO = b'// Package demo is for tests.\npackage demo\n\n// Version is what it says.\nconst Version = "VERSION"\n'


def go_module(version: str, more: Files | None = None, module: str = MODULE) -> bytes:
    """A module zip."""
    root = f"{MODULE}@v{version}"
    files = {
        "go.mod": f"module {module}\n\ngo 1.21\n".encode(),
        "demo.go": GO.replace(b"VERSION", version.encode()),
        "LICENSE": LICENSE,
        **(more or {}),
    }
    return zipped({f"{root}/{name}": data for name, data in files.items()})


def sdk(program: bytes, version: str, more: Files | None = None) -> bytes:
    """An SDK archive around a native program."""
    files = {
        "bin/demo-cli": program,
        "include/demo.h": b"int demo(void);\n",
        "lib/pkgconfig/demo.pc": f"Name: demo\nVersion: {version}\n".encode(),
        "LICENSE": LICENSE,
        **(more or {}),
    }
    return tarred(files, {"bin/demo-cli": 0o755})


def renamed(data: bytes, old: str, new: str) -> bytes:
    """The same archive with one file under another name of the same length."""
    if data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return zipped({info.filename.replace(old, new): archive.read(info) for info in archive.infolist()})
    with tarfile.open(fileobj=io.BytesIO(data), mode="r:gz") as archive:
        inside = {info.name: archive.extractfile(info) for info in archive.getmembers()}
        return tarred({name.replace(old, new): stream.read() for name, stream in inside.items() if stream})


def noise(size: int) -> bytes:
    """Bytes that no packer makes smaller, the same every time."""
    return b"".join(hashlib.sha256(str(number).encode()).digest() for number in range(size // 32))


def unzipped(data: bytes) -> dict[str, bytes]:
    """The files of a zip."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}
