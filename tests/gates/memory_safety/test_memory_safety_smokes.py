"""A smoke of the project is run for real: silent when it ends well, loud when it fails or dies."""

from pathlib import Path

import pytest

from core.run_cache import Once
from facts.builds.project_builds import Builds
from gates.memory_safety import abi_smokes
from profiles.schema.builds import BuildsTable
from profiles.schema.memory_safety import AbiSmoke
from tests.repository import checkout

SCRIPT = "import os, sys\nif sys.argv[1:] == ['missing']: sys.exit('no library is here')\n{body}\n"


def smoke(tmp_path: Path, body: str) -> tuple[Builds, AbiSmoke]:
    """Make a project whose smoke has this body."""
    project = checkout(tmp_path / "project", {"smoke.py": SCRIPT.format(body=body)})
    work = tmp_path / "work"
    row = AbiSmoke("abi", ("{python}", "smoke.py"), ("{python}", "smoke.py", "missing"), "no library is here")
    return Builds(project.path, project.head, "v0.1.0", BuildsTable(), work, Once(work / "once")), row


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("pass", []),
        ("sys.exit('a null pointer was read')", ["ended with 1: a null pointer was read"]),
        ("os.kill(os.getpid(), 11)", ["ended with 139"]),
    ],
)
def test_a_smoke_is_judged_by_how_it_ends(tmp_path: Path, body: str, said: list[str]) -> None:
    """Death by a signal is the project's, and the last words are in the finding."""
    found = abi_smokes.complaints(abi_smokes.run_smoke(*smoke(tmp_path, body)))
    assert [word for one in found for word in said if word in one.got] == said
    assert len(found) == len(said)


def test_the_twin_is_refused_for_its_reason(tmp_path: Path) -> None:
    """What the control rests on."""
    builds, row = smoke(tmp_path, "pass")
    (one,) = abi_smokes.complaints(abi_smokes.run_twin(builds, row))
    assert row.expected_error in one.got
