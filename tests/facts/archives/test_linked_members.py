"""Links of a release archive to its own files are taken for these files; every other link makes the archive unsafe."""

import io
import stat
import tarfile
import zipfile
from pathlib import Path

import pytest

from facts.archives.archive import Archive
from facts.archives.plain_archive import container
from facts.archives.tars import Tar


def tarred(folder: Path, *links: tuple[str, str, bytes], name: str = "demo.tar.gz") -> Path:
    """A tar with a library, a program, and links."""
    path = folder / name
    with tarfile.open(path, "w:gz") as archive:
        for member, data in (("demo/lib/libdemo.so.1.1.0", b"library"), ("demo/bin/demo", b"program")):
            info = tarfile.TarInfo(member)
            info.size, info.mode = len(data), 0o755
            archive.addfile(info, io.BytesIO(data))
        for member, target, kind in links:
            info = tarfile.TarInfo(member)
            info.type, info.linkname = kind, target
            archive.addfile(info)
    return path


SOFT, HARD = tarfile.SYMTYPE, tarfile.LNKTYPE
HARMLESS = {
    "a name of a library": [("demo/lib/libdemo.so", "libdemo.so.1.1.0", SOFT)],
    "a chain": [("demo/lib/libdemo.so", "libdemo.so.1", SOFT), ("demo/lib/libdemo.so.1", "libdemo.so.1.1.0", SOFT)],
    "another directory": [("demo/demo", "../demo/bin/demo", SOFT)],
    "a directory": [("demo/lib64", "lib", SOFT)],
    "a second name": [("demo/bin/other", "demo/bin/demo", HARD)],
}
UNSAFE = {
    "to nothing": [("demo/lib/libdemo.so", "libdemo.so.2", SOFT)],
    "out of it": [("demo/evil", "../../etc/passwd", SOFT)],
    "to an absolute path": [("demo/evil", "/etc/passwd", SOFT)],
    "to itself": [("demo/evil", "evil", SOFT)],
    "around in a ring": [("demo/a", "b", SOFT), ("demo/b", "a", SOFT)],
    "to all of it": [("demo/evil", "..", SOFT)],
    "hard, to nothing": [("demo/evil", "evil2", HARD)],
    "hard, by a relative path": [("demo/bin/other", "../bin/demo", HARD)],
    "that members lie below": [("demo/x", "lib", SOFT), ("demo/x/y", "../lib/libdemo.so.1.1.0", SOFT)],
}


@pytest.mark.parametrize("links", HARMLESS.values(), ids=HARMLESS)
def test_a_harmless_link_is_its_file(links, tmp_path):
    """It has the bytes and the mode; one to a directory is no file."""
    archive = container(tarred(tmp_path, *links))
    assert archive.dangers == []
    for name, _, _ in links:
        if name != "demo/lib64":
            assert archive.read(name) in (b"library", b"program")
            assert archive.members[name].executable


@pytest.mark.parametrize("links", UNSAFE.values(), ids=UNSAFE)
def test_every_other_link_is_a_danger(links, tmp_path):
    """It is named."""
    assert f"{links[0][0]!r}: a {'hard ' if links[0][2] == HARD else ''}link" in container(tarred(tmp_path, *links)).dangers


def test_a_package_has_no_links_at_all(tmp_path):
    """Installers refuse or ignore them."""
    links = HARMLESS["a name of a library"]
    assert "'demo/lib/libdemo.so': a link" in container(tarred(tmp_path, *links, name="demo.crate")).dangers
    assert "'demo/lib/libdemo.so': a link" in Archive(tarred(tmp_path, *links), Tar).dangers


@pytest.mark.parametrize(("target", "dangers"), [("demo", []), ("../../x", ["'bin/other': a link"])])
def test_a_zip_keeps_a_link_as_its_target(target, dangers, tmp_path):
    """Its mode says that it is one."""
    path = tmp_path / "demo.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("bin/demo", b"program")
        info = zipfile.ZipInfo("bin/other")
        info.create_system, info.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, target)
    assert container(path).dangers == dangers
