"""CONTRIBUTING.md is carried out as it is written: a reader writes each block into a copy of the suite and runs each command."""

import re
import shlex
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
BLOCK = re.compile(r"^```(\w+) ?(\S*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PORT = "8123"  # of the page
Done = subprocess.CompletedProcess[str]


def blocks(title: str) -> list[tuple[str, str, str]]:
    """Return the blocks below one heading, in their order: language, file, text."""
    text = next(part for part in PAGE.split("\n## ") if part.startswith(f"{title}\n"))
    return BLOCK.findall(text)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the suite as it is tracked."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (tmp_path / "suite" / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, tmp_path / "suite" / name)
    return tmp_path / "suite"


class Reader:
    """Somebody who does what a section says, block by block, and nothing else."""

    def __init__(self, copy: Path, project: Path) -> None:
        """Take a copy of the suite, and where DIR is; the port is one that is free."""
        self.copy, self.project, self.port = copy, project, str(free_port())
        self.served: list[subprocess.Popen[str]] = []

    def follow(self, title: str) -> list[Done]:
        """Write every block and run every command; return what the commands said."""
        done: list[Done] = []
        try:
            for kind, name, text in blocks(title):
                text = text.replace(PORT, self.port)
                if kind == "console":
                    done += [each for line in text.splitlines() if (each := self._type(line))]
                elif kind == "diff":
                    change(self._path(name), text)
                else:
                    self._write(self._path(name), text, more=kind == "toml")
        finally:
            for server in self.served:
                server.terminate()
                server.communicate(timeout=30)
        return done

    def again(self, title: str) -> Done:
        """Run the last command of a section once more."""
        line = [line for kind, _, text in blocks(title) if kind == "console" for line in text.splitlines()][-1]
        done = self._type(line)
        assert done is not None
        return done

    def _path(self, name: str) -> Path:
        return self.project / name.removeprefix("DIR/") if name.startswith("DIR/") else self.copy / name

    def _write(self, path: Path, text: str, *, more: bool) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        assert path.exists() is more, path
        path.write_text((path.read_text() if more else "") + text)

    def _type(self, line: str) -> Done | None:
        words = shlex.split(line.replace("DIR", str(self.project)))
        if words == ["kill", "%1"]:
            self.served[0].terminate()
            return None
        argv = [sys.executable, "-m", "pytest", *words[1:]] if words[0] == "pytest" else [sys.executable, *words[1:]]
        if words[-1] != "&":
            return subprocess.run(argv, cwd=self.copy, capture_output=True, text=True, check=False)
        server = subprocess.Popen(argv[:-1], cwd=self.copy, stdout=subprocess.PIPE, text=True)
        self.served.append(server)
        assert server.stdout is not None
        assert self.port in server.stdout.readline()  # it says its address when it serves
        return None


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def change(path: Path, text: str) -> None:
    """Replace what stands behind `-` by what stands behind `+` below it; each must be there once."""
    for old, new in re.findall(r"((?:^-.*\n)+)((?:^\+.*\n)+)", text, re.MULTILINE):
        before, after = ("\n".join(line[1:] for line in part.splitlines()) for part in (old, new))
        source = path.read_text()
        assert source.count(before) == 1, (path, before)
        path.write_text(source.replace(before, after))


@pytest.fixture
def reader(copy: Path, tmp_path: Path) -> Reader:
    """A reader who has just cloned the suite."""
    return Reader(copy, tmp_path / "DIR")


def told(done: list[Done]) -> str:
    """Return all that was printed."""
    return "".join(each.stdout + each.stderr for each in done)


@pytest.mark.parametrize("title", ["Add a gate", "Add a rule"])
def test_a_gate_and_a_rule(reader: Reader, title: str) -> None:
    """Each runs on the sample by its name and passes; the gate's check is explained, and the rule's own tests pass."""
    done = reader.follow(title)
    assert [each.returncode for each in done] == [0] * len(done), told(done)
    assert "1 of 1 selected checks passed" in done[2].stdout
    assert ("why: Readers of an empty page" if title == "Add a gate" else " passed") in done[3].stdout


@pytest.mark.parametrize("title", ["Add a channel", "Add a kind of channel"])
def test_a_channel_and_a_kind(reader: Reader, title: str) -> None:
    """The channel of the profile is asked by its word and passes."""
    done = reader.follow(title)
    assert [each.returncode for each in done] == [0] * len(done), told(done)
    assert "1 of 1 selected checks passed" in done[-1].stdout


def test_a_tracker(reader: Reader) -> None:
    """A blocked release leaves an epic and a task in it; a second run files nothing new."""
    title = "Add a tracker"
    done = [*reader.follow(title), reader.again(title)]
    assert [each.returncode for each in done] == [0, 0, 1, 1], told(done)
    entries = [path.read_text().splitlines()[0] for path in sorted((reader.project / ".scratch" / "blockers").glob("*.md"))]
    assert [entry.split(" | ")[0] for entry in entries] == ["epic", "open"], told(done)
    assert "[release-blocker][v0.1.1][gate:preflight][regression]" in entries[1]


def test_a_defect(reader: Reader) -> None:
    """The defect is refused by the check that it names."""
    done = reader.follow("Add a defect to the sample")
    assert [each.returncode for each in done] == [0, 1], told(done)
    assert "versions-match-the-target" in done[1].stdout
