"""Known-bad packages for controls."""

import io
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import msgspec

from gates.packaging.built_packages import BuiltFile

_FILES = {
    "control-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: control\nVersion: 1.0\n",
    "control-1.0.dist-info/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: false\nTag: cp311-cp311-manylinux_2_17_x86_64\n",
    "control-1.0.dist-info/RECORD": "".join(f"control-1.0.dist-info/{name},,\n" for name in ("METADATA", "WHEEL", "RECORD")),
}


_MANIFEST = b'{"name": "control", "version": "1.0.0", "main": "./no-such-file.js"}'


def hollow_wheel(workspace: Path, row: Any) -> BuiltFile:
    """Return a wheel that claims a platform and holds nothing for it."""
    path = workspace / "control" / row.name / "control-1.0-cp311-cp311-manylinux_2_17_x86_64.whl"
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in _FILES.items():
            archive.writestr(name, text)
    return BuiltFile(msgspec.structs.replace(row, kind="wheel", native={}), path)


def hollow_tarball(workspace: Path, row: Any) -> BuiltFile:
    """Return a node package whose main is not inside."""
    path = workspace / "control" / row.name / "control-1.0.0.tgz"
    path.parent.mkdir(parents=True, exist_ok=True)
    with tarfile.open(path, "w:gz") as archive:
        entry = tarfile.TarInfo("package/package.json")
        entry.size, entry.mode = len(_MANIFEST), 0o644
        archive.addfile(entry, io.BytesIO(_MANIFEST))
    return BuiltFile(msgspec.structs.replace(row, kind="node", native={}), path)


def hollow(workspace: Path, row: Any) -> BuiltFile:
    """Return the known-bad package of a row's ecosystem."""
    return hollow_tarball(workspace, row) if row.kind == "node" else hollow_wheel(workspace, row)
