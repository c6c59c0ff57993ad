"""A run that breaks off has a sentence and a status of its own: never a traceback's 1, which would read as blocked."""

import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from core.errors import Refused, Unavailable
from plugins.cli.exit_codes import guarded
from tests.sandbox_suite import GOOD, Toy

FAILS = 'def test_fails(examine):\n    """It is not met."""\n    assert examine(["ein Übeltäter " * 20]) == []\n'


def raising(error: BaseException) -> Callable[[], int]:
    """Return a run that breaks off."""

    def run() -> int:
        raise error

    return run


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (Refused(got="a", expected="b", advice="c"), 4, "release verification refused: got a, expected b; c"),
        (Unavailable(got="a", expected="b", advice="c"), 101, "release verification could not run: got a"),
        (KeyboardInterrupt(), 2, "run the same command again with --resume"),
        (
            OSError(28, "No space left on device"),
            101,
            "could not run: got [Errno 28] No space left on device, expected free space",
        ),
        (FileNotFoundError(2, "No such file or directory"), 101, "release verification internal error: got FileNotFoundError"),
        (KeyError("x"), 101, "expected a complete run; see the traceback above"),
    ],
    ids=["refused", "fault", "interrupt", "disk", "missing", "defect"],
)
def test_each_way_to_break_off_has_its_status(
    capsys: pytest.CaptureFixture[str], error: BaseException, status: int, said: str
) -> None:
    """Bad input is 4, an interrupt is 2, and everything else that breaks is 101."""
    assert guarded(raising(error)) == status
    assert said in capsys.readouterr().err.strip().splitlines()[-1]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_request_to_end_is_an_interrupt(capsys: pytest.CaptureFixture[str], number: signal.Signals) -> None:
    """SIGTERM and SIGHUP while no child works end as Ctrl-C does; afterwards the old handlers are back."""
    given = signal.signal(number, signal.SIG_DFL)  # nohup, which ignores one of them, may have started these tests
    try:
        assert guarded(lambda: os.kill(os.getpid(), number) or time.sleep(5)) == 2
        assert signal.getsignal(number) == signal.SIG_DFL
    finally:
        signal.signal(number, given)
    assert "interrupted" in capsys.readouterr().err


def test_who_ignores_a_signal_goes_on_ignoring_it() -> None:
    """Under nohup the end of the terminal is not the end of the run."""
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        assert guarded(lambda: os.kill(os.getpid(), signal.SIGHUP) or 0) == 0
    finally:
        signal.signal(signal.SIGHUP, before)


def test_a_machine_without_git_is_told_so(toy: Toy) -> None:
    """Without git nothing can be looked at: one sentence that says how to get it."""
    toy.gate(GOOD)
    result = toy.run(env={"PATH": "/nowhere"})
    assert result.ret == 101
    assert result.stderr.lines[-1].endswith(
        "expected git to be installed; install git from your system's packages; `pytest --doctor` lists all that is missing"
    )


@pytest.mark.parametrize("word", ["--suite-run=nothing", "--suite-run=/dev/null"])
def test_the_launchers_own_option_is_refused(toy: Toy, word: str) -> None:
    """What only the launcher may say is refused with a sentence, also where the file is none of ours."""
    toy.gate(GOOD)
    result = toy.run(word)
    assert result.ret == 4
    assert "got --suite-run from outside" in result.stderr.str()


def test_a_terminal_with_few_letters_changes_no_status(toy: Toy) -> None:
    """Where the terminal knows ASCII only, other letters are spelled out."""
    toy.gate(GOOD + FAILS)
    result = toy.run(env={"PYTHONIOENCODING": "ascii"})
    assert result.ret == 1
    assert "ein \\xdcbelt\\xe4ter" in result.stdout.str()
    assert result.stdout.lines[-1].startswith("blocked: ")


@pytest.mark.parametrize("where", ["| true", ">/dev/full"])
def test_a_terminal_that_is_gone_changes_no_status(toy: Toy, where: str) -> None:
    """A reader that has gone away and a full disk behind standard output take nothing from the run."""
    toy.gate(GOOD)
    line = shlex.join([sys.executable, "-m", "pytest", *toy.words()])
    done = subprocess.run(["bash", "-c", f"set -o pipefail; {line} {where}"], cwd=toy.root, capture_output=True, timeout=120)
    assert (done.returncode, done.stderr.decode()) == (0, "")
    assert toy.evidence["verdict"]["state"] == "clear"


def test_a_folder_that_takes_no_run_is_named(toy: Toy) -> None:
    """Where a run's own folder cannot be made, the sentence names it."""
    toy.gate(GOOD)
    toy.evidence_path.parent.mkdir(parents=True)
    (toy.evidence_path.parent / "runs").write_text("in the way")
    result = toy.run()
    assert result.ret == 101
    assert "expected a writable evidence directory" in result.stderr.lines[-1]


@pytest.mark.parametrize("folder", ["", "out", ".git/evidence"])
def test_evidence_is_no_change_of_the_project(toy: Toy, folder: str) -> None:
    """Evidence inside the project, where it would be a new file, is refused before it makes every check an error."""
    toy.gate(GOOD)
    result = toy.run(f"--evidence-dir={toy.project / folder}")
    assert result.ret == 4
    assert "expected a directory outside of it, below its .scratch, or one that git ignores" in result.stderr.lines[-1]


def test_evidence_where_git_looks_away_is_fine(toy: Toy) -> None:
    """A folder of the project that git ignores takes evidence."""
    toy.gate(GOOD)
    (toy.project / ".gitignore").write_text(".scratch/\n/out/\n")
    assert toy.run(f"--evidence-dir={toy.project / 'out'}").ret == 0
    assert Path(toy.project / "out" / "evidence-v0.2.0.json").is_file()


@pytest.mark.parametrize("agent", ["me", "a@b\n::error::x", "a@b c"])
def test_an_agent_of_the_environment_is_held_to_the_form(toy: Toy, agent: str) -> None:
    """RELEASE_AGENT is as strict as --agent: it stands in the first line, in tasks and in reports."""
    toy.gate(GOOD)
    result = toy.run(env={"RELEASE_AGENT": agent})
    assert result.ret == 4
    assert "expected model@host" in result.stderr.lines[-1]
