"""A package that is dangerous to open, or lacks what its kind must have, is refused for that reason before anything else."""

import io
import tarfile
from pathlib import Path

import pytest

from gates.packaging import installed_packages
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


BACKEND = """\
import base64, hashlib, os, zipfile
def build_wheel(folder, settings=None, metadata=None):
    name = "demo-{0}-py3-none-any.whl"
    info = "demo-{0}.dist-info"
    files = {{"demo.py": "", info + "/METADATA": "Metadata-Version: 2.4\\nName: demo\\nVersion: {0}\\n",
             info + "/WHEEL": "Wheel-Version: 1.0\\nGenerator: x\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n"}}
    with zipfile.ZipFile(os.path.join(folder, name), "w") as wheel:
        for path, text in files.items():
            wheel.writestr(path, text)
        wheel.writestr(info + "/RECORD", "".join(path + ",,\\n" for path in files) + info + "/RECORD,,\\n")
    return name
"""


@pytest.mark.parametrize(("version", "found"), [("1.0", []), ("1.0.0", []), ("0.0.0", ["installed-version-differs"])])
def test_what_is_built_from_an_sdist_has_its_version(version: str, found: list[str], tmp_path: Path) -> None:
    """A build that asks a repository for the version, and falls back to another one, ends well: only its name tells."""
    files = {"PKG-INFO": INFO, "demo.py": "", "backend.py": BACKEND.format(version)}
    system = '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n'
    built = sdist(tmp_path, {f"demo-1.0/{name}": text for name, text in {**files, "pyproject.toml": system}.items()})
    home = installed_packages.Environment(tmp_path / "home", "sdist").prepared()
    assert [each.rule for each in home.install(built)] == found
