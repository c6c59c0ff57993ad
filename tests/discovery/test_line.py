"""One release line of a monorepo: its own tags, changelog and paths."""

import tomllib
from dataclasses import replace

import pytest

from core.errors import Refused
from discovery.line import folders_of_others, named_by, of_line, spelling_of
from discovery.model import of_checkout
from discovery.profile import draft
from discovery.subjects import subjects
from tests.repository import checkout, git

FILES = {
    "CHANGELOG.md": "## 9.0.0\n\nx\n",
    "packages/cli/package.json": '{"name": "@demo/cli", "version": "3.0.1", "license": "MIT", "scripts": {"test": "x"}}',
    "packages/cli/CHANGELOG.md": "## 3.0.1\n\nx\n",
    "packages/git/package.json": '{"name": "@demo/git", "version": "1.0.0", "license": "MIT", "scripts": {"test": "x"}}',
    "packages/git/package-lock.json": '{"packages": {"node_modules/x": {}}}',
    "package-lock.json": '{"packages": {"node_modules/x": {}}}',
}


@pytest.fixture
def model(tmp_path):
    """Return the model of two packages, one of which has tags of its own."""
    project = checkout(tmp_path / "p", FILES)
    for tag in ("@demo/cli@3.0.0", "@demo/cli@3.0.1", "v9.0.0"):
        git(project.path, "tag", tag)
    return of_checkout(project)


@pytest.mark.parametrize("name", ["@demo/cli", "cli", "packages/cli"])
def test_a_named_package_has_its_own_paths(model, name):
    """Its folder, the lock above it, its changelog; the other package's are not its."""
    mine = of_line(model, name, "v{version}")
    assert [one.name for one in mine.packages] == ["@demo/cli"]
    assert str(mine.changelog) == "packages/cli/CHANGELOG.md"
    assert [one.path for one in mine.locks] == ["package-lock.json"]
    assert [one.folder for one in mine.suites] == ["packages/cli"]


def test_tags_name_their_package(model):
    """The spelling alone gives the changelog; the whole stays."""
    assert named_by(model, "@demo/cli@{version}").folder == "packages/cli"
    assert spelling_of(model, "cli") == "@demo/cli@{version}"
    whole = of_line(model, "", "@demo/cli@{version}")
    assert str(whole.changelog) == "packages/cli/CHANGELOG.md"
    assert len(whole.packages) == 2
    assert str(of_line(model, "", "v{version}").changelog) == "CHANGELOG.md"


def test_a_package_that_is_not_there_is_refused(model):
    """With those that are."""
    with pytest.raises(Refused, match="@demo/cli, @demo/git"):
        of_line(model, "nothing", "v{version}")


@pytest.fixture
def lines(tmp_path):
    """Return the model of packages that are released one by one, and of one that goes along with the first."""
    platform = '{"name": "@demo/cli-linux", "version": "3.0.1", "os": ["linux"]}'
    project = checkout(tmp_path / "lines", {**FILES, "packages/linux/package.json": platform, "packages/git/index.d.ts": "x"})
    for tag in ("cli-v3.0.1", "git-v1.0.0"):
        git(project.path, "tag", tag)
    return of_checkout(project)


def test_tags_that_name_packages_make_lines(lines):
    """The package that the tag names and what goes along with it; the other line is not judged here."""
    mine = of_line(lines, "", "cli-v{version}")
    assert [one.name for one in mine.packages] == ["@demo/cli", "@demo/cli-linux"]
    assert [one.name for one in of_line(lines, "", "git-v{version}").packages] == ["@demo/git"]
    assert folders_of_others(lines, "cli-v{version}") == ("packages/git",)
    assert folders_of_others(lines, "v{version}") == ()


def test_a_base_is_cut_like_its_release(lines):
    """A past tree has no tags: those of the checkout say which packages are a line of their own."""
    past = replace(lines, tags=())
    assert len(of_line(past, "", "cli-v{version}").packages) == 3
    assert len(of_line(past, "", "cli-v{version}", lines.tags).packages) == 2


@pytest.mark.parametrize(("tags", "count"), [(("sub/v0.3.0",), 1), (("sub/v1.2.0",), 2), ((), 2), (("more/v0.1.0",), 1)])
def test_a_go_module_with_other_versions_is_another_line(tmp_path, tags, count):
    """`sub/v0.3.0` beside `v1.2.0` is released by itself; `sub/v1.2.0`, or no tag, goes along."""
    module = "module example.org/demo{0}\n"
    files = {"go.mod": module.format(""), "a.go": "package demo\n\nfunc A() {}\n"}
    files |= {"v2/go.mod": module.format("/v2"), "v2/a.go": "package demo\n\nfunc a() {}\n\nfunc (d *decoder) Decode() {}\n"}
    files |= {"more/go.mod": module.format("/more")} if "more/v0.1.0" in tags else {}
    files |= {"sub/go.mod": module.format("/sub"), "sub/b.go": "package sub\n\nfunc B() {}\n"}
    project = checkout(tmp_path / "p", files)
    for tag in ("v1.2.0", *tags):
        git(project.path, "tag", tag)
    mine = of_line(of_checkout(project), "", "v{version}")
    assert len([one for one in mine.packages if one.folder != "v2"]) == count
    assert sorted(one.path for one in mine.surfaces) == [".", "sub"][:count]


ROOT = "module example.org/demo/v3\n\nrequire {0} {1}\n\nreplace {0} => ./pkg/ext\n"
NOWHERE = "v0.0.0-00010101000000-000000000000"


@pytest.mark.parametrize(
    ("inner", "version", "sold"),
    [
        ("example.org/demo/ext", NOWHERE, []),
        ("example.org/demo/pkg/ext", NOWHERE, ["example.org/demo/pkg/ext"]),
        ("example.org/demo/ext", "v1.0.0", ["example.org/demo/v3", "example.org/demo/ext"]),
    ],
)
def test_a_module_that_needs_its_own_folder_has_no_users(tmp_path, inner, version, sold):
    """Nobody can fetch it, nor the module that lies elsewhere than its path says; one that lies there can be."""
    files = {"go.mod": ROOT.format(inner, version), "lib/a.go": "package lib\n\nfunc A() {}\n"}
    files |= {"pkg/ext/go.mod": f"module {inner}\n", "pkg/ext/a.go": "package ext\n\nfunc B() {}\n"}
    model = of_checkout(checkout(tmp_path / "p", files))
    assert [one.name for one in model.publishable] == sold
    assert len(model.surfaces) == len(sold)
    assert subjects(model)["go-module"].found == bool(sold)


@pytest.mark.parametrize(("folder", "count"), [("_codegen", 1), (".tools", 1), ("codegen", 2)])
def test_the_go_command_passes_over_marked_folders(tmp_path, folder, count):
    """What lies there is a tool of the project's own."""
    files = {"go.mod": "module example.org/demo\n", "a.go": "package demo\n\nfunc A() {}\n"}
    files |= {f"{folder}/go.mod": f"module example.org/demo/{folder}\n", f"{folder}/main.go": "package main\n"}
    assert len(of_checkout(checkout(tmp_path / "p", files)).publishable) == count


@pytest.mark.parametrize(
    ("tag", "count"),
    [("@demo/cli@{version}", 1), ("v{version}", 2), ("{version}", 2)],
)
def test_tags_of_a_node_package_release_no_go_module(tmp_path, tag, count):
    """The go command reads no such tag; under its own, and under one that names nothing, the module is there."""
    files = {"go.mod": "module example.org/demo\n", "lib/a.go": "package lib\n\nfunc A() {}\n"}
    project = checkout(tmp_path / "p", {**files, "cli/package.json": FILES["packages/cli/package.json"]})
    for version in ("3.0.0", "3.0.1"):
        git(project.path, "tag", tag.format(version=version))
    mine = of_line(of_checkout(project), "", tag)
    assert (len(mine.packages), len(mine.surfaces)) == (count, count - 1)


@pytest.mark.parametrize(
    ("tags", "further"), [(("v1.0.0", "sub/v1.0.0"), ["sub/{tag}"]), (("v1.0.0",), []), (("sub/v1.0.0",), [])]
)
def test_a_module_goes_on_with_the_tags_that_it_has(tmp_path, tags, further):
    """Tags that the folder has had are planned; a module without any is asked about."""
    files = {"go.mod": "module example.org/demo\n", "a.go": "package demo\n\nfunc A() {}\n"}
    files |= {"sub/go.mod": "module example.org/demo/sub\n", "sub/a.go": "package sub\n\nfunc A() {}\n"}
    project = checkout(tmp_path / "p", files)
    for tag in tags:
        git(project.path, "tag", tag)
    pattern = "v{version}" if "v1.0.0" in tags else "sub/v{version}"
    drafted = draft(of_checkout(project), pattern, ("1.0.0",), "demo", decided=True).text(comments=False)
    assert tomllib.loads(drafted).get("provenance", {}).get("further_tags", []) == further


@pytest.mark.parametrize(
    ("root", "tags", "count"),
    [
        ("main", ("v0.63.0", "v0.64.0"), 0),
        ("main", ("v0.64.0", "v1.0.0"), 1),
        ("main", (), 1),
        ("demo", ("v0.64.0",), 1),
        (None, ("v0.64.0",), 1),
    ],
)
def test_a_program_that_is_not_stable_promises_no_packages(tmp_path, root, tags, count):
    """Go promises nothing for v0, and what lies below a program is the program's; a library is compared from the start."""
    files = {"go.mod": "module example.org/demo\n", "pkg/a/a.go": "package a\n\nfunc A() {}\n"}
    files |= {"demo.go": f"package {root}\n\nfunc main() {{}}\n", "demo_test.go": "package other\n"} if root else {}
    project = checkout(tmp_path / "p", files)
    for tag in tags:
        git(project.path, "tag", tag)
    assert len(of_checkout(project).surfaces) == count
