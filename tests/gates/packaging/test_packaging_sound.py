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
