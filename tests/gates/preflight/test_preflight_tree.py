"""What merges, encodings, editors and templates leave in a tree is found; what is meant to look so is not."""

from pathlib import Path

import pytest

from gates.preflight import manifest_versions, merge_residue, mojibake, placeholders, working_tree
from gates.preflight.working_tree import TreeFile
from profiles.schema.preflight import PreflightTable, VersionFile
from tests.repository import checkout, commit, git

CONFLICT = "a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> topic\n"
TRY = "try:\n    from a.b import c\nexcept ImportError:\n    from d.e import c\n"


def tree(tmp_path: Path, **files: str | bytes) -> tuple[TreeFile, ...]:
    """Read a project of these files; `__` in a name stands for a slash, `_dot_` for a dot."""
    named = {name.replace("__", "/").replace("_dot_", "."): content for name, content in files.items()}
    return working_tree.tree(checkout(tmp_path / "project", named), {})


def test_conflict_markers_are_found_with_their_line(tmp_path: Path) -> None:
    """An unfinished merge is named where it begins."""
    (one,) = merge_residue.merge_leftovers(tree(tmp_path, src__a_dot_rs=CONFLICT))
    assert (one.place, one.got) == ("src/a.rs:2", "conflict markers of an unfinished merge")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("tests__fixtures__a_dot_txt", CONFLICT),
        ("docs__merging_dot_md", f"# Merging\n\n```\n{CONFLICT}```\n"),
        ("a_dot_rst", "Title\n=======\n\n<<<<<<< is how a conflict begins\n"),
        ("a_dot_sh", "cat <<<<<<< x\n"),
    ],
)
def test_what_only_shows_conflict_markers_is_left_alone(tmp_path: Path, name: str, text: str) -> None:
    """Test data, code blocks of documents and underlined titles are no conflicts."""
    assert merge_residue.merge_leftovers(tree(tmp_path, **{name: text})) == []


def test_rejected_hunks_are_found(tmp_path: Path) -> None:
    """A tracked .rej or .orig is left by a merge."""
    (one,) = merge_residue.merge_leftovers(tree(tmp_path, a_dot_rs_dot_rej="x"))
    assert one.place == "a.rs.rej"


def test_a_statement_that_stands_twice_is_found(tmp_path: Path) -> None:
    """A block that a rebase replayed is named with the line of its copy."""
    (one,) = merge_residue.merge_leftovers(tree(tmp_path, setup_dot_py=f"{TRY}\n{TRY}"))
    assert (one.place, one.got) == ("setup.py:6", "repeats the statement on line 1")


def test_repetition_that_does_something_is_left_alone(tmp_path: Path) -> None:
    """Calls and assignments may well be repeated, and different statements are no copies."""
    text = 'print("a")\nprint("a")\nimport x\nimport y\n' + TRY
    assert merge_residue.merge_leftovers(tree(tmp_path, a_dot_py=text)) == []


def test_an_import_beside_its_own_guard_is_found(tmp_path: Path) -> None:
    """An unconditional import of what is imported under a guard defeats the guard."""
    (one,) = merge_residue.bypassed_guards(tree(tmp_path, setup_dot_py=f"from d.e import c\n{TRY}"))
    assert (one.place, one.got) == ("setup.py:1", "`from d.e import c` is not guarded here")
    assert one.expected == "only the guarded import of line 5"


@pytest.mark.parametrize(
    "text",
    [
        TRY,
        "from d.e import f\n" + TRY,
        "import json\ntry:\n    import ujson as j\nexcept ImportError:\n    import json\n",
        "import a\ntry:\n    import a\nexcept ValueError:\n    pass\n",
        "def f():\n    from d.e import c\n" + TRY,
        "this is no python {{ template }}\n",
    ],
)
def test_an_import_that_defeats_nothing_is_left_alone(tmp_path: Path, text: str) -> None:
    """Other names, the standard library, other exceptions, functions and templates are fine."""
    assert merge_residue.bypassed_guards(tree(tmp_path, setup_dot_py=text)) == []


def test_garbled_prose_is_found_and_code_about_it_is_not(tmp_path: Path) -> None:
    """A document that was encoded twice is named with its line; one that talks about it in code is not."""
    files = tree(
        tmp_path, README_dot_md="# A\n\nnever \u00e2\u0080\u0094 ever\n", docs__x_dot_md="we fixed `\u00e2\u20ac\u2122`\n"
    )
    (one,) = mojibake.garbled(files)
    assert one.place == "README.md:3"
    assert "'â" in one.got


def test_empty_and_torn_files_are_found(tmp_path: Path) -> None:
    """An empty license, an empty script and a document that ends in a code block are named."""
    files = tree(tmp_path, LICENSE="", run_dot_sh=" \n", README_dot_md="# A\n```sh\nrun\n")
    found = mojibake.cut_off(files)
    assert [(one.place, one.got) for one in found] == [
        ("LICENSE", "an empty file"),
        ("run.sh", "an empty file"),
        ("README.md:2", "the file ends inside this code block"),
    ]


def test_files_that_are_meant_to_be_empty_are_left_alone(tmp_path: Path) -> None:
    """Package markers, keepers and test data may be empty; whole documents are whole."""
    files = tree(
        tmp_path, a____init___dot_py="", x___dot_gitkeep="", tests__empty_dot_json="", A_dot_md="```\nx\n```\n", src__a_dot_c=""
    )
    assert mojibake.cut_off(files) == []


FORMULA = 'class Core < Formula\n  homepage "https://example.invalid/YOUR_GITHUB/core"\n  sha256 "REPLACE_ME"\nend\n'


def test_placeholders_of_a_formula_are_found(tmp_path: Path) -> None:
    """Words that stand where values belong are named line by line."""
    found = placeholders.unfilled(tree(tmp_path, tap__core_dot_rb=FORMULA))
    assert [(one.place, one.got) for one in found] == [
        ("tap/core.rb:2", "the placeholder YOUR_GITHUB"),
        ("tap/core.rb:3", "the placeholder REPLACE_ME"),
    ]


def test_a_placeholder_may_have_figures_in_it(tmp_path: Path) -> None:
    """The slot of one architecture is a placeholder as any other."""
    (found,) = placeholders.unfilled(tree(tmp_path, tap__core_dot_rb=FORMULA[:20] + '\n  sha256 "PLACEHOLDER_ARM64_SHA256"\n'))
    assert (found.place, found.got) == ("tap/core.rb:2", "the placeholder PLACEHOLDER_ARM64_SHA256")


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ('description = "TODO: describe"', ["TODO"]),
        ('homepage = "https://x.invalid/OWNER/REPO"', ["OWNER/REPO"]),
        ('description = "A list of TODO items"', []),
        ('name = "todo"', []),
    ],
)
def test_a_manifest_says_what_the_package_is(tmp_path: Path, line: str, found: list[str]) -> None:
    """A value that begins with TODO was never written; a package about such lists is none of that."""
    left = placeholders.unfilled(tree(tmp_path, pyproject_dot_toml=f"[project]\n{line}\n"))
    assert [one.got for one in left] == [f"the placeholder {word}" for word in found]


MERGED = "package a\n\nvar text = {0}x\n<<<<<<< HEAD\na\n=======\nb\n>>>>>>> branch\n{1}\n"


@pytest.mark.parametrize(
    ("name", "open_", "close", "count"),
    [("a_test_dot_go", "`", "`", 0), ("a_dot_go", "`", "`", 1), ("a_test_dot_go", "", "", 1), ("a_test_dot_go", "`y`\n", "", 1)],
)
def test_a_test_may_hold_conflicts_in_a_text(tmp_path: Path, name: str, open_: str, close: str, count: int) -> None:
    """A program that reads conflicts is tested with some; outside of a text they are one."""
    files = tree(tmp_path, **{name: MERGED.format(open_, close)})
    assert len(merge_residue.merge_leftovers(files)) == count


@pytest.mark.parametrize(
    ("line", "count"),
    [("<owners>one,two</owners>", 0), ("<id><owners></id>", 1), ("<authors><your-name></authors>", 1)],
)
def test_an_element_of_markup_is_no_placeholder(tmp_path: Path, line: str, count: int) -> None:
    """What the file closes again is an element; a word in brackets inside of one waits for its value."""
    files = tree(tmp_path, choco__demo_dot_nuspec=f"<metadata>\n  {line}\n</metadata>\n")
    assert len(placeholders.unfilled(files)) == count


def test_a_placeholder_that_a_script_fills_in_is_left_alone(tmp_path: Path) -> None:
    """A word that a script of the same tree replaces is a slot, and documents may show placeholders."""
    script = "sed -e s/YOUR_GITHUB/$OWNER/ -e s/REPLACE_ME/$SUM/ tap/core.rb\n"
    files = tree(tmp_path, tap__core_dot_rb=FORMULA, scripts__fill_dot_sh=script, README_dot_md="use YOUR_TOKEN\n")
    assert placeholders.unfilled(files) == []


def test_a_file_that_the_profile_allows_is_not_read(tmp_path: Path) -> None:
    """What the profile names with a reason is left out of every look."""
    project = checkout(tmp_path / "project", {"a.rs": CONFLICT, "b.rs": "b"})
    assert [file.path for file in working_tree.tree(project, {"a.rs": "shows what the tool prints"})] == ["b.rs"]


@pytest.mark.parametrize(
    ("path", "is_read"),
    [
        ("src/a.py", True),
        ("contest/a.py", True),
        ("latest/a.py", True),
        ("test-crates/a.py", False),
        ("a/tests/b.py", False),
        ("vendor/x.py", False),
    ],
)
def test_test_data_is_told_by_its_folder(tmp_path: Path, path: str, is_read: bool) -> None:
    """Folders of tests, fixtures and vendored code are left out, folders that only sound alike are not."""
    project = checkout(tmp_path / "project", {path: "x"})
    assert bool(working_tree.tree(project, {})) is is_read


MANIFEST = '[package]\nname = "side"\nversion = "{}"\n{}\n'


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a/Cargo.toml", MANIFEST.format("0.9.0", "")),
        ("a/Cargo.toml", MANIFEST.format("1.2.2", "publish = false")),
        ("examples/a/Cargo.toml", MANIFEST.format("1.2.2", "")),
        ("tests/a/Cargo.toml", MANIFEST.format("1.2.2", "")),
        ("a/package.json", '{"name": "side", "version": "1.2.2", "private": true}'),
        ("watched/Cargo.toml", MANIFEST.format("1.2.2", "")),
        ("excused/Cargo.toml", MANIFEST.format("1.2.2", "")),
        ("a/package.json", "{{ template }}"),
    ],
)
def test_a_manifest_that_is_watched_or_not_ours_to_watch_is_left_alone(tmp_path: Path, path: str, text: str) -> None:
    """Other versions, private packages, examples, tests, rows, reasons and templates are fine."""
    policy = PreflightTable(
        versions=(VersionFile("w", "watched/Cargo.toml", "cargo"),), own_versions={"excused/Cargo.toml": "moves by itself"}
    )
    found = manifest_versions.published(checkout(tmp_path / "project", {path: text}))
    assert manifest_versions.unlisted(found, policy, ("1.2.2", "1.2.3")) == []


def test_a_manifest_that_moves_with_us_unwatched_is_found(tmp_path: Path) -> None:
    """A publishable package at the base's version that no row names will be forgotten."""
    found = manifest_versions.published(checkout(tmp_path / "project", {"a/Cargo.toml": MANIFEST.format("1.2.2", "")}))
    (one,) = manifest_versions.unlisted(found, PreflightTable(), ("1.2.2", "1.2.3"))
    assert (one.place, one.expected) == ("a/Cargo.toml", "an entry of preflight.versions")
    assert one.got.startswith("side 1.2.2 ")


def test_what_the_base_had_empty_is_meant_to_be(tmp_path):
    """A test's input may be nothing; a file that became empty is cut off."""
    project = checkout(tmp_path / "p", {"data/none.json": "", "data/space.json": " ", "b.json": "{}"})
    git(project.path, "tag", "v1.0.0")
    commit(project.path, {"b.json": "", "c.json": ""})
    found = mojibake.cut_off(working_tree.tree(project, {}), working_tree.empty_at(project, "v1.0.0"))
    assert [one.path for one in found] == ["b.json", "c.json"]
