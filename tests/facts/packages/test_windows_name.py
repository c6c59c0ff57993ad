"""Programs for Windows are started by the ending of their name."""

from pathlib import Path

import pytest

from facts.packages.binary import Binary
from facts.packages.rules import exe_suffix_missing
from facts.packages.subject import Subject

X64 = frozenset({"x86_64"})


@pytest.mark.parametrize(
    ("path", "binary", "bad"),
    [
        ("demo", Binary("PE", X64, program=True), True),
        ("bin/demo", Binary("PE", X64, program=True), True),
        ("demo.exe", Binary("PE", X64, program=True), False),
        ("demo.efi", Binary("PE", X64, program=True), False),
        ("demo", Binary("PE", X64), False),
        ("demo", Binary("ELF", X64, program=True), False),
    ],
)
def test_a_program_without_its_ending_is_refused(tmp_path: Path, path: str, binary: Binary, bad: bool) -> None:
    """Libraries, programs of other systems and other endings are left alone."""
    subject = Subject(tmp_path / "demo-windows-amd64.zip", "archive")
    vars(subject)["binaries"] = {path: binary}
    assert [one.rule for one in exe_suffix_missing.findings(subject)] == ["exe-suffix-missing"] * bad


def test_a_file_by_itself_is_left_alone(tmp_path: Path) -> None:
    """Its name is what the release calls it."""
    assert list(exe_suffix_missing.findings(Subject(tmp_path / "demo-windows-amd64", "file"))) == []
