"""``python -m sample`` as it is typed."""

import subprocess
import sys
from pathlib import Path

SUITE = Path(__file__).resolve().parents[2]


def sample(*arguments: str | Path) -> "subprocess.CompletedProcess[str]":
    """One call of the command, with nothing but the standard library within reach."""
    argv = [sys.executable, "-S", "-m", "sample", *map(str, arguments)]
    return subprocess.run(argv, cwd=SUITE, capture_output=True, text=True, timeout=60, check=False)


def test_it_writes_with_the_standard_library_alone(tmp_path: Path) -> None:
    """One argument is enough, and the folder is printed."""
    done = sample(tmp_path / "project")
    assert (done.stdout, done.stderr, done.returncode) == (f"{tmp_path / 'project'}\n", "", 0)
    assert (tmp_path / "project" / "release-profile.toml").is_file()


def test_it_puts_one_defect_in(tmp_path: Path) -> None:
    """--defect=NAME gives the sample with that defect."""
    assert sample(tmp_path / "project", "--defect=license-file-missing").returncode == 0
    assert not (tmp_path / "project" / "LICENSE").exists()


def test_the_list_has_three_columns() -> None:
    """--list prints name, check and stage, one line per defect."""
    rows = [line.split() for line in sample("--list").stdout.splitlines()]
    assert ["dirty-tree", "pre_release/test_preflight::test_working_tree_is_clean", "pre_release"] in rows
    assert {len(row) for row in rows} == {3}


def test_what_it_refuses_is_said_in_one_sentence(tmp_path: Path) -> None:
    """An unknown name, a missing folder, a folder of somebody else: status 4 and one line."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "file").touch()
    calls = {
        "there is no defect": sample(tmp_path / "project", "--defect=nonsense"),
        "no folder was named": sample(),
        "not a former sample": sample(tmp_path / "mine"),
    }
    for words, done in calls.items():
        assert (done.returncode, done.stderr.count("\n")) == (4, 1)
        assert words in done.stderr
