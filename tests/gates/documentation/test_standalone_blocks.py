"""Blocks that run by themselves are run: silent where both releases run them, loud where only the base does, else counted."""

import json
from pathlib import Path

import pytest

from core.run_cache import Once
from facts.builds.project_builds import Builds
from gates.documentation import block_runs, standalone_blocks
from gates.documentation.markdown_pages import MarkdownPage
from gates.documentation.standalone_blocks import Sides, broken, counted, standalone
from profiles.schema.builds import BuildsTable
from profiles.schema.documentation import DocumentationTable, Runnable, Spoken
from profiles.schema.programs import Program
from tests.repository import checkout

OLD = """import pathlib, sys, time
verb, *names = sys.argv[1:]
if verb == 'wait':
    time.sleep(60)
if verb == 'keep':
    pathlib.Path(names[0]).write_text('kept')
if verb == 'show':
    print(pathlib.Path(names[0]).read_text())
"""
NEW = OLD + "if verb == 'show' and len(names) > 1:\n    sys.exit(2)\n"
PROGRAMS = (Program("brook", ("{python}", "{checkout}/brook.py")),)


def page(*blocks: str, language: str = "sh") -> MarkdownPage:
    """Return a page with these blocks under one heading."""
    return MarkdownPage("README.md", "# Use\n\n" + "\n".join(f"```{language}\n{text}\n```\n" for text in blocks))


def sides(tmp_path: Path, new: str = NEW) -> Sides:
    """Return a project whose program changed since its base."""
    project = checkout(tmp_path / "project", {"brook.py": OLD})
    project.git("tag", "v0.1.0")
    (project.path / "brook.py").write_text(new, "utf-8")
    project.git("-c", "user.name=t", "-c", "user.email=t@localhost", "commit", "-qam", "new")
    work = tmp_path / "work"
    work.mkdir()
    head = project.git("rev-parse", "HEAD").text.strip()
    builds = Builds(project.path, head, "v0.1.0", BuildsTable(), work, Once(work / "once"))
    return Sides(builds, block_runs.by_name((Spoken("brook"),), PROGRAMS))


def chosen(tmp_path: Path, *blocks: str, table: DocumentationTable | None = None, language: str = "sh") -> list[str]:
    """Return the texts of the blocks that may run by themselves."""
    found = standalone([page(*blocks, language=language)], ["brook"], table or DocumentationTable(), tmp_path)
    return [block.text.strip() for block in found]


@pytest.mark.parametrize("text", ["brook keep a\nbrook show a | grep kept", "mkdir -p tmp && brook show a > tmp/a 2>/dev/null"])
def test_own_commands_and_plain_tools_are_chosen(tmp_path: Path, text: str) -> None:
    """A pipe into grep and a redirection into the block's own folder stay inside."""
    assert chosen(tmp_path, text) == [text]


@pytest.mark.parametrize(
    "text",
    [
        "ls", "curl x | brook show", "brook show http://elsewhere.invalid/a", "brook show ~/a", "brook show ../a", "brook show /etc/passwd",
        "brook show --file=/etc/passwd", "brook show <name>", "brook show $HOME", "brook show $(cat a)", "brook wait &", "A=1 brook show a",
        "brook show a > /tmp/a", "brook serve 0.0.0.0:80", "brook run -- rm a", "rm a; brook show a", "./brook show a", "brook show 'a",
        "exit 0; brook show a", "brook show host:9700", "brook show user@host",
        "brook run 'echo 3 | sudo tee /proc/x'", "brook run 'python3 a'", "brook run -x bash", "brook run \"echo 'a' > /x\"",
    ],
)  # fmt: skip
def test_what_reaches_outside_is_not_chosen(tmp_path: Path, text: str) -> None:
    """Other programs, addresses, paths outside, placeholders, variables and what stays behind: counted, not run."""
    assert chosen(tmp_path, text) == []


def test_listed_blocks_are_left_to_their_list(tmp_path: Path) -> None:
    """A block that the profile runs or explains is not chosen again."""
    table = DocumentationTable(runnable=(Runnable("one", "README.md", "use", 1),), not_run={"README.md#use/2": "it is old"})
    assert chosen(tmp_path, "brook show a", "brook show b", "brook show c", table=table) == ["brook show c"]


def test_a_block_that_only_the_base_runs_is_named(tmp_path: Path) -> None:
    """Blocks follow each other; the third fails with the candidate; the fourth fails with both and is counted."""
    blocks = standalone(
        [page("brook keep a", "brook show a", "brook show a b", "brook show none")], ["brook"], DocumentationTable(), tmp_path
    )
    found = sides(tmp_path).compare(blocks)
    (one,) = broken(found)
    assert (one.path, one.line) == ("README.md", blocks[2].at.line)
    assert one.got == "the block README.md#use/3 ended with 2: kept"
    name, _, _, origin = counted(found, blocks, tmp_path / "blocks.json")
    assert origin == "3 of 4 blocks run by themselves"
    assert json.loads((tmp_path / name).read_text("utf-8"))["not run by themselves"] == ["README.md#use/4"]


def test_what_both_run_or_neither_ends_is_no_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What waits for somebody with the base is counted, and leaves nothing behind for the block after it."""
    monkeypatch.setattr(standalone_blocks, "_BASE", 1.5)
    blocks = standalone(
        [page("brook keep a && brook wait", "brook show a", "brook keep b", "brook show b")],
        ["brook"],
        DocumentationTable(),
        tmp_path,
    )
    found = sides(tmp_path).compare(blocks)
    assert broken(found) == []
    assert [one.block.number for one in found if one.is_alone] == [3, 4]


def test_the_known_bad_block_is_refused(tmp_path: Path) -> None:
    """The control's input fails for its reason."""
    (one,) = broken(sides(tmp_path).known_bad())
    assert "known bad" in one.got
