"""What users of a release page unpack, in any usual layout: a program at the root, in a folder, in bin/, or by itself."""

from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from facts.archives.archive import Archive
from facts.archives.single_file import is_single


def unpack(archive: Archive, names: Sequence[str], folder: Path) -> None:
    """Write every file of a harmless archive with its mode; a program by itself gets the name that it is started by."""
    for name, member in archive.members.items():
        path = folder / (names[0] if is_single(archive) and names else PurePosixPath(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(archive.read(name))
        path.chmod(member.mode & 0o777 or 0o644)


def place_of(names: Sequence[str], folder: Path) -> Path:
    """Return the folder that holds the programs: the first one that has them all, those in bin/ first."""
    places = sorted(
        {path.parent for path in folder.rglob("*") if path.name in names}, key=lambda one: (one.name != "bin", str(one))
    )
    whole = [place for place in places if all((place / name).is_file() for name in names)]
    return next(iter([*whole, *places]), folder / "bin")
