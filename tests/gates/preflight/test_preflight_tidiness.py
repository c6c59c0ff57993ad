"""Formatters and linters are run in clones, must be seen to refuse, and are believed only when they say what they found."""

import sys
from pathlib import Path
from typing import Any

import pytest

from core.errors import Unavailable, Undecided
from facts.builds.project_builds import Builds
from gates.preflight.formatters import Tidiness
from profiles.schema.builds import BuildsTable
from profiles.schema.preflight import Formatter
from tests.repository import checkout

LINTER = """import pathlib, sys
bad = [p for p in pathlib.Path(".").glob("*.txt") if "\\t" in p.read_text()]
for p in bad:
    print(f"{p}: a tab")
sys.exit(len(bad))
"""


@pytest.fixture
def tidiness(tmp_path: Path) -> Any:
    """Ask a small linter about a project of these files."""

    def make(files: dict[str, str], linter: str = LINTER, pinned: str = "") -> Tidiness:
        project = checkout(tmp_path / "project", files)
        tool = Formatter("tabs", (sys.executable, "-c", linter), r": a tab$", "*.txt", "a.txt", "\t\n", pinned)
        done: dict[str, Any] = {}
        once = lambda key, make: done[key] if key in done else done.setdefault(key, make())
        return Tidiness(tool, Builds(project.path, project.head, "v0.1.0", BuildsTable(), tmp_path / "work", once))

    return make


def test_a_tidy_candidate_has_no_findings_and_the_spoiled_clone_has(tidiness: Any) -> None:
    """The same tool accepts the commit and refuses the clone that was spoiled for it."""
    asked = tidiness({"a.txt": "a\n", "b.py": "\t"})
    assert asked.covered == ("a.txt",)
    assert asked.blamed == []
    (one,) = asked.complaints(asked.spoiled)
    assert one.got == "tabs: a.txt: a tab"
    assert one.fix.startswith("run `")


def test_an_untidy_candidate_is_named(tidiness: Any) -> None:
    """Each line of the tool is one finding."""
    (one,) = tidiness({"a.txt": "a\n", "c.txt": "\t\n"}).blamed
    assert one.got == "tabs: c.txt: a tab"


def test_findings_of_another_version_are_not_the_release_s_fault(tidiness: Any) -> None:
    """A tool that is not the pinned one may accept, but its findings are the environment's."""
    assert tidiness({"a.txt": "a\n"}, pinned="0.0.1").blamed == []


def test_findings_of_the_pinned_version_count(tidiness: Any) -> None:
    """Where the version is the pinned one, its findings stand; of another they are refused with both versions."""
    version = ".".join(map(str, sys.version_info[:3]))
    assert len(tidiness({"a.txt": "\t\n"}, pinned=version).blamed) == 1


def test_findings_of_an_unpinned_version_are_unavailable(tidiness: Any) -> None:
    """The sentence names the version that is there and the one that is wanted."""
    with pytest.raises(Unavailable, match=r"reports the version Python 3.*expected version 0\.0\.1"):
        assert tidiness({"a.txt": "\t\n"}, pinned="0.0.1").blamed


def test_a_failure_without_a_finding_proves_nothing(tidiness: Any) -> None:
    """A tool that falls over has neither accepted nor refused."""
    with pytest.raises(Undecided, match="exit status 3 from .* without a finding: cannot go on"):
        assert tidiness({"a.txt": "a"}, linter="import sys; print('cannot go on'); sys.exit(3)").blamed


def test_a_starved_tool_is_unavailable_even_with_findings(tidiness: Any) -> None:
    """Lines that look like findings beside a dead network are the network's."""
    linter = "import sys; print('x: a tab'); print('could not resolve host', file=sys.stderr); sys.exit(1)"
    with pytest.raises(Unavailable, match="the network cannot be reached"):
        assert tidiness({"a.txt": "a"}, linter=linter).blamed
