"""What a shipped manifest asks for and no audited lock resolves is named; what is ours, bare or spoken for is not."""

from pathlib import Path

import pytest

from core.findings import Finding
from facts.vcs.git import Checkout
from gates.dependencies import unlocked_manifests
from profiles.schema.dependencies import DependenciesTable, Lock
from tests.repository import checkout, commit

CARGO = (
    '[[package]]\nname = "core"\nversion = "1.0.0"\n\n[[package]]\nname = "serde"\nversion = "1.0.0"\nsource = "registry+x:y"\n'
)
FILES = {
    "Cargo.toml": '[package]\nname = "core"\nversion = "1.0.0"\n\n[workspace.dependencies]\nshort = {package = "serde", version = "1"}\n',
    "Cargo.lock": CARGO,
    "member/Cargo.toml": '[package]\nname = "member"\nversion = "1.0.0"\n\n[dependencies]\ncore = {path = ".."}\nshort.workspace = true\n',
    "node/package.json": '{"name": "ours", "version": "1.0.0", "dependencies": {"@a/b": "1", "ours-linux": "1"}}',
    "node/linux/package.json": '{"name": "ours-linux", "version": "1.0.0"}',
    "node/package-lock.json": '{"packages": {"": {"name": "ours"}, "node_modules/@a/b": {"version": "1.0.0"}}}',
    "python/pyproject.toml": '[project]\nname = "ours"\nversion = "1.0.0"\ndependencies = ["Small_Varint[fast]>=1; python_version > \'3\'"]\n',
    "python/requirements.lock": "small-varint==1.0.2\n",
    "go/go.mod": "module example.org/x/go\n\nrequire example.org/left v1.0.0\n",
    "examples/go.mod": "module example.org/example\n\nrequire example.org/right v1.0.0\n",
}
LOCKS = (
    Lock("core", "cargo", "Cargo.lock"),
    Lock("node", "node", "node/package-lock.json"),
    Lock("python", "pip", "python/requirements.lock"),
    Lock("go", "go", "go/go.mod"),
)


@pytest.fixture
def project(tmp_path: Path) -> Checkout:
    """Make a project that ships in four ecosystems."""
    return checkout(tmp_path / "project", FILES)


def left_out(project: Checkout, terms: DependenciesTable) -> list[Finding]:
    """Judge all that ships."""
    return unlocked_manifests.left_out(project, terms, unlocked_manifests.shipped(project))


def test_what_every_lock_resolves_is_no_finding(project: Checkout) -> None:
    """Renamed crates, scoped packages, our own packages and names in another spelling are understood."""
    assert left_out(project, DependenciesTable(LOCKS)) == []


@pytest.mark.parametrize(
    ("lock", "manifest", "name"),
    [
        (0, "member/Cargo.toml", "serde"),
        (1, "node/package.json", "@a/b"),
        (2, "python/pyproject.toml", "small-varint"),
        (3, "go/go.mod", "example-org/left"),
    ],
)
def test_a_manifest_without_an_audited_lock_is_named(project: Checkout, lock: int, manifest: str, name: str) -> None:
    """Take one lock out of the profile and its manifest has nobody who audits it."""
    terms = DependenciesTable(tuple(other for other in LOCKS if other is not LOCKS[lock]))
    (finding,) = left_out(project, terms)
    assert (finding.rule, finding.path, finding.got) == ("unaudited-dependency", manifest, name)


def test_what_is_spoken_for_is_no_second_finding(project: Checkout) -> None:
    """A reason, a bare manifest and a lock that is not committed are judged elsewhere."""
    missing = Lock("member", "cargo", "member/Cargo.lock")
    terms = DependenciesTable((missing, *LOCKS[1:2]), ("go/go.mod",), {"python/pyproject.toml": "what it asks for is ours alone"})
    assert left_out(project, terms) == []


def test_a_new_dependency_that_only_another_ecosystem_resolves_is_named(project: Checkout) -> None:
    """A lock speaks for its own ecosystem."""
    commit(project.path, {"node/package.json": '{"name": "ours", "version": "1.0.0", "dependencies": {"serde": "1"}}'})
    (finding,) = left_out(project, DependenciesTable(LOCKS))
    assert (finding.rule, finding.path) == ("unaudited-dependency", "node/package.json")
    assert finding.got.startswith("serde")


def test_what_test_data_or_another_ecosystem_calls_itself_excuses_nobody(project: Checkout) -> None:
    """A package of ours needs no lock; one of the same name in test data or in another language is another package."""
    asks = '{"name": "ours", "version": "1.0.0", "dependencies": {"core": "1", "left": "1"}}'
    commit(project.path, {"node/package.json": asks, "tests/data/package.json": '{"name": "left", "version": "1.0.0"}'})
    (finding,) = left_out(project, DependenciesTable(LOCKS))
    assert finding.got == "core, left"


def test_an_uncommitted_lock_of_another_ecosystem_excuses_nobody(project: Checkout) -> None:
    """What lies beside a manifest speaks for it only where it locks the same kind of package."""
    other = Lock("other", "cargo", "node/Cargo.lock")
    (finding,) = left_out(project, DependenciesTable((*LOCKS[:1], *LOCKS[2:], other)))
    assert (finding.path, finding.got) == ("node/package.json", "@a/b")


def test_what_a_build_computes_is_not_known_to_be_audited(project: Checkout) -> None:
    """Dynamic dependencies stand in no file that a lock could be held against."""
    commit(project.path, {"python/pyproject.toml": '[project]\nname = "ours"\nversion = "1.0.0"\ndynamic = ["dependencies"]\n'})
    (finding,) = left_out(project, DependenciesTable(LOCKS))
    assert finding.got == "what-its-build-computes"


def test_a_crate_that_a_workspace_keeps_is_ours(project: Checkout) -> None:
    """`name.workspace = true` may mean a folder of the checkout, vendored or not."""
    root = '[package]\nname = "core"\nversion = "1.0.0"\n\n[workspace.dependencies]\nshort = {path = "vendor/short"}\n'
    commit(project.path, {"Cargo.toml": root})
    assert left_out(project, DependenciesTable(LOCKS)) == []


def test_a_project_that_publishes_no_package_ships_its_own_manifests(tmp_path: Path) -> None:
    """A program that is handed out as a file has dependencies too."""
    text = '[package]\nname = "app"\nversion = "1.0.0"\npublish = false\n\n[dependencies]\nserde = "1"\n'
    app = checkout(tmp_path / "app", {"Cargo.toml": text})
    (finding,) = left_out(app, DependenciesTable())
    assert (finding.path, finding.got) == ("Cargo.toml", "serde")


def test_only_a_file_of_requirements_asks_by_itself() -> None:
    """Where no manifest is found, a lock of another kind is none that was looked at: it must have one beside it."""
    assert unlocked_manifests.asking_locks(DependenciesTable(LOCKS)) == ["python/requirements.lock"]
    assert unlocked_manifests.asking_locks(DependenciesTable(LOCKS[:2])) == []
