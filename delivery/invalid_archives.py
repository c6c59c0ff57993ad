"""Archives that the judgements of opened packages must refuse, made where they are needed."""

import io
import os
import zipfile
from pathlib import Path

from delivery.delivered import Delivered
from delivery.transport import Package
from facts.archives.plain_archive import Plain

STRANGER = "control/nobody.txt"


def escaping(folder: Path) -> dict[str, Package]:
    """An archive with a path that leaves the folder."""
    return _plain(folder / "escaping.zip", "../control")


def foreign(folder: Path) -> dict[str, Package]:
    """An archive without license, made of a file that no repository holds."""
    return _plain(folder / "foreign.zip", STRANGER)


def misnamed(delivered: Delivered) -> dict[str, Package]:
    """A delivered package under the name of a version that it is not."""
    original = next(file for file in delivered.fetched if file.name in delivered.packages)
    version = delivered.site.in_names(delivered.site.version)
    name = original.name.replace(version, "999.0.0") if version in original.name else f"999.0.0-{original.name}"
    copy = _whole(delivered.site.room("control") / name, Path(original.path).read_bytes())
    opened = delivered.published.open(copy)
    return {name: opened} if opened else {}


def _plain(path: Path, member: str) -> dict[str, Package]:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(member, "control: no commit holds this line\n")
    return {path.name: Plain(_whole(path, buffer.getvalue()))}


def _whole(path: Path, data: bytes) -> Path:
    """Write a file at once: another worker's check may be reading the same one."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    fresh.write_bytes(data)
    return fresh.replace(path)
