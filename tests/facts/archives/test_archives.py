"""Archives: honest ones are read, hostile ones are refused by the name of what is wrong, and nothing is ever unpacked."""

import re
from pathlib import Path

import pytest

from core.errors import Undecided
from facts.archives.archive import Archive
from facts.archives.limits import Hostile, Limits
from facts.archives.plain_archive import container
from facts.archives.tars import Tar
from facts.archives.zips import Zip
from tests.facts.archives.hostile import TARS, ZIPS, a_tar, a_zip

CASES = [(f"{name}.zip", *case) for name, case in ZIPS.items()] + [(f"{name}.tar.gz", *case) for name, case in TARS.items()]


def opened(folder: Path, name: str, data: bytes) -> Archive:
    """The archive in a file of its own."""
    path = folder / name.replace(" ", "-")
    path.write_bytes(data)
    return container(path)


@pytest.mark.parametrize(("name", "make", "words"), CASES, ids=[case[0] for case in CASES])
def test_a_hostile_archive_is_refused_by_name(tmp_path, name, make, words):
    """Each danger is named, and nothing in the archive can be read past it."""
    archive = opened(tmp_path, name, make())
    assert re.search(words, "; ".join(archive.dangers)), archive.dangers
    with pytest.raises(Hostile, match=archive.path.name):
        _ = archive.members


@pytest.mark.parametrize(("name", "make"), [("a.zip", a_zip), ("a.tar.gz", a_tar)])
def test_an_honest_archive_is_read(tmp_path, name, make):
    """Plain files are listed and read, and there is nothing to say against them."""
    archive = opened(tmp_path, name, make(("dir/one.txt", b"one"), ("two.bin", bytes(3000))))
    assert archive.dangers == []
    assert {name: archive.read(name) for name in archive.members} == {"dir/one.txt": b"one", "two.bin": bytes(3000)}
    assert sorted(tmp_path.iterdir()) == [archive.path]


@pytest.mark.parametrize(("kind", "make"), [(Zip, a_zip), (Tar, a_tar)])
@pytest.mark.parametrize(
    ("limits", "words"),
    [
        (Limits(members=1), "2 members|more than 1 members"),
        (Limits(member=10), "20 bytes"),
        (Limits(total=15), "more than 15"),
        (Limits(name=3), "more than 3 characters"),
    ],
)
def test_every_limit_holds(tmp_path, kind, make, limits, words):
    """Number of members, size of one, size of all, length of names."""
    path = tmp_path / "a"
    path.write_bytes(make(("four", b"x" * 20), ("five5", b"y")))
    assert re.search(words, "; ".join(Archive(path, kind, limits).dangers))


def test_a_missing_member_is_undecided(tmp_path):
    """Asking for what is not inside says so."""
    with pytest.raises(Undecided, match="no b.txt in a.zip"):
        opened(tmp_path, "a.zip", a_zip(("a.txt", b"x"))).read("b.txt")
