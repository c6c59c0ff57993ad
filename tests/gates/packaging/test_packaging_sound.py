"""What manifests of sound projects name and is not tracked, each beside what is missing."""

import pytest

from gates.packaging import listed_files, manifest_promises
from tests.repository import checkout, git

NODE = '{{"name": "demo", "version": "1.0.0", "types": "bundler/index.d.ts", "scripts": {{{0}}}}}'


@pytest.mark.parametrize(
    ("files", "count"),
    [
        ({"package.json": NODE.format("")}, 1),
        ({"package.json": NODE.format(""), ".gitignore": "bundler/\n"}, 0),
        ({"package.json": NODE.format('"build-release": "x"')}, 0),
        ({"package.json": NODE.format('"test": "x"')}, 1),
    ],
)
def test_what_a_build_writes_is_not_tracked(tmp_path, files, count):
    """Ignored by git, or written by a script of the package."""
    found = manifest_promises.manifests(checkout(tmp_path / "p", files))
    assert len(manifest_promises.broken(found)) == count


def test_a_crate_that_no_index_takes_promises_nothing(tmp_path):
    """Without a description it stays at home."""
    text = '[package]\nname = "demo"\nversion = "1.0.0"\nlicense = "MIT"\ninclude = ["/gone"]\n'
    sound = checkout(tmp_path / "sound", {"Cargo.toml": text})
    bad = checkout(tmp_path / "bad", {"Cargo.toml": f'{text}description = "x"\n'})
    assert manifest_promises.broken(manifest_promises.manifests(sound)) == []
    assert len(manifest_promises.broken(manifest_promises.manifests(bad))) == 1


@pytest.mark.parametrize(("name", "count"), [("../../LICENSE", 0), ("../../COPYING", 1), ("README.md", 0)])
def test_a_list_may_name_what_lies_above_it(tmp_path, name, count):
    """MANIFEST.in of a folder that becomes a package."""
    files = {"LICENSE": "MIT\n", "bindings/python/MANIFEST.in": f"include {name}\n", "bindings/python/README.md": "x\n"}
    project = checkout(tmp_path / "p", files)
    assert len(listed_files.broken(project, listed_files.lists(project))) == count


@pytest.mark.parametrize(("old", "count"), [({}, 0), ({"a.dat": "x"}, 1)])
def test_a_pattern_that_crates_share_may_match_nothing(tmp_path, old, count):
    """It is missed where the base had such a file; a name without a pattern always is."""
    text = '[package]\nname = "demo"\nversion = "1.0.0"\ndescription = "x"\nlicense = "MIT"\ninclude = ["/src/*.rs", "/*.dat"]\n'
    project = checkout(tmp_path / "p", {"Cargo.toml": text, "src/lib.rs": "", **old})
    git(project.path, "tag", "v1.0.0")
    for name in old:
        git(project.path, "rm", "-q", name)
    assert len(manifest_promises.broken(manifest_promises.manifests(project, "v1.0.0"))) == count
    assert len(manifest_promises.broken(manifest_promises.manifests(project))) == 1


INCLUDING = '[package]\nname = "demo"\nversion = "1.0.0"\ndescription = "x"\nlicense = "MIT"\ninclude = [{0}]\n'


@pytest.mark.parametrize(
    ("before", "now", "lost", "count"),
    [
        ('"/src", "Readme.md"', '"/src", "Readme.md"', "", 0),
        ('"/src", "Readme.md"', '"/src", "Readme.md"', "Readme.md", 1),
        ('"/src"', '"/src", "Readme.md"', "", 1),
        ('"/src", "Readme.md"', '"/src", "Readme.txt"', "", 1),
    ],
)
def test_a_name_that_never_matched_was_released_like_this(tmp_path, before, now, lost, count):
    """A crate that was moved keeps its list; a name that is new in it, or whose file is gone, is a mistake."""
    files = {"Cargo.toml": INCLUDING.format(before), "src/lib.rs": ""} | ({lost: "x"} if lost else {})
    project = checkout(tmp_path / "p", files)
    git(project.path, "tag", "v1.0.0")
    (project.path / "Cargo.toml").write_text(INCLUDING.format(now), "utf-8")
    if lost:
        git(project.path, "rm", "-q", lost)
    assert len(manifest_promises.broken(manifest_promises.manifests(project, "v1.0.0"))) == count
    assert len(manifest_promises.broken(manifest_promises.manifests(project))) == 1


@pytest.mark.parametrize(("name", "count"), [("theirs/license.txt", 0), ("ours/license.txt", 1), ("theirs.txt", 1)])
def test_files_of_a_submodule_are_not_of_this_tree(tmp_path, name, count):
    """Git tracks it as one entry, a commit of another repository."""
    text = f'[project]\nname = "demo"\nversion = "1.0.0"\nlicense-files = ["{name}"]\n'
    project = checkout(tmp_path / "p", {"pyproject.toml": text, "ours/x.txt": ""})
    git(project.path, "update-index", "--add", "--cacheinfo", f"160000,{git(project.path, 'rev-parse', 'HEAD').strip()},theirs")
    git(project.path, "commit", "-q", "-m", "submodule")
    assert len(manifest_promises.broken(manifest_promises.manifests(project))) == count


@pytest.mark.parametrize(("folder", "count"), [("e2e-tests/a", 0), ("pkg/__fixtures__/a", 0), ("pkg/a", 1), ("tokio-test", 1)])
def test_manifests_of_tests_promise_nothing(tmp_path, folder, count):
    """What they lack is what is tested."""
    files = {f"{folder}/package.json": '{"name": "a", "version": "1.0.0", "bin": "gone.js"}'}
    assert len(manifest_promises.broken(manifest_promises.manifests(checkout(tmp_path / "p", files)))) == count


@pytest.mark.parametrize(
    ("types", "entry", "count"),
    [
        ("bindings/node", "bindings/node/*", 0),
        ("bindings/node", "bindings/other/*", 1),
        ("bindings/node/index.d.ts", "bindings/node/*.js", 1),
        ("./bindings/node/", "bindings", 0),
    ],
)
def test_types_may_be_a_folder(tmp_path, types, entry, count):
    """TypeScript looks for `index.d.ts` in it."""
    text = f'{{"name": "demo", "version": "1.0.0", "types": "{types}", "files": ["{entry}"]}}'
    project = checkout(tmp_path / "p", {"package.json": text, "bindings/node/index.d.ts": "", "bindings/other/a.js": ""})
    assert len(manifest_promises.broken(manifest_promises.manifests(project))) == count
