"""A program that is published by itself, plain or in a compressed stream."""

import bz2
import gzip
import lzma
from pathlib import Path

import pytest

from core.findings import rules_of
from facts.archives.limits import Hostile
from facts.archives.plain_archive import container
from facts.archives.single_file import is_program, is_single
from facts.packages.judging import judged, subjects
from tests.facts.packages.packed import elf
from tests.tools import needs

COMPRESSED = {"gz": gzip.compress, "xz": lzma.compress, "bz2": bz2.compress}


@pytest.mark.parametrize("ending", COMPRESSED)
def test_a_compressed_program_is_one_file_under_its_plain_name(tmp_path: Path, ending: str) -> None:
    """What gunzip and its kind make of it."""
    path = tmp_path / f"demo-linux-amd64.{ending}"
    path.write_bytes(COMPRESSED[ending](elf()))
    archive = container(path)
    assert is_program(path)
    assert is_single(archive)
    assert archive.read("demo-linux-amd64") == elf()
    assert judged(subjects([path], "1.1.0")) == []


def test_a_compressed_program_of_another_processor_is_refused(tmp_path: Path) -> None:
    """It is judged by what is in the stream."""
    path = tmp_path / "demo-linux-amd64.gz"
    path.write_bytes(gzip.compress(elf(arch="aarch64")))
    assert rules_of(judged(subjects([path], "1.1.0"))) == ["wrong-architecture"]


def test_a_stream_that_cannot_be_read_is_no_program(tmp_path: Path) -> None:
    """Its bytes are not gzip, whatever its name says."""
    path = tmp_path / "demo-linux-amd64.gz"
    path.write_bytes(b"not gzip")
    assert not is_program(path)


@needs("zstd")
def test_a_tar_that_zstd_refuses_is_hostile(tmp_path: Path) -> None:
    """The refusal names the stream."""
    path = tmp_path / "demo-linux-amd64.tar.zst"
    path.write_bytes(b"not zstd")
    with pytest.raises(Hostile, match="no readable compressed stream"):
        assert container(path).members
