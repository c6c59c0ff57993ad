"""What is run in isolation writes in its own folder and reaches nothing else."""

import subprocess
from pathlib import Path

import pytest

from core import isolated
from core.errors import Unavailable
from tests.tools import needs

ESCAPES = {
    "a file outside": "echo out > {outside}",
    "a file of the system": "echo out > /usr/{name}",
    "the system made writable": "mount -o remount,bind,rw /usr && echo out > /usr/{name}",
    "namespaces of its own": "unshare --user --map-root-user --mount sh -c 'mount -o remount,bind,rw /usr; echo out > /usr/{name}'",
    "a link out of the folder": "ln -s {outside} link; echo out > link",
    "the root of another process": "echo out > /proc/1/root{outside}",
    "the old root": "echo out > /old{outside}",
}


@pytest.fixture
def room(tmp_path: Path) -> Path:
    """A folder that may be written to."""
    place = (tmp_path / "room").resolve()
    place.mkdir()
    return place


@needs("namespaces")
def test_it_writes_where_it_may(room: Path) -> None:
    """The folder keeps what was written; programs of the system are there, the environment is what was given."""
    done = isolated.isolated(["bash", "-c", 'cat <(echo "$WORD") | sed s/a/b/ > made; pwd'], room, room, {"WORD": "bar"})
    assert (done.status, done.text.strip()) == (0, str(room))
    assert (room / "made").read_text() == "bbr\n"


@needs("namespaces")
@pytest.mark.parametrize("how", ESCAPES)
def test_nothing_else_is_written(room: Path, tmp_path: Path, how: str) -> None:
    """Whatever it tries, there is nothing outside afterwards."""
    outside = tmp_path.resolve() / "outside"
    isolated.isolated(["bash", "-c", ESCAPES[how].format(outside=outside, name=tmp_path.name)], room, room, {})
    assert not outside.exists()
    assert not Path("/usr", tmp_path.name).exists()


@needs("namespaces")
def test_there_is_no_network_and_nobody_else(room: Path) -> None:
    """No address is reached, no process but its own is seen, no file of the user is there."""
    said = "(exec 3<>/dev/tcp/127.0.0.1/1) 2>&1; ls /proc | grep -c '^[0-9]'; ls -A /root /home /tmp 2>/dev/null | grep -v :"
    done = isolated.isolated(["bash", "-c", said], room, room, {})
    assert "unreachable" in done.text
    assert all(int(word) < 10 for word in done.text.split() if word.isdigit())


@needs("namespaces")
def test_a_file_has_a_largest_size(room: Path) -> None:
    """What does not end to write is ended at 64 MiB."""
    isolated.isolated(["bash", "-c", "yes > full"], room, room, {}, timeout=60)
    assert (room / "full").stat().st_size <= 64 * 1024 * 1024


@needs("namespaces")
def test_a_command_that_does_not_end_is_ended(room: Path) -> None:
    """Its time is over, and so is it."""
    with pytest.raises(Unavailable):
        isolated.isolated(["bash", "-c", "while :; do :; done"], room, room, {}, timeout=1)


def test_without_the_tools_nothing_is_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without util-linux isolates nothing."""
    monkeypatch.setattr("core.isolated.find_tool", lambda name: None)
    with pytest.raises(Unavailable, match="util-linux"):
        isolated.isolated(["true"], tmp_path, tmp_path, {})


def test_where_the_kernel_gives_namespaces_it_isolates() -> None:
    """Otherwise every test above would be skipped, and nothing would be run, without anybody noticing."""
    asked = ["unshare", "--user", "--map-root-user", "--mount", "--net", "--pid", "--fork", "true"]
    try:
        given = subprocess.run(asked, capture_output=True, timeout=20, check=False).returncode == 0
    except FileNotFoundError:
        given = False
    assert isolated.is_possible() is given


@pytest.mark.parametrize("program", ["/bin/python3", "/home/ada/bin/python3", "/home/bin/python3"])
def test_a_folder_that_holds_more_than_the_interpreter_is_not_seen(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    """Neither the root nor a home folder is shown to what is run."""
    monkeypatch.setattr("core.isolated.sys.executable", program)
    monkeypatch.setattr(Path, "resolve", lambda path: path)
    monkeypatch.setenv("HOME", "/home/ada")
    assert isolated._python() == ()
