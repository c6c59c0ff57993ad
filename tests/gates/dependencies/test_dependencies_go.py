"""govulncheck exits 0 whatever it finds: its messages are read, and a database that does not answer is no audit."""

import json
from pathlib import Path

import pytest

from core.errors import Unavailable
from core.run_cache import Once
from facts.builds.project_builds import Builds
from gates.dependencies import govulncheck
from gates.dependencies.audit_report import blocking
from profiles.schema.builds import BuildsTable
from tests.repository import checkout
from tests.tools import needs

ADVISORY = {
    "schema_version": "1.3.1",
    "id": "GO-2021-0113",
    "modified": "2026-11-01T00:00:00Z",
    "summary": "Out-of-bounds read",
    "affected": [
        {
            "package": {"name": "golang.org/x/text", "ecosystem": "Go"},
            "ranges": [{"type": "SEMVER", "events": [{"introduced": "0"}, {"fixed": "0.3.7"}]}],
            "ecosystem_specific": {"imports": [{"path": "golang.org/x/text/language", "symbols": ["Parse"]}]},
        }
    ],
}
INDEX = {
    "db.json": {"modified": "2026-11-01T00:00:00Z"},
    "modules.json": [
        {"path": "golang.org/x/text", "vulns": [{"id": ADVISORY["id"], "modified": ADVISORY["modified"], "fixed": "0.3.7"}]}
    ],
    "vulns.json": [{"id": ADVISORY["id"], "modified": ADVISORY["modified"]}],
}


@pytest.fixture
def builds(tmp_path: Path) -> Builds:
    """Clone a project whose Go module asks for nothing."""
    files = {"go.mod": "module tiny\n\ngo 1.21\n", "main.go": "package main\n\nfunc main() {}\n"}
    project = checkout(tmp_path / "project", files)
    work = tmp_path / "work"
    return Builds(project.path, project.head, "v0.1.0", BuildsTable(), work, Once(work / "once"))


@pytest.fixture
def database(tmp_path: Path) -> str:
    """Write a vulnerability database with one advisory."""
    folder = tmp_path / "db"
    (folder / "index").mkdir(parents=True)
    (folder / "ID").mkdir()
    (folder / "ID" / "GO-2021-0113.json").write_text(json.dumps(ADVISORY))
    for name, content in INDEX.items():
        (folder / "index" / name).write_text(json.dumps(content))
    return folder.as_uri()


@needs("go", "govulncheck")
def test_a_module_that_reaches_nothing_bad_is_silent(builds: Builds, database: str) -> None:
    """The database's date is read from the tool's own message."""
    report = govulncheck.audit(builds, "go.mod", database, {})
    assert blocking(report) == []
    assert report.changed is not None
    assert report.changed.year == 2026


@needs("go", "govulncheck")
def test_a_called_function_with_an_advisory_is_named(builds: Builds, database: str) -> None:
    """The control's own module is really found."""
    builds.checkout("candidate")
    (finding,) = blocking(govulncheck.known_bad(builds, "go.mod", database))
    assert finding.rule == "vulnerability"
    assert "golang.org/x/text v0.3.5: GO-2021-0113" in finding.got


@needs("go", "govulncheck")
def test_a_database_that_does_not_answer_is_the_environment(builds: Builds, tmp_path: Path) -> None:
    """The sentence has the command to repeat."""
    with pytest.raises(Unavailable, match=r"no audit from govulncheck.*govulncheck \./\.\.\."):
        govulncheck.audit(builds, "go.mod", (tmp_path / "nowhere").as_uri(), {})
