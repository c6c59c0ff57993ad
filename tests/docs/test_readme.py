"""Every command of the README is really accepted."""

import subprocess
import sys
from argparse import Namespace
from pathlib import Path

import pytest

import bootstrap
import sample
from plugins.cli.allowed_options import refuse
from plugins.plan.expansion import expand
from plugins.plan.plan import read
from plugins.plan.selection import Selection
from profiles.schema.profile import load
from tests.docs.pages import ROOT, commands, options

README = "README.md"
LINES = commands(README)
DOCTOR = [words for words in LINES if words[0] == "pytest"]
SPOKEN = {" ".join(words): words for page in (README, "docs/ci.md") for words in options(page)}


def parsed(config: pytest.Config, words: list[str]) -> Namespace:
    """Parse words as the launcher does; a word that nobody knows is an error."""
    found, unknown = config._parser.parse_known_and_unknown_args([word for word in words if word != "pytest"], Namespace())
    assert unknown == []
    return found


def test_the_readme_names_both_commands_and_the_run() -> None:
    """The README's blocks hold the two commands that set themselves up, and the run of the sample."""
    assert {" ".join(words) for words in LINES} >= {
        "python3 bootstrap.py sample",
        "python3 bootstrap.py tests",
        "pytest --release-target v0.1.1 --base-tag v0.1.0 -m pre_release",
    }


@pytest.mark.parametrize("words", [words for words in LINES if words[0].startswith("python")], ids=" ".join)
def test_the_bootstrap_knows_the_word(words: list[str], pytestconfig: pytest.Config) -> None:
    """The bootstrap has the command, its requirements lie there, and pytest understands what it runs."""
    assert words[:2] == ["python3", "bootstrap.py"]
    requirements, command = bootstrap.COMMANDS[words[2]]
    assert "--hash=sha256:" in (ROOT / requirements).read_text("utf-8")
    assert command[:2] == ["-m", "pytest"]
    parsed(pytestconfig, command[2:])


def test_the_bootstrap_runs_what_the_readme_says_it_runs() -> None:
    """`sample` is the very command that the README shows for the environment."""
    assert ["pytest", *bootstrap.COMMANDS["sample"][1][2:]] in LINES


def test_another_word_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """A command that the bootstrap does not know is refused before anything is set up."""
    assert bootstrap.main(["samples"]) == 4
    assert "expected one of: sample, tests, setup" in capsys.readouterr().err


@pytest.mark.parametrize("words", DOCTOR, ids=" ".join)
def test_the_suite_understands_the_line(words: list[str], tmp_path: Path) -> None:
    """Typed with --doctor the line is understood, whatever may be missing here."""
    project = sample.write(tmp_path / "project")
    typed = [f"--project={project}" if word.startswith("--project=") else word for word in words[1:]]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *typed, "--doctor"], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode in (0, 101), done.stderr
    assert done.stdout.startswith("doctor:")


@pytest.mark.parametrize("words", SPOKEN.values(), ids=SPOKEN)
def test_every_option_is_one_of_ours_or_of_pytest(words: list[str], pytestconfig: pytest.Config) -> None:
    """Every option that README and docs/ci.md name exists, is not refused, and what it selects is not nothing."""
    found = parsed(pytestconfig, [word.replace("=N", "=1") for word in words])
    refuse(pytestconfig._parser.optparser, found)
    plan = expand(read(ROOT), load(ROOT / "profiles" / "plasmite.toml"))
    assert Selection.of(found.markexpr, found.keyword, found.file_or_dir, ROOT, ROOT).of_plan(plan)


@pytest.mark.parametrize("word", ["--no-such-option", "--blokers=plan"])
def test_an_option_that_does_not_exist_is_seen(word: str, pytestconfig: pytest.Config) -> None:
    """The judgement above refuses a word that nobody knows."""
    with pytest.raises(AssertionError):
        parsed(pytestconfig, [word])
