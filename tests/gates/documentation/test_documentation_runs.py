"""A block of a page runs in a scratch home against the candidate: silent when it works, loud when it does not."""

from pathlib import Path

import pytest

from core.errors import Undecided
from core.run_cache import Once
from facts.builds.project_builds import Builds
from gates.documentation import block_runs, code_blocks
from gates.documentation.block_runs import Trial
from gates.documentation.markdown_pages import MarkdownPage
from profiles.schema.builds import BuildsTable
from profiles.schema.documentation import Runnable, Spoken
from profiles.schema.programs import Program
from tests.repository import checkout

TOOL = "import os, sys\nprint('brook', sys.argv[1:], os.environ['HOME'])\nsys.exit(3 if 'bad' in sys.argv else 0)\n"
SPOKEN = (Spoken("brook", also=("bk",)),)
PROGRAMS = (Program("brook", ("{python}", "{checkout}/brook.py")),)


def trial(tmp_path: Path, text: str, language: str = "sh", prints: str = "") -> Trial:
    """Put a block on a page of a project that has one program."""
    project = checkout(tmp_path / "project", {"brook.py": TOOL})
    work = tmp_path / "work"
    builds = Builds(project.path, project.head, "v0.1.0", BuildsTable(), work, Once(work / "once"))
    row = Runnable("quick start", "README.md", "run-it", expect_output=prints)
    page = MarkdownPage("README.md", f"# Run it\n\n```{language}\n{text}\n```\n")
    programs = block_runs.by_name(SPOKEN, PROGRAMS)
    return Trial(builds, code_blocks.block([page], row), row, programs)


@pytest.mark.parametrize(
    ("text", "language", "prints"),
    [
        ("bk append 'a b'\nbrook get | cat", "sh", "brook ['append', 'a b']"),
        ("$ brook get\nwhatever it prints", "console", "brook ['get']"),
        ("import os\nprint(os.environ['HOME'])", "python", "quick-start"),
    ],
)
def test_a_block_that_works_is_left_alone(tmp_path: Path, text: str, language: str, prints: str) -> None:
    """Every name of the program works, in a home of the block's own."""
    assert trial(tmp_path, text, language, prints).judge() == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("brook bad\nbrook get", "README.md:3: the block ended with 3: brook ['bad']"),
        ("brook bad | cat", "README.md:3: the block ended with 3"),
        ("brok get", "README.md:3: the block ended with 127"),
    ],
)
def test_a_block_that_fails_anywhere_is_named(tmp_path: Path, text: str, said: str) -> None:
    """A failing line, a failing part of a pipe and an unknown command are named with the page's line."""
    (one,) = trial(tmp_path, text).judge()
    assert f"{one.place}: {one.got}".startswith(said)


def test_a_block_that_prints_something_else_is_named(tmp_path: Path) -> None:
    """A block that works and does not show what the page promises is refused."""
    (one,) = trial(tmp_path, "brook get", prints="the second message").judge()
    assert one.expected == "'the second message'"


@pytest.mark.parametrize("language", ["sh", "python"])
def test_the_spoilt_twin_is_refused(tmp_path: Path, language: str) -> None:
    """The control's input fails for its reason."""
    (one,) = trial(tmp_path, "brook get", language).spoilt().judge()
    assert "known bad" in one.got


def test_a_block_that_is_not_there_or_cannot_be_run_is_undecided(tmp_path: Path) -> None:
    """A row that names no block, and a language without an interpreter, prove nothing."""
    with pytest.raises(Undecided, match="no block README.md#none/1"):
        code_blocks.block([MarkdownPage("README.md", "")], Runnable("x", "README.md", "none"))
    with pytest.raises(Undecided, match="a block in rust"):
        trial(tmp_path, "fn main() {}", "rust").judge()
