"""Constraints and requirements that no installer reads are found, and everything else in the metadata is still read."""

import pytest

from core.findings import rules_of
from facts.archives import core_metadata
from tests.facts.packages.packed import VERSION, found, wheel

HEAD = f"Metadata-Version: 2.1\nName: demo\nVersion: {VERSION}\n"
INFO = f"demo-{VERSION}.dist-info/METADATA"
UNREADABLE = [
    "Requires-Python: >=3.8, !=3.9*",
    "Requires-Python: >=3.6.x",
    "Requires-Dist: pytz (>dev)",
    "Requires-Dist: a>=1.0,<2.0.*.b",
]
READABLE = [
    "",
    "Requires-Python: >=3.8, !=3.9.*",
    "Provides-Extra: tz\nRequires-Dist: pytz>2020; extra == 'tz'",
    "Requires-Dist: a (>=1.0)",
]


@pytest.mark.parametrize("line", UNREADABLE)
def test_what_no_installer_reads_is_found(line, tmp_path):
    """Once, for its reason; and the rules that read other fields go on."""
    assert rules_of(found(tmp_path, wheel("py3-none-any", {INFO: f"{HEAD}{line}\n"}))) == ["metadata-invalid"]


@pytest.mark.parametrize("line", READABLE)
def test_what_installers_read_is_left_alone(line, tmp_path):
    """Old spellings in parentheses among them."""
    assert found(tmp_path, wheel("py3-none-any", {INFO: f"{HEAD}{line}\n"})) == []


def test_the_rest_is_read():
    """Only what cannot be read is left out."""
    data = f"{HEAD}Requires-Python: 3.x.y\nRequires-Dist: a\nRequires-Dist: b (>dev)\n".encode()
    read = core_metadata.read(data)
    assert (read.name, read.requires_python, [one.name for one in read.requires_dist or ()]) == ("demo", None, ["a"])
