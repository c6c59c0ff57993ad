"""Artifacts made of a few words, and what the judgements find in them."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from core.findings import Finding
from facts.packages.judging import judged, subjects
from tests.cases.packages.pack import archive, binary

Content = bytes | str
VERSION = "1.1.0"


def elf(name: str = "demo", kind: str = "program", arch: str = "x86_64", **more: Any) -> bytes:
    """Make a native file for Linux."""
    return binary({"format": "elf", "path": name, "kind": kind, "arch": arch, "prints": f"demo {VERSION}", **more})


def mach_o(name: str = "demo", kind: str = "program", arch: str = "aarch64", **more: Any) -> bytes:
    """Make a native file for macOS."""
    return binary({"format": "macho", "path": name, "kind": kind, "arch": arch, **more})


def wheel(tag: str, files: Mapping[str, Content]) -> dict[str, Any]:
    """Name a wheel of the package demo, which every wheel here has."""
    return {f"demo-{VERSION}-{tag}.whl": {"demo/__init__.py": "", **files}}


def node(manifest: Mapping[str, Any], files: Mapping[str, Content], name: str = "demo") -> dict[str, Any]:
    """Name a Node package with its manifest."""
    stated = {"name": name, "version": VERSION, **manifest}
    inside = {"package/package.json": json.dumps(stated), **{f"package/{path}": data for path, data in files.items()}}
    return {f"{name.replace('@', '').replace('/', '-')}-{VERSION}.tgz": inside}


def found(
    folder: Path, artifacts: Mapping[str, Mapping[str, Content]], executable: tuple[str, ...] = (), **known: Any
) -> list[Finding]:
    """Write artifacts, whose executable files are named, and judge all of them."""
    for name, files in artifacts.items():
        data = {path: text.encode() if isinstance(text, str) else text for path, text in files.items()}
        (folder / name).write_bytes(
            archive(name, data, {path: 0o755 for path in data if path.endswith(executable)} if executable else {})
        )
    return judged(subjects([folder / name for name in artifacts], VERSION, **known))
