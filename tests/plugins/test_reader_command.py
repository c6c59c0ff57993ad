"""The reader as a command: exit status by state, damage in a sentence, nothing but the standard library."""

import json
import subprocess
import sys
from pathlib import Path

from plugins import reader
from tests.plugins.documents import NOTICES, WORKFLOWS, Json, document, failed, missing_tool, sealed, two_stages

START = document(**{NOTICES: failed(), WORKFLOWS: missing_tool()})
CLEAN = document()


def ask(tmp_path: Path, body: Json | str, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the reader on a document, with nothing but the standard library on its path."""
    path = tmp_path / "evidence.json"
    path.write_text(body if isinstance(body, str) else json.dumps(body))
    argv = [sys.executable, "-I", "-S", reader.__file__, str(path), *words]
    return subprocess.run(argv, capture_output=True, text=True, check=False, timeout=60)


def test_the_command_answers_by_exit_status(tmp_path: Path) -> None:
    """0, 1 and 101 by state, with verdict, stages, reasons and seal; `--stage` narrows."""
    clear = ask(tmp_path, CLEAN)
    assert (clear.returncode, clear.stdout.splitlines()[0]) == (0, "clear: v0.1.1 over v0.1.0 of /p/plasmite")
    assert clear.stdout.splitlines()[-1] == f"seal {CLEAN['seal']}"
    blocked = ask(tmp_path, START)
    assert (blocked.returncode, blocked.stderr) == (1, "")
    assert f"  - pre_release: {NOTICES} failed" in blocked.stdout.splitlines()
    assert ask(tmp_path, CLEAN, "--stage", "delivery").returncode == 101
    assert ask(tmp_path, two_stages(failed()), "--stage", "pre_release").returncode == 0


def test_damage_is_incomplete(tmp_path: Path) -> None:
    """Damaged and unreadable files and a seal that was not expected answer 101, with the word."""
    for body, words, said in [
        ({**CLEAN, "schema": "1 "}, (), "the seal does not fit"),
        (CLEAN, ("--expect-seal", "0" * 64), f"its seal is {CLEAN['seal']}, expected {'0' * 64}"),
        ('{"seal": 1, "seal": 2}', (), "it cannot be read: a key stands twice in one object, among ['seal']"),
        ('{"a": NaN}', (), "it cannot be read: Out of range float values are not JSON compliant"),
        ("[" * 100_000, (), "it cannot be read: maximum recursion depth exceeded"),
        ("", (), "it cannot be read: Expecting value"),
    ]:
        answer = ask(tmp_path, body, *words)
        assert answer.returncode == 101
        assert answer.stdout.startswith("incomplete: damaged: ")
        assert said in answer.stdout
    assert ask(tmp_path, CLEAN, "--expect-seal", CLEAN["seal"]).returncode == 0


def test_a_lone_surrogate_does_not_kill_the_reader(tmp_path: Path) -> None:
    """Text that no terminal can print is printed escaped; a traceback would be status 1."""
    body = document()
    body["runs"][0]["trouble"] = ["odd \ud800"]
    answer = ask(tmp_path, sealed(body))
    assert answer.returncode == 101
    assert "odd \\ud800" in answer.stdout


def test_the_reader_stands_alone() -> None:
    """Standard library only, nothing of the suite, under 250 lines."""
    lines = Path(reader.__file__).read_text("utf-8").splitlines()
    assert len(lines) < 250
    imported = {line.split()[1].split(".")[0] for line in lines if line.startswith(("import ", "from "))}
    assert imported <= set(sys.stdlib_module_names)
