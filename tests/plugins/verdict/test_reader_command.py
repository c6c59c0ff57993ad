"""The reader as a command: exit status by state, damage in a sentence, nothing but the standard library."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from plugins.verdict import reader
from tests.plugins.documents import NOTICES, PYPI, WORKFLOWS, Json, document, failed, missing_tool, sealed, two_stages

START = document(**{NOTICES: failed(), WORKFLOWS: missing_tool()})
CLEAN = document()


class Answer(NamedTuple):
    """What the reader printed and its exit status."""

    status: int
    lines: list[str]


@pytest.fixture
def ask(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., Answer]:
    """Ask the reader about a document, or about a text in its place."""

    def answer(body: Json | str, *words: str) -> Answer:
        path = tmp_path / "evidence.json"
        path.write_text(body if isinstance(body, str) else json.dumps(body), "utf-8")
        status = reader.main([str(path), *words])
        return Answer(status, capsys.readouterr().out.splitlines())

    return answer


def test_a_clear_file_answers_0(ask: Callable[..., Answer]) -> None:
    """The answer begins with the state, then all stages, and ends with the seal."""
    assert ask(CLEAN) == Answer(
        0,
        [
            "clear: v0.1.1 (base v0.1.0) of /p/plasmite",
            "  pre_release: clear",
            "  provenance: incomplete",
            "  staging: incomplete",
            "  delivery: incomplete",
            "  mechanics: incomplete",
            f"seal {CLEAN['seal']}",
        ],
    )
    assert ask(CLEAN, "--expect-seal", CLEAN["seal"]).status == 0


def test_a_blocked_file_answers_1_with_its_reasons(ask: Callable[..., Answer]) -> None:
    """Every reason is a line."""
    answer = ask(START)
    assert answer.status == 1
    assert answer.lines[6:8] == [f"  - pre_release: {WORKFLOWS} met an error (environment)", f"  - pre_release: {NOTICES} failed"]


def test_stage_narrows_the_answer(ask: Callable[..., Answer]) -> None:
    """Asked for stages, the reader answers for those only."""
    assert ask(two_stages(failed()), "--stage", "pre_release") == Answer(
        0, ["clear: v0.1.1 (base v0.1.0) of /p/plasmite", "  pre_release: clear", f"seal {two_stages(failed())['seal']}"]
    )
    assert ask(two_stages(failed()), "--stage", "pre_release", "--stage", "delivery").status == 1
    assert ask(CLEAN, "--stage", "delivery").lines[1:3] == [
        "  delivery: incomplete",
        f"  - delivery: {PYPI} is missing: no run has selected it",
    ]


@pytest.mark.parametrize(
    ("body", "words", "said"),
    [
        ({**CLEAN, "schema": "2 "}, [], "  the schema is not 2"),
        (CLEAN, ["--expect-seal", "0"], f"  its seal is {CLEAN['seal']}, expected 0"),
        ('{"seal": 1, "seal": 2}', [], "  it cannot be read: a key stands twice in one object, among ['seal']"),
        ('{"a": NaN}', [], "  it cannot be read: Out of range float values are not JSON compliant"),
        ('{"a": 1e999}', [], "  it cannot be read: Out of range float values are not JSON compliant"),
        ("", [], "  it cannot be read: Expecting value: line 1 column 1 (char 0)"),
    ],
    ids=["schema", "other seal", "key twice", "NaN", "infinity", "empty"],
)
def test_damage_answers_101(ask: Callable[..., Answer], body: Json | str, words: list[str], said: str) -> None:
    """Damage is incomplete, in one sentence each."""
    answer = ask(body, *words)
    assert answer.status == 101
    assert answer.lines[0].startswith("incomplete: damaged: ")
    assert answer.lines[1] == said


def test_a_file_without_bottom_or_without_letters_answers_101(ask: Callable[..., Answer], tmp_path: Path) -> None:
    """Endless nesting, bytes that are no UTF-8, a folder and a file that is not there are damage too."""
    assert "recursion" in ask("[" * 100_000).lines[1]
    (tmp_path / "binary").write_bytes(b"\xff{}")
    for path in (tmp_path / "binary", tmp_path, tmp_path / "nothing"):
        assert reader.main([str(path)]) == 101


def test_an_unknown_stage_is_no_answer(ask: Callable[..., Answer]) -> None:
    """A stage that does not exist is a usage error, not a verdict."""
    with pytest.raises(SystemExit, match="2"):
        ask(CLEAN, "--stage", "release")


def alone(path: Path) -> subprocess.CompletedProcess[str]:
    """Run a copy of the reader far from the suite, with nothing but the standard library on its path."""
    script = path.with_name("reader.py")
    shutil.copy(reader.__file__, script)
    argv = [sys.executable, "-I", "-S", str(script), str(path)]
    return subprocess.run(argv, capture_output=True, text=True, check=False, timeout=60)


def test_a_copy_of_the_reader_answers_alone(tmp_path: Path) -> None:
    """Copied to a machine without the suite it says the same."""
    (tmp_path / "evidence.json").write_text(json.dumps(START))
    answer = alone(tmp_path / "evidence.json")
    assert (answer.returncode, answer.stderr) == (1, "")
    assert answer.stdout.startswith("blocked: v0.1.1 (base v0.1.0) of /p/plasmite\n")


def test_a_lone_surrogate_does_not_kill_the_reader(tmp_path: Path) -> None:
    """Text that no terminal can print is printed escaped; a traceback would be status 1."""
    body = document()
    body["runs"][0]["trouble"] = ["odd \ud800"]
    (tmp_path / "evidence.json").write_text(json.dumps(sealed(body)))
    answer = alone(tmp_path / "evidence.json")
    assert answer.returncode == 101
    assert "odd \\ud800" in answer.stdout


def test_the_reader_stands_alone() -> None:
    """Standard library only, nothing of the suite, under 250 lines."""
    lines = Path(reader.__file__).read_text("utf-8").splitlines()
    assert len(lines) < 250
    imported = {line.split()[1].split(".")[0] for line in lines if line.startswith(("import ", "from "))}
    assert imported <= set(sys.stdlib_module_names)


def test_a_pipe_that_is_closed_early_is_no_verdict(tmp_path: Path) -> None:
    """Whoever reads the first lines only gets them, without a traceback and its status 1, which would be `blocked`."""
    path = tmp_path / "evidence.json"
    path.write_text(json.dumps(document()))
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run([sys.executable, reader.__file__, str(path)], stdout=writing, stderr=subprocess.PIPE, check=False)
    os.close(writing)
    assert (done.returncode, done.stderr) == (-signal.SIGPIPE, b"")
