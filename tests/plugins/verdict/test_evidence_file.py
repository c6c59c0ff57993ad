"""The evidence file: whole or untouched, strict, one writer at a time."""

import json
import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from core.errors import Refused, Unavailable, Undecided
from plugins.verdict import evidence_file, reader
from tests.plugins.documents import document


def test_what_is_written_is_read_back_with_its_seal(tmp_path: Path) -> None:
    """A written document carries the seal that fits it and reads back equal."""
    path = tmp_path / "new" / "evidence-v0.1.1.json"
    written = evidence_file.write(path, document())
    assert evidence_file.read(path) == written
    assert reader.damage(written) == []
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_a_full_disk_leaves_the_old_file(tmp_path: Path) -> None:
    """A write that does not fit ends in a sentence; the old file stays, and nothing half-written lies beside it."""
    path = tmp_path / "evidence.json"
    path.write_text("old")
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, limits[1]))
    try:
        with pytest.raises(Unavailable, match="the previous file is unchanged"):
            evidence_file.write(path, document())
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_kill_in_the_middle_of_a_write_leaves_the_old_or_the_new_file(tmp_path: Path) -> None:
    """Killed at any moment, a writer leaves a file that reads back sound."""
    path = tmp_path / "evidence.json"
    evidence_file.write(path, document())
    loop = (
        "import sys\nfrom pathlib import Path\nfrom plugins.verdict import evidence_file\npath = Path(sys.argv[1])\n"
        "document = evidence_file.read(path)\nprint('go', flush=True)\n"
        "while True: evidence_file.write(path, document)\n"
    )
    for _ in range(5):
        writer = subprocess.Popen([sys.executable, "-c", loop, str(path)], stdout=subprocess.PIPE, cwd=Path(__file__).parents[3])
        assert writer.stdout is not None
        assert writer.stdout.readline() == b"go\n"
        writer.send_signal(signal.SIGKILL)
        writer.communicate(timeout=10)
        assert reader.damage(evidence_file.read(path)) == []


@pytest.mark.parametrize("text", ['{"seal": "a", "seal": "b"}', '{"a": NaN}', '{"a": 1e999}', "[]", "{", "[" * 100_000, ""])
def test_what_is_no_strict_json_object_is_refused(tmp_path: Path, text: str) -> None:
    """Duplicate keys, NaN, infinities, other values, broken and bottomless text are damage, with the way out."""
    path = tmp_path / "evidence.json"
    path.write_text(text)
    with pytest.raises(Undecided, match="which is damaged.*--fresh moves it aside"):
        evidence_file.read(path)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    """A file that is not there is the environment's fault, with its path."""
    with pytest.raises(Unavailable, match=r"No such file or directory while reading .*evidence\.json"):
        evidence_file.read(tmp_path / "evidence.json")


def test_setting_aside_replaces_nothing(tmp_path: Path) -> None:
    """A file set aside is renamed with its time, and twice the same time gives two names."""
    path = tmp_path / "evidence-v0.1.1.json"
    kept = []
    for text in ("one", "two"):
        path.write_text(text)
        os.utime(path, (0, 0))
        kept.append(evidence_file.set_aside(path))
    assert [file.name for file in kept] == ["evidence-v0.1.1.19700101T000000Z.json", "evidence-v0.1.1.19700101T000000Z-1.json"]
    assert [file.read_text() for file in kept] == ["one", "two"]
    assert not path.exists()


def test_a_second_run_on_the_file_is_refused(tmp_path: Path) -> None:
    """While one process holds the lock another gets a sentence, and after it the lock is free."""
    path = tmp_path / "evidence.json"
    hold = (
        "import sys\nfrom pathlib import Path\nfrom plugins.verdict import evidence_file\n"
        "with evidence_file.lock(Path(sys.argv[1])):\n    print('held', flush=True)\n    sys.stdin.read()\n"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", hold, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=Path(__file__).parents[3]
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"held\n"
    said = "another run is writing it.*wait for it, or use a different --evidence-dir"
    with pytest.raises(Refused, match=said), evidence_file.lock(path):
        pass
    holder.communicate(timeout=10)
    with evidence_file.lock(path):
        assert not path.exists()


def test_a_killed_run_leaves_no_lock(tmp_path: Path) -> None:
    """The lock dies with its process."""
    path = tmp_path / "evidence.json"
    hold = (
        "import os, sys\nfrom pathlib import Path\nfrom plugins.verdict import evidence_file\n"
        "with evidence_file.lock(Path(sys.argv[1])):\n    os.kill(os.getpid(), 9)\n"
    )
    subprocess.run([sys.executable, "-c", hold, str(path)], cwd=Path(__file__).parents[3], check=False, timeout=30)
    with evidence_file.lock(path):
        pass


def test_layout_is_for_people(tmp_path: Path) -> None:
    """The file is indented JSON in plain ASCII with a newline at its end."""
    path = tmp_path / "evidence.json"
    evidence_file.write(path, {"text": "ü\ud800"})
    assert path.read_bytes().endswith(b"\n}\n")
    assert json.loads(path.read_text("ascii"))["text"] == "ü\ud800"
