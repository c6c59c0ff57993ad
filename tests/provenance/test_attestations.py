"""Attestations where the profile promises them: verified and ours, or refused with the reason."""

import shutil

import pytest

from tests.fakes.attesting_gh import certificate, install
from tests.provenance.scene import Scene, refused
from tests.tools import needs

CHECK = "test_attestations::test_files_are_attested[sdk]"
WORKFLOW = ".github/workflows/release.yml"
ROW = f"""
[[provenance.attested]]
name = "sdk"
files = ["widget_{{version}}_*.tar.gz"]
signer_workflow = "{WORKFLOW}"
"""
NONE = "✗ Loading attestations from GitHub API failed\n\nError: HTTP 404: Not Found (https://forge.example/x)\n"
FORGED = '✗ Sigstore verification failed\n\nError: verifying with issuer "sigstore.dev"\n'


def _judge(scene: Scene, monkeypatch: pytest.MonkeyPatch, status: int, entries: list[dict[str, object]], errors: str = "") -> str:
    path = install(scene.project.path.parent / "bin", str(shutil.which("gh")), status, entries, errors)
    monkeypatch.setenv("PATH", path)
    return refused(scene.verify("-m", "provenance", "provenance/test_attestations.py", profile=ROW)).get(CHECK, "passed")


def _ours(scene: Scene, repository: str = "acme/widget", commit: str = "", workflow: str = WORKFLOW) -> list[dict[str, object]]:
    home = f"https://{scene.hub.host}/{repository}"
    return [certificate(home, commit or scene.project.git("rev-parse", "HEAD"), workflow)]


@needs("gh")
def test_a_verified_attestation_of_ours_passes(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """A verified attestation of this repository, workflow and commit is what was promised."""
    assert _judge(scene, monkeypatch, 0, _ours(scene)) == "passed"


@needs("gh")
@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"repository": "mallory/widget"}, "attested for a different repository"),
        ({"commit": "a" * 40}, "attested for a different commit"),
        ({"workflow": ".github/workflows/other.yml"}, "attested by a different workflow"),
    ],
)
def test_an_attestation_of_others_is_refused(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, change: dict[str, str], says: str
) -> None:
    """An attestation that verifies and names another repository, commit or workflow fails the check."""
    said = _judge(scene, monkeypatch, 0, _ours(scene, **change))
    assert said.startswith("failed: ")
    assert says in said


@needs("gh")
@pytest.mark.parametrize(
    ("errors", "says"), [(NONE, "no attestation, expected one by"), (FORGED, "no attestation that verifies")]
)
def test_absence_is_a_failure(scene: Scene, monkeypatch: pytest.MonkeyPatch, errors: str, says: str) -> None:
    """A promised attestation that is not there, or does not verify, fails the check."""
    said = _judge(scene, monkeypatch, 1, [], errors)
    assert said.startswith("failed: ")
    assert says in said


@needs("gh")
def test_an_unreachable_service_is_an_error(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """A network that is down says nothing about the release."""
    said = _judge(scene, monkeypatch, 1, [], "Error: error connecting to forge.example\n")
    assert said.startswith("error: ")
    assert "GitHub cannot be reached" in said


@needs("gh")
def test_the_real_client_refuses_other_hosts(scene: Scene) -> None:
    """The real `gh` verifies no attestations at a host of one's own: an error that says so, not a pass."""
    said = refused(scene.verify("-m", "provenance", "provenance/test_attestations.py", profile=ROW))[CHECK]
    assert said.startswith("error: ")
    assert "cannot verify attestations" in said


@needs("gh")
def test_nothing_is_asked_where_no_workflow_attests(scene: Scene) -> None:
    """A project that attests to nothing need not say so; tests/plugins/plan/test_applicability.py has the other side."""
    evidence = scene.verify("-m", "provenance")
    assert not [check for check in evidence["plan"]["checks"]["provenance"] if "test_attestations" in check]
    left_out = {entry["what"]: entry["reason"] for entry in evidence["plan"]["does_not_apply"]}
    assert "no step that attests to built files" in left_out["provenance/test_attestations::test_files_are_attested"]
