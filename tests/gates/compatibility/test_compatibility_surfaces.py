"""Published names, commands and flags are compared by name; a break is silent only when announced and versioned."""

from pathlib import Path

import pytest

from core.errors import Undecided
from facts.text.changelog import Changelog
from gates.compatibility import command_tree
from gates.compatibility.breaks import Break, Promises
from gates.compatibility.command_tree import CommandTree
from gates.compatibility.declarations import breaks, declared
from gates.compatibility.declared_surface import DeclaredSurface, surface
from gates.compatibility.help_page import HelpPage, read
from profiles.schema.compatibility import Surface
from tests.repository import checkout, commit, git

PYTHON = "def keep(a, b=1): ...\n\n\nclass Pool:\n    def append(self, text): ...\n\n    def get(self, seq): ...\n"
TYPESCRIPT = "export class Pool {\n  append(text: string): number\n  close(): void\n}\nexport function open(path: string): Pool\n"
HEADER = "#define LIMIT 5\nint f(const char *path, int n);\ntypedef struct s { int a; } s_t;\nenum kind { A = 1, B = 2 };\n"
GO = "package p\n\nfunc Open(path string) error {\n\treturn nil\n}\n\ntype Pool struct {\n\tName string\n}\n\nfunc private() {}\n"
CHANGELOG = "# Changelog\n\n## [{version}]\n\n### {heading}\n- `keep` and `append` are gone.\n"


def spoil(kind: str, old: str, was: str, now: str) -> list[str]:
    """Return the sentences for one change of a declaration file."""
    return [one.what for one in breaks(declared(old, kind), declared(old.replace(was, now), kind))]


@pytest.mark.parametrize(
    ("kind", "text", "was", "now", "said"),
    [
        ("typescript", TYPESCRIPT, "  close(): void\n", "", "Pool.close is gone"),
        ("typescript", TYPESCRIPT, "text: string", "text: Buffer", "Pool.append changed"),
        ("typescript", TYPESCRIPT, "text: string", "text: string, tags: string[]", "Pool.append changed"),
        ("typescript", TYPESCRIPT, "text: string", "more?: number, text: string", "Pool.append changed"),
        (
            "typescript",
            TYPESCRIPT.replace("text: string", "text?: string"),
            "text?: string",
            "text: string",
            "Pool.append changed",
        ),
        ("typescript", TYPESCRIPT, "text: string): number", "text: string, more?: number): bigint", "Pool.append changed"),
        ("c", HEADER, "int f(const char *path, int n);", "", "f is gone"),
        ("c", HEADER, "int n", "long n", "f changed"),
        ("c", HEADER, "int a;", "int a; int b;", "s_t.layout changed"),
        ("c", HEADER, "B = 2", "B = 3", "kind.B changed"),
        ("c", HEADER, "LIMIT 5", "LIMIT 6", "LIMIT changed"),
        ("go", GO, "path string", "path string, n int", "Open changed"),
        ("go", GO, "\tName string\n", "", "Pool.Name is gone"),
    ],
)
def test_a_lost_or_changed_declaration_is_one_sentence(kind: str, text: str, was: str, now: str, said: str) -> None:
    """Each language's declarations are told apart by name."""
    (sentence,) = spoil(kind, text, was, now)
    assert sentence.startswith(said)


@pytest.mark.parametrize(
    ("kind", "text", "was", "now"),
    [
        ("typescript", TYPESCRIPT, "  close(): void\n", "  /** ends it */\n  close(): void;\n  more(): void\n"),
        ("typescript", TYPESCRIPT, "text: string", "text: string, tags?: Map<string, number>, ...rest: string[]"),
        ("typescript", TYPESCRIPT, "text: string", "text?: string"),
        ("typescript", TYPESCRIPT, "text: string", "text: unknown"),
        ("typescript", TYPESCRIPT, "path: string", "where?: string, more?: number"),
        ("typescript", TYPESCRIPT, "(): void", "(\n    force?: boolean,\n  ): void"),
        ("c", HEADER, "int f(const char *path, int n);", "/* opens */\nint f(const char *name,\n      int count);\nint g(void);"),
        ("go", GO, "func private() {}", "func private(n int) {}\n\nfunc More() {}"),
    ],
)
def test_additions_layout_and_comments_break_nothing(kind: str, text: str, was: str, now: str) -> None:
    """What users have written still compiles."""
    assert spoil(kind, text, was, now) == []


@pytest.fixture
def package(tmp_path: Path) -> DeclaredSurface:
    """Make a Python package with a base tag."""
    files = {"src/p/__init__.py": "from p.pool import Pool, keep\n\n__all__ = ['Pool', 'keep']\n", "src/p/pool.py": PYTHON}
    made = checkout(tmp_path / "project", files)
    git(made.path, "tag", "v0.1.0")
    return surface(made, "v0.1.0", Surface("python", "python", "src/p"))


def test_an_unchanged_package_breaks_nothing(package: DeclaredSurface) -> None:
    """The same sources on both sides, and every public name counted."""
    assert package.breaks() == []
    assert {"p.pool.Pool.append", "p.keep"} <= set(package.names)


@pytest.mark.parametrize(
    ("was", "now", "name"),
    [
        ("def keep(a, b=1): ...\n", "", "keep"),
        ("self, text", "self, text, tag", "append"),
        ("def get", "def fetch", "get"),
        ("def get", "async def get", "get"),
    ],
)
def test_a_python_break_names_what_is_lost(package: DeclaredSurface, was: str, now: str, name: str) -> None:
    """A removed function, a new required parameter, a renamed method, a call that must be awaited now."""
    commit(package.checkout.path, {"src/p/pool.py": PYTHON.replace(was, now)})
    again = DeclaredSurface(package.checkout, "v0.1.0", "python", "src/p", "src/p")
    assert name in [one.name for one in again.breaks()]


def test_a_name_that_all_no_longer_lists_is_lost(package: DeclaredSurface) -> None:
    """It can still be imported by who knows it, and is no longer promised to anybody."""
    commit(package.checkout.path, {"src/p/__init__.py": "from p.pool import Pool, keep\n\n__all__ = ['Pool']\n"})
    again = DeclaredSurface(package.checkout, "v0.1.0", "python", "src/p", "src/p")
    assert [one.what for one in again.breaks()] == ["keep: no longer in __all__"]


def test_a_surface_that_is_not_there_is_undecided(package: DeclaredSurface) -> None:
    """A path that the profile has wrong is no empty surface."""
    with pytest.raises(Undecided, match=r"no c file under include/x\.h"):
        surface(package.checkout, "v0.1.0", Surface("abi", "c", "include/x.h"))


def test_a_surface_of_an_older_tree_is_read_where_it_was(tmp_path: Path) -> None:
    """The profile names today's path and the former one: an old tree is judged by the one that it has."""
    made = checkout(tmp_path / "project", {"go/p.go": GO})
    git(made.path, "tag", "v0.1.0")
    old = surface(made, "v0.1.0", Surface("go", "go", "go/api | go"))
    assert old.breaks() == []
    assert "Open" in old.names


def test_a_go_package_that_moved_is_a_break(tmp_path: Path) -> None:
    """Users import it by its folder, whatever it still declares; a header that moved is found where it is."""
    made = checkout(tmp_path / "project", {"go/p.go": GO, "include/x.h": HEADER})
    git(made.path, "tag", "v0.1.0")
    (made.path / "go/p.go").unlink()
    (made.path / "include/x.h").unlink()
    commit(made.path, {"go/api/p.go": GO, "c/x.h": HEADER})
    (moved,) = surface(made, "v0.1.0", Surface("go", "go", "go/api | go")).breaks()
    assert moved == Break("go", "go is gone: its package is now go/api, which users import by a different path")
    assert surface(made, "v0.1.0", Surface("abi", "c", "c/x.h | include/x.h")).breaks() == []


def promises(target: tuple[int, int, int], heading: str = "Breaking", base: tuple[int, int, int] = (0, 1, 0)) -> Promises:
    """Make the promises of a changelog with one section."""
    text = CHANGELOG.format(version=".".join(map(str, target)), heading=heading)
    return Promises.of(Changelog.parse("CHANGELOG.md", text), base, target)


def test_an_announced_break_in_a_large_enough_step_passes() -> None:
    """Both are needed: the line and the version."""
    assert promises((0, 2, 0)).broken([Break("keep", "keep is gone")]) == []
    assert promises((2, 0, 0), base=(1, 4, 0)).broken([Break("keep", "keep is gone")]) == []


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (promises((0, 2, 0), "Changed"), "keep is gone, expected a line under a Breaking heading with keep"),
        (promises((0, 1, 1)), "1 breaks from 0.1.0 to 0.1.1, expected a larger step of the version (semver)"),
        (promises((1, 5, 0), base=(1, 4, 0)), "expected a larger step of the version (semver)"),
    ],
)
def test_a_silent_or_too_small_break_is_refused(made: Promises, said: str) -> None:
    """The finding says which of the two is missing."""
    (one,) = made.broken([Break("keep", "keep is gone")])
    assert said in one.problem


CLAP = "Usage: tool feed [OPTIONS] <POOL> [DATA]\n\nOptions:\n      --tag <TAG>  a tag\n  -q, --quiet  say less\n"
ARGPARSE = (
    "usage: tool [-h] COMMAND ...\n\npositional arguments:\n  {get,put}\n\noptions:\n  -h, --help  help\n  --home HOME  folder\n"
)


def test_help_pages_of_both_styles_are_read() -> None:
    """Commands, flags, whether they take a value, and what must be given."""
    page = read(CLAP, 0, 2, ("tool", "feed"))
    assert (page.flags, page.required) == ({"--tag": True, "-q": False, "--quiet": False}, ("<POOL>",))
    page = read(ARGPARSE, 0, 2, ("tool",))
    assert (page.flags, page.commands) == ({"-h": False, "--help": False, "--home": True}, ("get", "put"))


PAGE = HelpPage(0, 2, {"--tag": True, "--quiet": False}, (), ("<POOL>",))
TREE = CommandTree({"tool": HelpPage(0, 2, {"--help": False}, ("feed",)), "tool feed": PAGE}, {"feed gone": 3})


@pytest.mark.parametrize(
    ("page", "said"),
    [
        (HelpPage(0, 2, {"--tag": True}, (), ("<POOL>",)), "`tool feed` lost its flag --quiet"),
        (HelpPage(0, 2, {"--tag": False, "--quiet": False}, (), ("<POOL>",)), "--tag of `tool feed` no longer takes a value"),
        (HelpPage(0, 2, PAGE.flags, (), ("<POOL>", "<DATA>")), "`tool feed` now demands <DATA>"),
        (HelpPage(0, 1, PAGE.flags, (), ("<POOL>",)), "`tool feed` ends with 0 and 1 for help and an unknown flag"),
    ],
)
def test_each_break_of_a_command_is_one_sentence(page: HelpPage, said: str) -> None:
    """Flags, values, arguments, exit statuses."""
    (found,) = command_tree.breaks(TREE, CommandTree({**TREE.pages, "tool feed": page}, TREE.situations))
    assert found.what.startswith(said)


def test_a_lost_command_and_another_exit_status_are_breaks() -> None:
    """The same tree breaks nothing."""
    assert command_tree.breaks(TREE, TREE) == []
    twin, said = command_tree.with_a_loss(TREE)
    assert [one.what for one in command_tree.breaks(TREE, twin)] == ["the command `tool feed` is gone"]
    assert said == "is gone"
    (other,) = command_tree.breaks(TREE, CommandTree(TREE.pages, {"feed gone": 7}))
    assert other.what == "`feed gone` ends with 7, no longer with 3"


def test_a_program_without_commands_loses_a_flag_in_the_self_test() -> None:
    """What is known to be bad must be bad for a program of one page too."""
    alone = CommandTree({"tool": HelpPage(0, 2, {"--fast": False, "--runs": True})}, {})
    twin, said = command_tree.with_a_loss(alone)
    (found,) = command_tree.breaks(alone, twin)
    assert found.what == f"`tool` {said} --runs"
