"""An audit is believed for what it knew and looked at; locks, new names and bare manifests are read from text."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core.errors import Unavailable, Undecided
from core.run_cache import Once
from facts.builds.project_builds import Builds
from facts.text.cvss import base_score, severity
from facts.vcs.git import Checkout
from gates.dependencies import cargo_audit, locks, npm_audit, osv_records, sbom
from gates.dependencies.audit_report import Finding, Report, grave
from profiles.schema.builds import BuildsTable
from profiles.schema.dependencies import Lock
from tests.repository import checkout, commit, git
from tests.tools import needs

CARGO = 'version = 3\n\n[[package]]\nname = "ours"\nversion = "0.1.0"\n\n[[package]]\nname = "{}"\nversion = "1.0.0"\nsource = "registry+x:y"\n'
NODE = {"packages": {"": {"name": "ours"}, "node_modules/left": {"version": "1.0.0"}, "node_modules/@a/b": {"version": "2.0.0"}}}
RECORD = {
    "id": "SAMPLE-1",
    "modified": "2026-11-01T00:00:00Z",
    "affected": [
        {
            "package": {"ecosystem": "PyPI", "name": "Small_Varint"},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0.9"}, {"fixed": "1.0.2"}]}],
        }
    ],
    "database_specific": {"severity": "CRITICAL"},
}
FILES = {
    "Cargo.lock": CARGO.format("serde"),
    "package-lock.json": json.dumps(NODE),
    "requirements.lock": "small-varint==1.0.2\nother==2.0\n",
    "advisories/1.json": json.dumps(RECORD),
    "package.json": "{}",
    "pyproject.toml": "[project]\nname = 'ours'\ndependencies = []\n",
    "go.mod": "module x\n\ngo 1.22\n",
}
CORE = Lock("core", "cargo", "Cargo.lock")


@pytest.fixture
def project(tmp_path: Path) -> Checkout:
    """Make a project with a lock of every kind and a base tag."""
    made = checkout(tmp_path / "project", FILES)
    git(made.path, "tag", "v0.1.0")
    return made


def builds(project: Checkout, tmp_path: Path) -> Builds:
    """Make clones of the project."""
    work = tmp_path / "work"
    return Builds(project.path, project.head, "v0.1.0", BuildsTable(), work, Once(work / "once"))


@pytest.mark.parametrize(
    ("word", "blocks"),
    [("critical", 1), ("high", 1), ("unknown", 1), ("yanked", 1), ("unmaintained", 1), ("unsound", 1), ("medium", 0), ("low", 0)],
)
def test_what_is_grave_blocks(word: str, blocks: int) -> None:
    """High and critical block, and what nobody has rated, taken back, or looks after."""
    found = grave(Report("Cargo.lock", 900, 10, (Finding("h2", "0.4.13", "RUSTSEC-1", word, "frames"),)))
    assert len(found) == blocks
    assert all(line.startswith(f"Cargo.lock: h2 0.4.13: RUSTSEC-1 ({word}) frames") for line in found)


def test_the_silence_of_an_old_database_is_no_pass() -> None:
    """Fresh is fresh, old and undated are the environment's lack, a live service has no age."""
    now = datetime.now(UTC)
    Report("x", 900, 1, (), "db", now).demand_fresh(30)
    Report("x", 900, 1, (), "npm", is_live=True).demand_fresh(30)
    for changed in (now - timedelta(days=31), None):
        with pytest.raises(Unavailable, match="bring it up to date"):
            Report("x", 900, 1, (), "db", changed).demand_fresh(30)


@pytest.mark.parametrize(
    ("vector", "score", "word"),
    [
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 9.8, "critical"),
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H", 7.5, "high"),
        ("CVSS:3.1/AV:L/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H", 6.2, "medium"),
        ("CVSS:3.0/AV:N/AC:L/PR:L/UI:R/S:C/C:L/I:L/A:N", 5.4, "medium"),
        ("CVSS:4.0/AV:N/AC:L", None, "unknown"),
        ("CVSS:3.1/AV:N", None, "unknown"),
    ],
)
def test_scores_are_those_of_the_specification(vector: str, score: float | None, word: str) -> None:
    """Published scores of published vectors."""
    assert (base_score(vector), severity(vector)) == (score, word)


def test_records_in_the_project_are_held_against_the_pins(project: Checkout) -> None:
    """A fixed version is clean, the one before it is not, and the records' own first version is the control."""
    assert grave(osv_records.audit(project, "requirements.lock", "advisories")) == []
    assert "(critical)" in grave(osv_records.known_bad(project, "advisories"))[0]
    commit(project.path, {"requirements.lock": "small.varint==1.0.1\n"})
    (sentence,) = grave(osv_records.audit(project, "requirements.lock", "advisories"))
    assert "small-varint 1.0.1: SAMPLE-1 (critical)" in sentence


def test_a_snapshot_without_a_record_has_no_control(project: Checkout) -> None:
    """An empty folder of records cannot show that records are read."""
    with pytest.raises(Undecided, match="no critical record"):
        osv_records.known_bad(project, "nowhere")


def test_a_lock_must_be_committed(project: Checkout) -> None:
    """A lock that lies in the tree but not in git is not what others build from."""
    assert locks.uncommitted(project, CORE) == []
    (project.path / "native").mkdir()
    (project.path / "native" / "Cargo.lock").write_text("")
    (sentence,) = locks.uncommitted(project, Lock("native", "cargo", "native/Cargo.lock"))
    assert sentence.startswith("native/Cargo.lock is not committed")


@pytest.mark.parametrize(
    ("lock", "text", "new"),
    [
        (CORE, CARGO.format("serde").replace("1.0.0", "2.0.0"), []),
        (CORE, CARGO.format("mystery"), ["core: mystery 1.0.0"]),
        (Lock("node", "node", "package-lock.json"), json.dumps(NODE).replace("left", "right"), ["node: right 1.0.0"]),
        (Lock("py", "pip", "requirements.lock"), "small-varint==3\nthird==1\n", ["py: third 1"]),
        (Lock("go", "go", "go.mod"), "module x\n\nrequire example.org/m v1.2.3\n", ["go: example.org/m v1.2.3"]),
    ],
)
def test_a_dependency_that_the_base_did_not_have_is_new(project: Checkout, lock: Lock, text: str, new: list[str]) -> None:
    """Another version of a known name is no new dependency; our own packages are none."""
    commit(project.path, {lock.path: text})
    assert locks.new(project, "v0.1.0", lock) == new


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("package.json", '{"dependencies": {"left": "1"}}'),
        ("pyproject.toml", "[project]\nname = 'ours'\ndependencies = ['left']\n"),
        ("go.mod", "module x\n\nrequire (\n\texample.org/left v1.0.0\n)\n"),
    ],
)
def test_a_bare_manifest_that_asks_for_something_is_named(project: Checkout, path: str, text: str) -> None:
    """Silent while bare; loud when a dependency comes in that no lock of the profile covers."""
    assert locks.declared_after_all(project, path) == []
    commit(project.path, {path: text})
    (sentence,) = locks.declared_after_all(project, path)
    assert "left (expected nothing at run time)" in sentence


def test_the_bill_of_materials_holds_every_lock(project: Checkout, tmp_path: Path) -> None:
    """Each component once with its package URL, our own left out, the same bytes each time."""
    found = sbom.components(project, (CORE, Lock("node", "node", "package-lock.json")))
    assert [one["purl"] for one in found] == ["pkg:cargo/serde@1.0.0", "pkg:npm/%40a/b@2.0.0", "pkg:npm/left@1.0.0"]
    path = sbom.write(tmp_path, "ours", "0.1.1", found)
    assert sbom.unreadable(path, found) == []
    assert "has 3 components (expected 2)" in sbom.unreadable(path, found[:2])[0]


def test_no_database_says_what_to_do(project: Checkout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder without advisories is not asked: cargo-audit would say that all is well."""
    monkeypatch.setenv("RELEASE_ADVISORY_DB", str(tmp_path))
    with pytest.raises(Unavailable, match="no advisory database in .*name it in RELEASE_ADVISORY_DB"):
        cargo_audit.known_bad(builds(project, tmp_path), "Cargo.lock", "")


@needs("cargo", "cargo-audit")
def test_an_empty_database_is_counted(project: Checkout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """cargo-audit passes with 0 advisories; the report says 0, which no floor accepts, and its control finds nothing."""
    database = checkout(tmp_path / "db", {"crates/keep": ""})
    monkeypatch.setenv("RELEASE_ADVISORY_DB", str(database.path))
    made = builds(project, tmp_path)
    made.checkout("candidate")
    report = cargo_audit.known_bad(made, "Cargo.lock", "")
    assert (report.advisories, grave(report)) == (0, [])


@needs("npm")
def test_a_registry_that_does_not_answer_is_the_environment(
    project: Checkout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`npm audit` with an unplugged registry says so in its JSON; that is no audit."""
    monkeypatch.setenv("npm_config_registry", "http://127.0.0.1:9/")
    monkeypatch.setenv("npm_config_fetch_retries", "0")
    made = builds(project, tmp_path)
    made.checkout("candidate")
    with pytest.raises(Unavailable, match="no audit from the registry.*repeat with a registry that answers"):
        npm_audit.known_bad(made, "package-lock.json")
