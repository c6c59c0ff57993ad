"""A package that is dangerous to open, or lacks what its kind must have, is refused for that reason before anything else."""

import io
import tarfile
from pathlib import Path

import pytest

from gates.packaging.built_packages import BuiltFile
from gates.packaging.package_contents import shortfalls, unreadable
from profiles.schema.packaging import BuiltPackage

INFO = "Metadata-Version: 2.4\nName: demo\nVersion: 1.0\n"


def sdist(folder: Path, files: dict[str, str]) -> BuiltFile:
    """Pack these files as an sdist."""
    path = folder / "demo-1.0.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        for name, text in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(text)
            archive.addfile(entry, io.BytesIO(text.encode()))
    return BuiltFile(BuiltPackage("sdist", "pypi", "sdist", "*"), path)


def test_a_whole_package_can_be_judged(tmp_path: Path) -> None:
    """One folder of the right name with its metadata."""
    built = sdist(tmp_path, {"demo-1.0/PKG-INFO": INFO, "demo-1.0/demo.py": ""})
    assert unreadable(built) == shortfalls(built, "1.0", ()) == []


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"demo-1.0/../PKG-INFO": INFO}, "a path that leaves the folder"),
        ({"demo-1.0/demo.py": ""}, "no demo-1.0/PKG-INFO"),
        ({"demo-1.0/PKG-INFO": INFO, "other/demo.py": ""}, "2 folders on top of demo-1.0.tar.gz"),
    ],
)
def test_what_cannot_be_judged_is_named(tmp_path: Path, files: dict[str, str], said: str) -> None:
    """It is the project that built it so: a finding, not a check that could not be carried out."""
    (found,) = unreadable(sdist(tmp_path, files))
    assert found.rule in ("unsafe-archive", "package-unreadable")
    assert said in found.got


def test_an_sdist_lies_in_a_folder_of_its_name(tmp_path: Path) -> None:
    """Name and version, as the specification of source distributions says; spelling of the name is free."""
    assert shortfalls(sdist(tmp_path, {"Demo-1.0/PKG-INFO": INFO}), "1.0", ()) == []
    (found,) = shortfalls(sdist(tmp_path, {"source/PKG-INFO": INFO}), "1.0", ())
    assert (found.rule, found.got, found.expected) == ("metadata-mismatch", "its one folder is source", "demo-1.0")
