"""The stage provenance against a loopback GitHub: silent on a true release, loud on each twin."""

import json

import pytest

from tests.provenance.counterparts import TWINS, Twin
from tests.provenance.scene import Scene, refused
from tests.servers.github_release import BUILD
from tests.tools import needs

TWINS_BY_NAME = {twin.name: twin for twin in TWINS}
NO_ATTESTATION = '\n[does_not_apply]\n"provenance/test_attestations::test_files_are_attested" = "nothing is attested"\n'
NOT_GIVEN = "run to check; pass it with --"


@needs("gh")
def test_a_true_release_is_clear(scene: Scene) -> None:
    """Every check of the stage passes on the good scene, and nothing is changed on GitHub."""
    evidence = scene.verify("-m", "provenance or delivery", "provenance", profile=NO_ATTESTATION)
    assert refused(evidence) == {}
    assert evidence["verdict"]["stages"]["provenance"] == "clear"
    assert scene.hub.written == []


@needs("gh")
@pytest.mark.parametrize("twin", TWINS, ids=lambda twin: twin.name)
def test_a_spoiled_twin_is_refused(scene: Scene, twin: Twin) -> None:
    """The check that is responsible refuses the twin, as a failure or an error, and says why."""
    twin.spoil(scene.hub.world, scene.project)
    said = refused(scene.verify("-m", twin.stage, twin.module)).get(twin.check, "passed").replace(f"{twin.rule}: ", "")
    assert said.startswith(f"{twin.outcome}: ")
    assert twin.says in said


@needs("gh")
def test_the_command_of_a_rerun_is_kept(scene: Scene) -> None:
    """The publish-only command gives the inputs that the workflow declares, and no others."""
    scene.verify("-m", "provenance", "provenance/test_build_artifacts.py")
    kept = json.loads((scene.project.path.parent / "evidence" / "publish_only-1001.json").read_text("utf-8"))
    where = f"-R {scene.hub.host}/acme/widget --ref main"
    given = "-f build_run_id=1001 -f allow_partial_release=false"
    assert kept == {"command": f"gh workflow run release-publish.yml {where} {given}"}


@needs("gh")
def test_no_command_is_kept_for_a_run_that_is_not_proven(scene: Scene) -> None:
    """Nothing is offered when the artifacts are not those of the plan."""
    TWINS_BY_NAME["artifact missing"].spoil(scene.hub.world, scene.project)
    scene.verify("-m", "provenance", "provenance/test_build_artifacts.py")
    assert not list((scene.project.path.parent / "evidence").glob("publish_only*"))


@needs("gh")
def test_without_run_ids_nothing_is_judged(scene: Scene) -> None:
    """Checks that need a run are not run, with the option that is missing; the tag is judged."""
    said = refused(scene.verify("-m", "provenance or delivery", "provenance", runs=False, profile=NO_ATTESTATION))
    assert [name for name, message in said.items() if NOT_GIVEN not in message or "not_run: " not in message] == []
    assert not [name for name in said if name.startswith("test_tag")]


@needs("gh")
def test_before_publishing_the_stage_can_be_clear(scene: Scene) -> None:
    """A build run that is proven is all that the stage needs: the checks of the publish run belong to delivery."""
    build = f"--build-run-id={BUILD}"
    found = scene.verify("-m", "provenance", "provenance", build, runs=False, profile=NO_ATTESTATION)
    assert (found["exit"], found["verdict"]["state"], refused(found)) == (0, "clear", {})
