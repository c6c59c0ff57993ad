"""An audit is believed for what it knew and looked at; locks, new names and bare manifests are read from text."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from core.errors import Unavailable, Undecided
from core.run_cache import Once
from facts.builds.project_builds import Builds
from facts.vcs.git import Checkout
from gates.dependencies import cargo_audit, lock_contents, npm_audit, osv_records, sbom
from gates.dependencies.audit_report import Advisory, Report, blocking
from gates.dependencies.severity import of_vector, worst
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
    [
        ("critical", 1),
        ("high", 1),
        ("unknown", 1),
        ("yanked", 1),
        ("unmaintained", 1),
        ("unsound", 1),
        ("medium", 0),
        ("low", 0),
        ("notice", 0),
        ("none", 0),
        ("withdrawn?", 1),
        ("", 1),
    ],
)
def test_all_but_low_and_medium_severities_block(word: str, blocks: int) -> None:
    """High and critical block, and what is not rated, yanked, unmaintained, or called by a word that nobody knows."""
    found = blocking(Report("Cargo.lock", 900, 10, (Advisory("h2", "0.4.13", "RUSTSEC-1", word, "frames"),)))
    rule = word if word in ("yanked", "unmaintained", "unsound") else "vulnerability"
    assert [(one.rule, one.path, one.got) for one in found] == [
        (rule, "Cargo.lock", f"h2 0.4.13: RUSTSEC-1 ({word}) frames")
    ] * blocks


def test_the_silence_of_an_old_database_is_no_pass() -> None:
    """Fresh is fresh, old and undated are the environment's lack, a live service has no age."""
    now = datetime.now(UTC)
    Report("x", 900, 1, (), "db", now).demand_fresh(30)
    Report("x", 900, 1, (), "npm", is_live=True).demand_fresh(30)
    for changed in (now - timedelta(days=31), None):
        with pytest.raises(Unavailable, match="update it"):
            Report("x", 900, 1, (), "db", changed).demand_fresh(30)


@pytest.mark.parametrize(
    ("vector", "word"),
    [
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "critical"),  # 9.8
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H", "high"),  # 7.5
        ("CVSS:3.1/AV:L/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H", "medium"),  # 6.2
        ("CVSS:3.0/AV:N/AC:L/PR:L/UI:R/S:C/C:L/I:L/A:N", "medium"),  # 5.4
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N", "none"),
        ("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", "critical"),  # 9.3
        ("AV:N/AC:L/Au:N/C:P/I:P/A:P", "high"),  # 7.5
        ("CVSS:4.0/AV:N/AC:L", "unknown"),
        ("CVSS:3.1/AV:N", "unknown"),
        ("CVSS:5.0/AV:N", "unknown"),
        ("9.8", "unknown"),
        ("", "unknown"),
    ],
)
def test_scores_are_those_of_the_specification(vector: str, word: str) -> None:
    """Published severities of published vectors; a vector that cannot be read is not known to be harmless."""
    assert of_vector(vector) == word


@pytest.mark.parametrize(
    ("words", "vectors", "expected"),
    [
        (["severe"], ["CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H"], "high"),
        (["severe"], [], "unknown"),
        (["LOW"], ["CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"], "critical"),
        (["CRITICAL"], ["CVSS:3.1/AV:L/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H"], "critical"),
        (["Moderate"], [], "medium"),
        (["low"], ["CVSS:9.0/X:Y"], "unknown"),
        ([], [], "unknown"),
    ],
)
def test_the_worse_of_word_and_vector_counts(words: list[str], vectors: list[str], expected: str) -> None:
    """A word that nobody knows neither hides a vector nor passes for harmless."""
    assert worst(words, vectors) == expected


@pytest.mark.parametrize(
    ("stated", "rules"),
    [
        ({"database_specific": {"severity": "severe"}}, ["vulnerability"]),
        ({"database_specific": {"severity": "LOW"}}, []),
        ({"severity": [{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H"}]}, ["vulnerability"]),
        ({"severity": [{"type": "CVSS_V2", "score": "AV:L/AC:H/Au:N/C:N/I:N/A:P"}]}, []),
        ({}, ["vulnerability"]),
    ],
)
def test_a_record_of_an_unknown_severity_blocks(project: Checkout, stated: dict[str, object], rules: list[str]) -> None:
    """Only a record that is known to be low or medium passes."""
    record = {**{key: value for key, value in RECORD.items() if key != "database_specific"}, **stated}
    commit(project.path, {"advisories/1.json": json.dumps(record), "requirements.lock": "small-varint==1.0.1\n"})
    assert [one.rule for one in blocking(osv_records.audit(project, "requirements.lock", "advisories"))] == rules


def test_records_in_the_project_are_held_against_the_pins(project: Checkout) -> None:
    """A fixed version is clean, the one before it is not, and the records' own first version is the control."""
    assert blocking(osv_records.audit(project, "requirements.lock", "advisories")) == []
    assert [one.rule for one in blocking(osv_records.known_bad(project, "advisories"))] == ["vulnerability"]
    commit(project.path, {"requirements.lock": "small.varint==1.0.1\n"})
    (finding,) = blocking(osv_records.audit(project, "requirements.lock", "advisories"))
    assert (finding.path, finding.got) == ("requirements.lock", "small-varint 1.0.1: SAMPLE-1 (critical)")


def test_a_snapshot_without_a_record_has_no_control(project: Checkout) -> None:
    """An empty folder of records cannot show that records are read."""
    with pytest.raises(Undecided, match="no critical record"):
        osv_records.known_bad(project, "nowhere")


def test_a_lock_must_be_committed(project: Checkout) -> None:
    """A lock that lies in the tree but not in git is not what others build from."""
    assert lock_contents.uncommitted(project, CORE) == []
    (project.path / "native").mkdir()
    (project.path / "native" / "Cargo.lock").write_text("")
    (finding,) = lock_contents.uncommitted(project, Lock("native", "cargo", "native/Cargo.lock"))
    assert (finding.rule, finding.path) == ("lock-not-committed", "native/Cargo.lock")


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
    assert [*map(str, lock_contents.new(project, "v0.1.0", lock))] == new


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
    assert lock_contents.declared_after_all(project, path) == []
    commit(project.path, {path: text})
    (finding,) = lock_contents.declared_after_all(project, path)
    assert (finding.rule, finding.path) == ("runtime-dependency", path)
    assert "left" in finding.got


def test_the_bill_of_materials_holds_every_lock(project: Checkout, tmp_path: Path) -> None:
    """Each component once with its package URL, our own left out, the same bytes each time; the schema of CycloneDX takes it."""
    found = sbom.packages(project, (CORE, Lock("node", "node", "package-lock.json")))
    assert [url for url, _ in found] == ["pkg:cargo/serde@1.0.0", "pkg:npm/%40a/b@2.0.0", "pkg:npm/left@1.0.0"]
    made = sbom.time_of(project)
    path = sbom.write(tmp_path, "ours", "0.1.1", found, made)
    first = path.read_bytes()
    assert sbom.write(tmp_path, "ours", "0.1.1", found, made).read_bytes() == first
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(first.decode()) is None
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(first.decode().replace("library", "liberty")) is not None
    assert sbom.unreadable(path, found) == []
    (finding,) = sbom.unreadable(path, found[:2])
    assert (finding.rule, finding.got, finding.expected) == ("sbom-incomplete", "3 components", "2")


def test_a_package_of_two_locks_names_both(project: Checkout, tmp_path: Path) -> None:
    """One component, with a property for each lock."""
    commit(project.path, {"b/Cargo.lock": CARGO.format("serde")})
    found = sbom.packages(project, (CORE, Lock("b", "cargo", "b/Cargo.lock")))
    assert found == [("pkg:cargo/serde@1.0.0", ("Cargo.lock", "b/Cargo.lock"))]
    bill = json.loads(sbom.write(tmp_path, "ours", "0.1.1", found, sbom.time_of(project)).read_text())
    assert [one["value"] for one in bill["components"][0]["properties"]] == ["Cargo.lock", "b/Cargo.lock"]


@pytest.mark.parametrize(
    "lock",
    [
        Lock("node", "node", "empty.json"),
        Lock("pip", "pip", "Cargo.lock"),
        Lock("gone", "cargo", "gone.lock"),
        Lock("core", "cargo", "Cargo.lock", packages=2),
    ],
)
def test_a_lock_of_which_nothing_is_read_is_no_part_of_the_bill(project: Checkout, lock: Lock) -> None:
    """Without packages, of another kind, not committed, or with fewer than it must have: others do not hide it."""
    commit(project.path, {"empty.json": '{"lockfileVersion": 3}'})
    assert sbom.unread(project, (CORE, Lock("node", "node", "package-lock.json"))) == []
    (finding,) = sbom.unread(project, (CORE, lock))
    assert (finding.rule, finding.path) == ("lock-without-packages", lock.path)


@pytest.mark.parametrize(
    ("kind", "path", "text"),
    [
        ("go", "go.mod", "module example.com/demo\n\ngo 1.22\n"),
        ("cargo", "x/Cargo.lock", 'version = 4\n\n[[package]]\nname = "demo"\nversion = "1.0.0"\n'),
        ("node", "x/package-lock.json", '{"lockfileVersion": 3, "packages": {"": {"name": "demo", "version": "1.0.0"}}}'),
        (
            "pip",
            "uv.lock",
            'version = 1\nrequires-python = ">=3.11"\n\n[[package]]\nname = "demo"\nsource = { editable = "." }\n',
        ),
        (
            "node",
            "x/package-lock.json",
            '{"lockfileVersion": 3, "packages": {"": {"workspaces": ["a", "b"]}, "a": {"name": "@demo/a"},'
            ' "b": {"name": "@demo/b", "dependencies": {"@demo/a": "1.0.0"}},'
            ' "node_modules/@demo/a": {"resolved": "a", "link": true}, "node_modules/@demo/b": {"resolved": "b", "link": true}}}',
        ),
        ("pip", "requirements.txt", "# nothing\n"),
    ],
)
def test_the_lock_of_a_project_without_dependencies_is_sound(project: Checkout, kind: str, path: str, text: str) -> None:
    """It pins nothing, because nothing is asked for; where the profile says how much there is, it is too little."""
    commit(project.path, {path: text})
    assert sbom.unread(project, (Lock("none", kind, path),)) == []
    assert len(sbom.unread(project, (Lock("none", kind, path, packages=2),))) == 1


@pytest.mark.parametrize(
    ("kind", "path", "text"),
    [
        ("go", "go.mod", "module example.com/demo\n\nrequire\t(\n)\n"),
        ("cargo", "x/Cargo.lock", 'version = 4\n\n[[package]]\nname = "demo"\nversion = "1.0.0"\ndependencies = ["serde"]\n'),
        ("node", "x/package-lock.json", '{"lockfileVersion": 3, "packages": {"": {"dependencies": {"a": "1"}}}}'),
        (
            "node",
            "x/package-lock.json",
            '{"packages": {"": {}, "a": {"name": "a", "dependencies": {"left": "1"}}, "node_modules/a": {"resolved": "a", "link": true}}}',
        ),
        (
            "node",
            "x/package-lock.json",
            '{"packages": {"": {}, "a": {"name": "a"}, "node_modules/b": {"resolved": "../b", "link": true}}}',
        ),
        ("pip", "uv.lock", 'version = 1\nrequires-python = ">=3.11"\n\n[[other]]\nname = "a"\nsource = { registry = "x" }\n'),
        ("cargo", "y/Cargo.lock", ""),
    ],
)
def test_a_lock_that_asks_for_something_and_pins_nothing_is_no_part_of_the_bill(
    project: Checkout, kind: str, path: str, text: str
) -> None:
    """It was not read, or it is damaged."""
    commit(project.path, {path: text})
    assert len(sbom.unread(project, (Lock("some", kind, path),))) == 1


def test_every_form_of_a_node_lock_is_read(project: Checkout) -> None:
    """Aliases by their real names, workspaces left out; npm 6 wrote a tree."""
    alias = {"name": "real", "version": "3.0.0"}
    now = {
        "packages": {"": {}, "packages/own": {"version": "1.1.0"}, "node_modules/own": {"link": True}, "node_modules/x": alias}
    }
    inner = {"b": {"version": "2.0.0"}, "own": {"version": "file:packages/own"}}
    before = {"dependencies": {"@a/b": {"version": "1.0.0", "dependencies": inner}, "x": {"version": "npm:@r/real@3.0.0"}}}
    commit(project.path, {"now.json": json.dumps(now), "before.json": json.dumps(before)})
    assert lock_contents.resolved(project, Lock("now", "node", "now.json")) == {"real 3.0.0": "3.0.0"}
    read = lock_contents.resolved(project, Lock("before", "node", "before.json"))
    assert sorted(read) == ["@a/b 1.0.0", "@r/real 3.0.0", "b 2.0.0"]


def test_no_database_says_what_to_do(project: Checkout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder without advisories is not asked: cargo-audit would say that all is well."""
    monkeypatch.setenv("RELEASE_ADVISORY_DB", str(tmp_path))
    with pytest.raises(Unavailable, match="no advisory database in .*point RELEASE_ADVISORY_DB to"):
        cargo_audit.known_bad(builds(project, tmp_path), "Cargo.lock", "")


@needs("cargo", "cargo-audit")
def test_an_empty_database_is_counted(project: Checkout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """cargo-audit passes with 0 advisories; the report says 0, which no minimum accepts, and its control finds nothing."""
    database = checkout(tmp_path / "db", {"crates/keep": ""})
    monkeypatch.setenv("RELEASE_ADVISORY_DB", str(database.path))
    made = builds(project, tmp_path)
    made.checkout("candidate")
    report = cargo_audit.known_bad(made, "Cargo.lock", "")
    assert (report.advisories, blocking(report)) == (0, [])


@needs("npm")
def test_a_registry_that_does_not_answer_is_the_environment(
    project: Checkout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`npm audit` with an unplugged registry says so in its JSON; that is no audit."""
    monkeypatch.setenv("npm_config_registry", "http://127.0.0.1:9/")
    monkeypatch.setenv("npm_config_fetch_retries", "0")
    made = builds(project, tmp_path)
    made.checkout("candidate")
    with pytest.raises(Unavailable, match="no audit from the registry.*run again with a registry that supports audits"):
        npm_audit.known_bad(made, "package-lock.json")
