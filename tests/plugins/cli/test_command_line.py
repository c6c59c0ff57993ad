"""The command that is printed as the next step keeps what was typed, selects just what is blocked, and works when pasted."""

import shlex
from argparse import Namespace

import pytest

from plugins.cli.command_line import kept
from plugins.report.next_step import next_step
from plugins.report.report_model import Story
from tests.plugins.documents import NOTICES, TAG, WORKFLOWS, Json, document, failed, missing_tool, record, run, sealed
from tests.sandbox_suite import GOOD, Toy

FAILS = 'def test_fails(examine):\n    """It is not met."""\n    assert examine(["one offender"]) == []\n'
TYPED = ["--release-target", "v0.1.1", "--base-tag", "v0.1.0", "--project=/p/a project", "-n", "2"]


@pytest.mark.parametrize(
    "words",
    [
        ["-m", "pre_release and static"], ["-mpre_release"], ["-k", "licensing"], ["-klicensing"], ["gates/licensing/test_licensing.py"],
        ["--deselect", "a::b", "--ignore=x", "--maxfail=1", "-x"], ["--lf", "--sw", "--fresh", "--resume"],
    ],
)  # fmt: skip
def test_what_selects_is_not_kept(words: list[str]) -> None:
    """Markers, words, paths and what stops early or starts anew are said by the next command itself; all else stays."""
    options = Namespace(file_or_dir=[word for word in words if word.endswith(".py")])
    assert kept([*words[:1], *words[1:], *TYPED], options) == TYPED
    assert kept([*TYPED, *words], options) == TYPED


def step(body: Json) -> str:
    """Return the command of the next step."""
    return next_step(Story(body), body["runs"][-1])[1]


def typed(expression: str = "pre_release", keyword: str = "", paths: tuple[str, ...] = (), **changes: Json) -> Json:
    """Return a document whose one run was started with some words."""
    body = document(**changes)
    body["runs"][0].update(command=TYPED)
    body["runs"][0]["selection"].update(expression=expression, keyword=keyword, paths=[*paths])
    return sealed(body)


@pytest.mark.parametrize(
    ("how", "asked"),
    [
        ({}, ["-m", "pre_release", "-k", "licensing"]),
        ({"expression": "pre_release and static"}, ["-m", "pre_release and static", "-k", "licensing"]),
        ({"keyword": "licensing or tooling"}, ["-m", "pre_release", "-k", "(licensing or tooling) and (licensing)"]),
        ({"keyword": "licensing"}, ["-m", "pre_release", "-k", "licensing"]),
        ({"expression": "", "paths": ("gates",)}, ["-k", "licensing", "gates"]),
    ],
    ids=["stage", "static", "keyword", "same", "path"],
)
def test_the_selection_stays_and_is_narrowed(how: Json, asked: list[str]) -> None:
    """What was selected is selected again, narrowed to the gate that is blocked; options and workers stay as typed."""
    assert shlex.split(step(typed(**how, **{NOTICES: failed()}))) == ["pytest", *TYPED, *asked]


def test_what_another_run_found_is_named_whole() -> None:
    """A blocker of an earlier run lies outside of what this run selected: its own stage and gate are named."""
    body = typed(**{NOTICES: failed(), WORKFLOWS: missing_tool()})
    body["runs"].append(run("run-2", [TAG], body["plan"]["digest"], command=TYPED))
    body["runs"][-1]["selection"].update(expression="", keyword="preflight")
    body["checks"][0] = record(TAG, body["plan"], "run-2")
    assert shlex.split(step(sealed(body)))[-4:] == ["-m", "pre_release", "-k", "licensing"]


def test_mechanics_have_no_workers() -> None:
    """The next stage is asked with the same words, but mechanics go one step after the other."""
    assert shlex.split(step(typed())) == ["pytest", *TYPED[:-2], "-m", "mechanics"]


def test_the_printed_command_works(toy: Toy) -> None:
    """Pasted as it is printed it runs just what is blocked, with the options that were given."""
    toy.gate(GOOD)
    toy.gate(FAILS + FAILS.replace("test_fails", "test_fails_too"), name="packaging", head=HEAD_8)
    elsewhere = f"--evidence-dir={toy.root / 'kept here'}"
    result = toy.run("-m", "pre_release and static", elsewhere, "-n2")
    assert result.ret == 1
    printed = shlex.split(result.stdout.lines[-2])
    assert printed == ["pytest", *toy.words(elsewhere, "-n2"), "-m", "pre_release and static", "-k", "packaging"]
    again = toy.pytester.run(*printed)
    assert again.ret == 1
    assert "0 of 2 selected checks passed" in again.stdout.lines[-1]


HEAD_8 = "import pytest\npytestmark = [pytest.mark.pre_release, pytest.mark.gate(8), pytest.mark.static]\n"
