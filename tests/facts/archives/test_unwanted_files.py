"""A package holds what was meant to be shipped, and nothing that lay beside it."""

import pytest

from facts.archives.unwanted_files import strays

GOOD = ["brook/__init__.py", "brook/py.typed", "brook-1.0.dist-info/RECORD"]


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("wheel", GOOD),
        ("wheel", [*GOOD, "brook/tests/test_pool.py", "brook/.env.example", "brook-1.0.data/scripts/brook"]),
        ("wheel", ["tests/__init__.py", "tests-1.0.dist-info/RECORD"]),
        ("sdist", ["src/brook/__init__.py", "tests/fixtures/.env", "docs/index.md"]),
        ("crate", ["Cargo.toml.orig", ".gitignore", ".github/workflows/ci.yml", ".cargo_vcs_info.json"]),
        ("node", ["package.json", "tests/.npmrc"]),
    ],
)
def test_what_belongs_there_is_left_alone(kind: str, names: list[str]) -> None:
    """Tests inside of a package, inputs of tests, a project called tests, and what packers add by themselves."""
    assert strays("p", names, kind) == []


@pytest.mark.parametrize(
    ("kind", "name", "said"),
    [
        ("wheel", "brook/.env", "brook/.env, which is for credentials"),
        ("node", ".npmrc", ".npmrc, which is for credentials"),
        ("wheel", "tests/test_pool.py", "tests/ is installed as a package of its own"),
        ("sdist", "brook/__pycache__/pool.cpython-311.pyc", "files under __pycache__/"),
        ("wheel", "brook/pool.pyc", "brook/pool.pyc, which one interpreter compiled"),
        ("crate", "src/.DS_Store", "src/.DS_Store, which a desktop left behind"),
        ("sdist", ".git/config", "files under .git/"),
    ],
)
def test_what_nobody_meant_to_ship_is_named(kind: str, name: str, said: str) -> None:
    """One finding each."""
    (found,) = strays("p", [*GOOD, name], kind)
    assert found.rule in ("unwanted-file", "foreign-top-level-package")
    assert found.got.startswith(said)
