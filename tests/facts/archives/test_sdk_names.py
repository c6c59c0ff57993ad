"""Names of archives: of this version, of none, or of another one."""

from pathlib import Path

import pytest

from facts.archives.sdk import Expected, Sdk
from tests.cases.packages.pack import archive


def faults(folder: Path, name: str) -> list[str]:
    """Pack a text under a name, and ask what is wrong with it as an archive of 1.1.0."""
    (folder / name).write_bytes(archive(name, {"README.md": b"# demo\n"}, {}))
    return [each.got for each in Sdk(folder / name, Expected("1.1.0")).faults]


@pytest.mark.parametrize(
    "name",
    ["demo-1.1.0-linux.tar.gz", "demo_v1.1.0.zip", "demo-linux-amd64.tar.gz", "demo-x86_64-unknown-linux-musl.tgz", "demo-cuda-12.1.0.zip",
     "demo-linux-glibc2.17.0.tar.gz", "demo-python-3.11.2.tar.gz", "demo-1.1.0-node-20.1.0.tgz", "demo2-linux.zip"],
)  # fmt: skip
def test_a_name_of_this_version_or_of_none_is_right(tmp_path: Path, name: str) -> None:
    """Many projects name the files of every release alike, so that `latest/download` leads to them."""
    assert faults(tmp_path, name) == []


@pytest.mark.parametrize(
    "name", ["demo-1.0.9-linux.tar.gz", "demo_v1.0.9.zip", "demo1.0.9.zip", "demo-linux-11.1.0.tar.gz", "demo-macos-1.0.9.zip"]
)
def test_a_name_of_another_version_is_refused(tmp_path: Path, name: str) -> None:
    """It was built for another release."""
    assert faults(tmp_path, name) != []
