"""A tool that answers nothing, half, something else or under another version has audited nothing: it never passes."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from core.errors import Fault, Unavailable, Undecided
from core.run_cache import Once
from facts.builds.project_builds import Builds
from facts.vcs.git import Checkout
from gates.dependencies import audits, cargo_audit, lock_contents
from gates.dependencies.audit_report import Report, blocking
from profiles.schema.builds import BuildsTable
from profiles.schema.dependencies import Lock
from tests.fakes.answering import answering
from tests.repository import checkout, commit
from tests.tools import needs

CRATE = 'version = 3\n\n[[package]]\nname = "smallvec"\nversion = "{}"\nsource = "registry+https://index.invalid/"\n'
PINS = 'small-varint==1.0.2 \\\n    --hash=sha256:00\nold==1.0 ; python_version < "3"\nold==2.0 ; python_version >= "3"\n'
NODE = {"lockfileVersion": 3, "packages": {"": {"name": "ours"}, "node_modules/left": {"version": "1.0.0"}}}
FILES = {
    "Cargo.lock": CRATE.format("1.13.2"),
    "requirements.lock": PINS,
    "package-lock.json": json.dumps(NODE),
    "go.mod": "module x\n",
}
LOCKS = {
    "cargo": Lock("core", "cargo", "Cargo.lock"),
    "npm": Lock("node", "node", "package-lock.json"),
    "pip-audit": Lock("py", "pip", "requirements.lock"),
    "govulncheck": Lock("go", "go", "go.mod"),
}
CARGO = {
    "settings": {"ignore": [], "severity": None},
    "database": {"advisory-count": 900},
    "lockfile": {"dependency-count": 1},
    "vulnerabilities": {"list": []},
    "warnings": {},
}
NPM = {"vulnerabilities": {}, "metadata": {"dependencies": {"total": 1}}}
GO = {"config": {"db": "x", "db_last_modified": "2026-11-01T00:00:00Z"}}


def pinned(*pins: tuple[str, str], **more: Any) -> dict[str, Any]:
    """Answer as pip-audit does for these pins."""
    return {"dependencies": [{"name": name, "version": version, "vulns": [], **more} for name, version in pins]}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Checkout:
    """Make a project with a lock of every kind, and an advisory database beside it."""
    database = checkout(tmp_path / "db", {"crates/keep": ""})
    monkeypatch.setenv("RELEASE_ADVISORY_DB", str(database.path))
    return checkout(tmp_path / "project", FILES)


def audited(project: Checkout, tmp_path: Path, tool: str) -> Report:
    """Audit the tool's lock."""
    work = tmp_path / "work"
    builds = Builds(project.path, project.head, "v0.1.0", BuildsTable(), work, Once(work / "once"))
    return audits.audit(builds, project, LOCKS[tool])


@pytest.mark.parametrize(
    ("tool", "answer"), [("cargo", json.dumps(CARGO)), ("npm", json.dumps(NPM)), ("govulncheck", json.dumps(GO))]
)
def test_a_whole_answer_is_read(
    project: Checkout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tool: str, answer: str
) -> None:
    """What each tool says when all is well is a report without findings."""
    answering(tmp_path / "bin", tool, answer, monkeypatch)
    assert blocking(audited(project, tmp_path, tool)) == []


@pytest.mark.parametrize("tool", LOCKS)
@pytest.mark.parametrize(
    "answer",
    [
        "",
        "{}",
        "[]",
        "null",
        '{"dependencies": 3}',
        "0 vulnerabilities found",
        "warning: old\n{}",
        '{"vulnerabilities": [',
        "\xff",
    ],
)
def test_another_answer_is_none(
    project: Checkout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tool: str, answer: str
) -> None:
    """Silence, half of it, another layout, words before it, bytes that are no text: a sentence that says what was got."""
    answering(tmp_path / "bin", tool, answer, monkeypatch)
    with pytest.raises(Fault, match=r"got .*expected .*; \w+"):
        audited(project, tmp_path, tool)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"settings": {"ignore": ["RUSTSEC-1"], "severity": None}}, "an audit of 1 packages that leaves out RUSTSEC-1"),
        ({"settings": {"ignore": [], "severity": "critical"}}, "an audit of 1 packages that leaves out all below critical"),
        ({"lockfile": {"dependency-count": 7}}, "an audit of 7 packages .*expected all 1 of the lock"),
    ],
)
def test_an_audit_that_leaves_something_out_is_none(
    project: Checkout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: dict[str, Any], sentence: str
) -> None:
    """cargo-audit says what it was told to ignore and how many packages it saw; both are believed."""
    answering(tmp_path / "bin", "cargo", json.dumps({**CARGO, **change}), monkeypatch)
    with pytest.raises(Undecided, match=sentence):
        audited(project, tmp_path, "cargo")


@needs("cargo-audit")
def test_what_the_maintainer_ignores_at_home_is_not_ignored_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, project: Checkout
) -> None:
    """cargo-audit reads ~/.cargo/audit.toml where the folder has none: ours has one."""
    home = tmp_path / "home" / ".cargo"
    home.mkdir(parents=True)
    (home / "audit.toml").write_text('[advisories]\nignore = ["RUSTSEC-2019-0009"]\n')
    monkeypatch.setenv("RUSTUP_HOME", os.environ.get("RUSTUP_HOME") or str(Path.home() / ".rustup"))
    monkeypatch.setenv("HOME", str(home.parent))
    monkeypatch.setenv("CARGO_HOME", str(home))
    work = tmp_path / "work"
    builds = Builds(project.path, project.head, "v0.1.0", BuildsTable(), work, Once(work / "once"))
    assert cargo_audit.known_bad(builds, "Cargo.lock", "").packages == 1


@pytest.mark.parametrize("tool", ["npm", "pip-audit"])
def test_a_clean_answer_with_a_failure_is_none(
    project: Checkout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tool: str
) -> None:
    """Exit status 1 without a finding means that something else went wrong."""
    monkeypatch.setitem(LOCKS, "pip-audit", Lock("py", "pip", "single.lock"))
    commit(project.path, {"single.lock": "left==1.0\n"})
    project = Checkout(project.path)
    answer = {"npm": NPM, "pip-audit": pinned(("left", "1.0"))}[tool]
    answering(tmp_path / "bin", tool, json.dumps(answer), monkeypatch, status=1)
    with pytest.raises(Fault):
        audited(project, tmp_path, tool)


@pytest.mark.parametrize(
    "answer",
    [
        pinned(("small-varint", "1.0.2")),
        pinned(("small-varint", "9.9.9"), ("old", "1.0")),
        pinned(("small-varint", "1.0.2"), ("old", "1.0"), skip_reason="not found"),
    ],
)
def test_every_pin_is_answered_for_under_its_own_version(
    project: Checkout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: dict[str, Any]
) -> None:
    """A package that was skipped, left out, or looked up under another version was not audited."""
    answering(tmp_path / "bin", "pip-audit", json.dumps(answer), monkeypatch)
    with pytest.raises(Unavailable, match="packages audited.*at its pinned version"):
        audited(project, tmp_path, "pip-audit")


@pytest.mark.parametrize(
    "line",
    [
        "left",
        "left>=1",
        "left==1.*",
        "left @ https://index.invalid/x.whl",
        "-r more.txt",
        "-e git+https://x.invalid/y",
        "./x.whl;",
    ],
)
def test_a_line_that_pins_nothing_is_named(tmp_path: Path, line: str) -> None:
    """What an audit cannot look up under a name and a version is no pin."""
    made = checkout(tmp_path / "p", {"requirements.lock": f"{PINS}{line}\n"})
    (finding,) = lock_contents.loose(made, LOCKS["pip-audit"], tuple(LOCKS.values()))
    assert (finding.rule, finding.place) == ("not-pinned", "requirements.lock:5")


@pytest.mark.parametrize(
    "line",
    [
        "--require-hashes",
        "-c limits.txt",
        "-e .",
        "# left",
        "Left[extra] == 1.0+cpu ; x",
        "left===1",
        "-r go.mod",
        "left==1 \\\n  --hash=sha256:0 \\\n  # via\n",
    ],
)
def test_what_else_may_stand_in_a_lock(tmp_path: Path, line: str) -> None:
    """Options, constraints, comments, our own folder, and a file that has a row of its own."""
    made = checkout(tmp_path / "p", {"requirements.lock": f"{PINS}{line}\n"})
    assert lock_contents.loose(made, LOCKS["pip-audit"], tuple(LOCKS.values())) == []
