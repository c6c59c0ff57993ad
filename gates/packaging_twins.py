"""Known-bad packages for controls."""

import zipfile
from pathlib import Path
from typing import Any

import msgspec

from gates.packaging_built import Built

_FILES = {
    "control-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: control\nVersion: 1.0\n",
    "control-1.0.dist-info/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: false\nTag: cp311-cp311-manylinux_2_17_x86_64\n",
    "control-1.0.dist-info/RECORD": "",
}


def hollow_wheel(workspace: Path, row: Any) -> Built:
    """Return a wheel that claims a platform and holds nothing for it."""
    path = workspace / "control" / row.name / "control-1.0-cp311-cp311-manylinux_2_17_x86_64.whl"
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in _FILES.items():
            archive.writestr(name, text)
    return Built(msgspec.structs.replace(row, kind="wheel", native={}), path)
