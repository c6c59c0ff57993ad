"""Commands of pages, held against sources, help pages, scripts, recipes and workflows."""

from pathlib import Path

import pytest

from core.findings import Finding
from core.location import Location
from gates.compatibility.command_tree import CommandTree
from gates.compatibility.help_page import HelpPage
from gates.documentation import command_lines, flag_sources, known_flags, started_scripts
from gates.documentation.flag_sources import DeclaredFlags
from gates.documentation.markdown_pages import MarkdownPage
from profiles.schema.documentation import Spoken
from tests.repository import checkout
from tests.tools import needs

pytestmark = needs("shfmt")

ARGPARSE = """
parser.add_argument("--home", "-H")
add(commands.add_parser("get", aliases=["fetch"]))
group.add_argument("--json")
"""
CLAP = """
#[derive(Parser)]
#[command(name = "brook")]
struct Cli { #[arg(long, short, help = "where (default)")] pub home_dir: PathBuf }
#[derive(Subcommand)]
enum Command {
    #[command(about = "read { one }", visible_alias = "fetch")]
    GetOne { #[arg(long = "as-json", alias = "json")] json: bool },
    Serve(ServeArgs),
    // Dropped,
}
"""
PROGRAM = Spoken("brook", also=("bk",), kind="argparse", sources=("cli.py",))
TREE = CommandTree(
    {
        "brook": HelpPage(0, 2, {"--home": True, "--json": False}, ("get", "pool"), ("COMMAND",)),
        "brook get": HelpPage(0, 2, {"--limit": True}),
        "brook pool": HelpPage(0, 2, {}, ("create",), ("COMMAND",)),
        "brook pool create": HelpPage(0, 2, {}),
    },
    {},
)


def told(tmp_path: Path, text: str) -> list[command_lines.Told]:
    """Read the commands of a page."""
    return command_lines.told([MarkdownPage("p.md", text)], tmp_path, {"brook", "bk", "just"}.__contains__)


def test_argparse_and_clap_are_read_from_their_sources(tmp_path: Path) -> None:
    """Flags, short flags, commands and aliases are found; comments are not."""
    project = checkout(tmp_path / "project", {"cli.py": ARGPARSE, "src/args.rs": CLAP})
    python = flag_sources.declared(project, "argparse", ["cli.py"])
    rust = flag_sources.declared(project, "clap", ["src/*.rs"])
    assert python == DeclaredFlags(frozenset({"get", "fetch"}), frozenset({"--home", "-H", "--json"}))
    assert rust.flags >= {"--home-dir", "-h", "--as-json", "--json"}
    assert rust.commands >= {"get-one", "serve", "fetch"}
    assert "dropped" not in rust.commands


@pytest.mark.parametrize(
    "text",
    [
        "```sh\nbrook --home x get notes 1 | jq .\nx=$(bk fetch a --json)\n```\n",
        "```console\n$ brook get notes \\\n    --json\nbrook dance is only output\n```\n",
        "Use `brook get POOL [--json]` or `brook <command>`; `brook` alone, `cargo dance --no`.\n",
        "```sh\nbrook get x -- --not-ours\nbrook --version\nbrook get '--quoted text'\n```\n",
    ],
)
def test_what_the_sources_declare_is_left_alone(tmp_path: Path, text: str) -> None:
    """Pipes, substitutions, prompts, placeholders, output and foreign commands are read for what they are."""
    sources = DeclaredFlags(frozenset({"get", "fetch"}), frozenset({"--home", "--json"}))
    assert known_flags.undeclared(told(tmp_path, text), PROGRAM, sources) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a\n```sh\nbrook get x --reverse\n```\n", "p.md:3: `brook get x --reverse` uses --reverse, which brook does not have"),
        ("Use `bk put notes`.\n", "p.md:1: `bk put notes` uses put, which brook does not have"),
        ("<code>brook put notes</code>\n", "uses put, which brook does not have"),
        ("```sh\nexport A=1 && sudo brook get --all\n```\n", "uses --all, which brook does not have"),
    ],
)
def test_what_no_source_declares_is_named(tmp_path: Path, text: str, said: str) -> None:
    """A flag and a command that do not exist are named with their line, in blocks and in spans."""
    sources = DeclaredFlags(frozenset({"get"}), frozenset({"--json"}))
    (one,) = known_flags.undeclared(told(tmp_path, text), PROGRAM, sources)
    assert said in f"{one.place}: {one.got}"


def test_a_flag_of_another_command_is_named_by_the_help(tmp_path: Path) -> None:
    """A flag that exists elsewhere, and a command that does not exist below its own, are refused; parents' flags are not."""
    page = "```sh\nbrook get x --json --limit 3\nbrook --limit 3 get x\nbrook pool put\nbrook pool create n\n```\n"
    found = known_flags.refused(told(tmp_path, page), PROGRAM, TREE, None)
    assert [(one.place, one.got) for one in found] == [
        ("p.md:3", "`brook --limit 3 get x` uses --limit, which the help page of `brook` does not list"),
        ("p.md:4", "`brook pool put` uses put, which is not a command of `brook pool`"),
    ]
    assert found[1].expected == "one of create"


WORKFLOW = "on:\n  workflow_dispatch:\n    inputs:\n      tag: {}\njobs:\n  a:\n    runs-on: x\n    steps: [{run: 'true'}]\n"
FILES = {
    "Justfile": 'check: fmt\n\tx\nfmt:\n\ty\nsdk target="x":\n\tz\nalias c := check\nimport "more.just"\nmod tools\n',
    "more.just": '[private]\n@_pack $to *rest=("a:" + "b"): (sdk to)\n\ty\n',
    "tools.just": "lint:\n\tx\n",
    "scripts/pack.sh": '#!/bin/sh\n: "${1:?target}"\ncase "$2" in --static) ;; esac\n',
    "package.json": '{"scripts": {"build": "x"}}',
    ".github/workflows/publish.yml": WORKFLOW,
}


def scripts(tmp_path: Path, line: str) -> list[Finding]:
    """Judge one command of a page against a project of these files."""
    found = started_scripts.StartableScripts(checkout(tmp_path / "project", FILES))
    return started_scripts.refused(told(tmp_path, f"```sh\n{line}\n```\n"), found)


@pytest.mark.parametrize(
    "line",
    [
        "just check",
        "just sdk aarch64",
        "just c",
        "just _pack x",
        "just tools lint",
        "just tools::lint",
        "bash scripts/pack.sh linux --static",
        "./scripts/pack.sh <target>",
        "cd docs && ../scripts/pack.sh a",
        "npm run build",
        "gh workflow run publish.yml -f tag=v1",
        "gh workflow run other.yml --repo a/b",
        "./deploy.sh --now",
        "bash elsewhere/x.sh",
    ],
)
def test_what_the_repository_starts_is_left_alone(tmp_path: Path, line: str) -> None:
    """What exists and takes what it is given is fine, and so is what belongs to the reader."""
    assert scripts(tmp_path, line) == []


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("just chekc", "names the recipe chekc, which does not exist"),
        ("bash scripts/pakc.sh x", "starts scripts/pakc.sh, which is not a tracked file"),
        ("bash scripts/pack.sh linux --shared", "gives --shared to scripts/pack.sh, which does not read it"),
        ("./scripts/pack.sh", "gives 0 words to scripts/pack.sh"),
        ("npm run biuld", "names the script biuld, which does not exist"),
        ("gh workflow run nightly.yml", "names the workflow nightly.yml, which does not exist"),
        (
            "gh workflow run publish.yml -f version=1",
            "gives the input version, which .github/workflows/publish.yml does not have",
        ),
    ],
)
def test_what_the_repository_does_not_take_is_named(tmp_path: Path, line: str, said: str) -> None:
    """A recipe, script, flag, word, workflow or input that is not there is named with its line."""
    (one,) = scripts(tmp_path, line)
    assert one.place == "p.md:2"
    assert one.got.endswith(said)


def test_a_block_that_is_no_shell_is_read_line_by_line(tmp_path: Path) -> None:
    """One line that no shell accepts does not hide the others."""
    (one,) = [each for each in told(tmp_path, "```sh\nif then (\nbrook get\n```\n") if each.command.tool == "brook"]
    assert one.at == Location("p.md", 3)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("# Roadmap (v2+)\n\n## Raw bytes\n\nAdd `brook send --raw`.\n\n```sh\nbrook send --raw\n```\n", 0),
        ("# Usage\n\n## Raw bytes\n\nTry `brook send --raw`.\n\n```sh\nbrook send --raw\n```\n", 2),
        ("# Roadmap\n\nLater.\n\n# Usage\n\nTry `brook send --raw`.\n", 1),
    ],
    ids=["below-a-roadmap", "below-usage", "after-a-roadmap"],
)
def test_what_may_come_is_no_promise(tmp_path: Path, text: str, read: int) -> None:
    """Commands below a heading that speaks of the future are not told to anybody; those after it are."""
    assert len(told(tmp_path, text)) == read
