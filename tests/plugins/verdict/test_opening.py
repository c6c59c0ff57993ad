"""Opening the evidence of a release for another run: whose file it is, and what becomes of one that is not ours."""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest

from core.errors import Refused
from plugins.plan.plan import Book, Plan
from plugins.verdict import evidence_file
from plugins.verdict.evidence import Evidence
from profiles.release import Tag
from profiles.schema.profile import Profile
from tests.plugins.documents import document, sealed

TOLD = {"target": "v0.1.1", "base": "v0.1.0", "project": "/p/plasmite", "profile": "release-profile.toml"}


def opened(folder: Path, fresh: bool = False, **changes: str) -> Evidence:
    """Open the evidence of a release, with something of it changed."""
    told = {**TOLD, **changes}
    release: Any = SimpleNamespace(
        evidence_dir=folder,
        target=Tag(told["target"]),
        base=SimpleNamespace(name=told["base"]),
        mode="dry-run",
        mode_defaulted=True,
        agent="a@b",
        project_name=told["project"],
        is_sample=False,
        profile_name=told["profile"],
        commit="c" * 40,
        profile=msgspec.convert({"project": {"name": "toy"}}, Profile),
    )
    return Evidence.open(release, Plan(Book((), (), ()), ()), fresh)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A sound file of the release."""
    file = tmp_path / "evidence-v0.1.1.json"
    evidence_file.write(file, document())
    return file


def test_a_sound_file_is_gone_on_with(path: Path) -> None:
    """Its records and runs are taken along, and the file stays where it is."""
    found = opened(path.parent)
    assert [run["nonce"] for run in found.document["runs"]] == ["run-1"]
    assert len(found.document["checks"]) == 4
    assert [file.name for file in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize("key", ["base", "project", "profile"])
def test_a_file_of_another_release_is_refused(path: Path, key: str) -> None:
    """Another base, project or profile is neither mixed nor replaced."""
    before = path.read_bytes()
    with pytest.raises(Refused, match=f"got evidence of {key} .*, expected {key} 'v0.0.9'"):
        opened(path.parent, **{key: "v0.0.9"})
    assert path.read_bytes() == before


def test_a_file_that_was_renamed_is_refused(path: Path) -> None:
    """A file says itself which target it is about."""
    path.rename(path.with_name("evidence-v0.1.2.json"))
    with pytest.raises(Refused, match=r"got evidence of target 'v0\.1\.1', expected target 'v0\.1\.2'"):
        opened(path.parent, target="v0.1.2")


def test_fresh_sets_it_aside_unread(path: Path) -> None:
    """With --fresh a sound, a damaged and a foreign file are only renamed."""
    assert opened(path.parent, fresh=True).document["runs"] == []
    (kept,) = path.parent.iterdir()
    kept.unlink()
    path.write_text("{")
    assert opened(path.parent, fresh=True, base="v0.0.9").document["runs"] == []
    assert [file.read_text() for file in path.parent.iterdir()] == ["{"]
    assert not path.exists()


def test_a_damaged_file_of_ours_is_kept_for_inquiry(path: Path) -> None:
    """What the suite wrote and somebody changed stops the run; it is not moved."""
    body = json.loads(path.read_text())
    body["release"]["agent"] = "somebody else"
    path.write_text(json.dumps(body))
    with pytest.raises(Refused, match="the seal does not fit.*with --fresh"):
        opened(path.parent)
    assert path.exists()


@pytest.mark.parametrize("text", ["my notes", "[]", "{}", '{"schema": "1"}'])
def test_what_is_not_ours_is_moved_aside_and_said(path: Path, capsys: pytest.CaptureFixture[str], text: str) -> None:
    """A file that the suite did not write is kept under another name, and a sentence says which."""
    path.write_text(text)
    assert opened(path.parent).document["checks"] == []
    (kept,) = path.parent.iterdir()
    assert kept.read_text() == text
    assert f"kept as {kept.name}" in capsys.readouterr().err


def test_no_file_is_a_beginning(tmp_path: Path) -> None:
    """Nothing is written before a run begins."""
    assert sealed(document())["runs"] != opened(tmp_path).document["runs"] == []
    assert list(tmp_path.iterdir()) == []
