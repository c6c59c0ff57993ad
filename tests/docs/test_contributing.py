"""CONTRIBUTING.md is carried out as it is written: each example is put into a copy of the suite, and its commands are run."""

import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

import sample

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
BLOCK = re.compile(r"^```(\w+) ?(\S*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PROFILE = """\
[project]
name = "another"
[preflight]
versions = [{ id = "project", path = "pyproject.toml", kind = "pyproject" }]

"""


@dataclass(frozen=True)
class Section:
    """One section of the page."""

    files: dict[str, str]
    changes: dict[str, str]
    profile: str
    commands: list[list[str]]


def section(title: str) -> Section:
    """Return the blocks below one heading."""
    text = next(part for part in PAGE.split("\n## ") if part.startswith(f"{title}\n"))
    blocks = BLOCK.findall(text)
    return Section(
        files={path: body for kind, path, body in blocks if kind == "python"},
        changes={path: body for kind, path, body in blocks if kind == "diff"},
        profile="".join(body for kind, _, body in blocks if kind == "toml"),
        commands=[shlex.split(line) for kind, _, body in blocks if kind == "console" for line in body.splitlines()],
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the suite as it is tracked."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (tmp_path / "suite" / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, tmp_path / "suite" / name)
    return tmp_path / "suite"


def write(copy: Path, one: Section) -> None:
    """Write the section's files, make its changes, and run what the page says comes after."""
    for name, text in one.files.items():
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        assert not (copy / name).exists()
        (copy / name).write_text(text)
    for name, text in one.changes.items():
        change(copy / name, text)
    for module in ("plugins.plan.update_plan", "plugins.plan.checks_page"):
        done = run(copy, ["python", "-m", module])
        assert done.returncode == 0, done.stdout + done.stderr


def change(path: Path, text: str) -> None:
    """Replace what stands behind `-` by what stands behind `+` below it; each must be there once."""
    for old, new in re.findall(r"((?:^-.*\n)+)((?:^\+.*\n)+)", text, re.MULTILINE):
        before, after = ("\n".join(line[1:] for line in part.splitlines()) for part in (old, new))
        source = path.read_text()
        assert source.count(before) == 1, (path, before)
        path.write_text(source.replace(before, after))


def run(copy: Path, words: list[str], project: Path | None = None) -> "subprocess.CompletedProcess[str]":
    """Run one command of the page in the copy; DIR is the project."""
    typed = [word.replace("DIR", str(project)) for word in words]
    argv = [sys.executable, "-m", "pytest", *typed[1:]] if typed[0] == "pytest" else [sys.executable, *typed[1:]]
    return subprocess.run(argv, cwd=copy, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("title", ["Add a gate", "Add a rule"])
def test_a_gate_and_a_rule(copy: Path, title: str) -> None:
    """Each runs on the sample by its name and passes; the gate's check is explained."""
    one = section(title)
    write(copy, one)
    done = [run(copy, words) for words in one.commands]
    assert [each.returncode for each in done] == [0] * len(done), "".join(each.stdout + each.stderr for each in done)
    assert "1 of 1 selected checks passed" in done[0].stdout
    if len(done) > 1:
        assert "why: Readers of an empty page" in done[1].stdout


@pytest.mark.parametrize("title", ["Add a channel", "Add a kind of channel"])
def test_a_channel_and_a_kind(copy: Path, tmp_path: Path, title: str) -> None:
    """The channel of the profile is asked by its word and passes."""
    one = section(title)
    write(copy, one)
    project = sample.write(tmp_path / "another")
    with sample.serve(project) as server:
        (tmp_path / "profile.toml").write_text(PROFILE + one.profile.replace("{url}", server.url))
        words = [*one.commands[0], f"--profile={tmp_path / 'profile.toml'}", f"--evidence-dir={tmp_path / 'evidence'}"]
        done = run(copy, words, project)
    assert (done.returncode, "1 of 1 selected checks passed" in done.stdout) == (0, True), done.stdout + done.stderr


def test_a_tracker(copy: Path, tmp_path: Path) -> None:
    """A blocked release leaves an epic and a task in it; a second run files nothing new."""
    one = section("Add a tracker")
    write(copy, one)
    project = sample.write(tmp_path / "another", "version-mismatch")
    (tmp_path / "profile.toml").write_text(PROFILE + one.profile)
    words = [*one.commands[0], f"--profile={tmp_path / 'profile.toml'}", f"--evidence-dir={tmp_path / 'evidence'}"]
    done = [run(copy, words, project) for _ in range(2)]
    assert [each.returncode for each in done] == [1, 1], done[0].stdout + done[0].stderr
    entries = [path.read_text().splitlines()[0] for path in sorted((project / ".scratch" / "blockers").glob("*.md"))]
    assert [entry.split(" | ")[0] for entry in entries] == ["epic", "open"], done[0].stdout + done[0].stderr
    assert "[release-blocker][v0.1.1][gate:preflight][regression]" in entries[1]


def test_a_defect(copy: Path, tmp_path: Path) -> None:
    """The defect is refused by the check that it names."""
    one = section("Add a defect of the sample")
    write(copy, one)
    done = [run(copy, words, tmp_path / "spoiled") for words in one.commands]
    assert [each.returncode for each in done] == [0, 1], "".join(each.stdout + each.stderr for each in done)
    assert "versions-match-the-target" in done[1].stdout
