"""What happens at a forge every week: attempts, pages, other spellings, short outages. None of it blocks what is true."""

import pytest

from tests.provenance.bad_runs import Spoil, metadata_with, run_with
from tests.provenance.scene import Scene, refused
from tests.provenance.test_provenance import NO_ATTESTATION
from tests.servers.github_release import BUILD, PUBLISH, add_artifact, drop_artifact, metadata, set_metadata
from tests.servers.github_world import World
from tests.tools import needs

ARTIFACTS = "provenance/test_build_artifacts.py"
PLAN = "test_build_artifacts::test_artifacts_match_the_plan"
RATE = "API rate limit exceeded for user ID 1. (HTTP 403)"


def again(attempt: int) -> Spoil:
    """Let the build run have uploaded an artifact twice, the older one broken, in so many attempts."""

    def defect(world: World, project: object) -> None:
        good = {"widget-0.1.1.tgz": b"tarball"}
        drop_artifact(world, BUILD, "node-dist")
        add_artifact(world, BUILD, "node-dist", {"widget-0.1.1.tgz": b"cut o"})
        add_artifact(world, BUILD, "node-dist", good)
        world.documents[f"actions/runs/{BUILD}"]["run_attempt"] = attempt

    return defect


def many(world: World) -> None:
    """Let both runs have more jobs than one page holds, and the build run more artifacts."""
    for run in (BUILD, PUBLISH):
        items = world.lists[f"actions/runs/{run}/jobs"][1]
        items[:0] = [{**items[0], "id": 900_000 + run * 200 + at, "name": f"test ({at})"} for at in range(150)]


@needs("gh")
def test_a_second_attempt_delivers_what_it_uploaded_last(scene: Scene) -> None:
    """A run that failed, was started again and succeeded is proven; its metadata was uploaded twice too."""
    again(2)(scene.hub.world, scene.project)
    add_artifact(scene.hub.world, BUILD, "release-metadata", {"metadata.json": b"{}"})
    newest = scene.hub.world.lists[f"actions/runs/{BUILD}/artifacts"][1].pop()
    scene.hub.world.lists[f"actions/runs/{BUILD}/artifacts"][1].insert(0, {**newest, "id": 1})
    scene.hub.world.blobs["actions/artifacts/1/zip"] = scene.hub.world.blobs[f"actions/artifacts/{newest['id']}/zip"]
    assert refused(scene.verify("-m", "provenance", "provenance", profile=NO_ATTESTATION)) == {}


@needs("gh")
def test_one_attempt_cannot_upload_a_name_twice(scene: Scene) -> None:
    """Two artifacts of one name in a run of one attempt are refused: nobody knows which is meant."""
    again(1)(scene.hub.world, scene.project)
    assert "2 files match" in refused(scene.verify("-m", "provenance", ARTIFACTS))[PLAN]


@needs("gh")
def test_spelling_pages_and_a_short_outage_change_nothing(scene: Scene) -> None:
    """Another case of the repository's name, 150 jobs before those that count, a 502 and then an answer."""
    many(scene.hub.world)
    scene.hub.world.repository = "Acme/Widget"
    for run in (BUILD, PUBLISH):
        run_with(run, repository={"full_name": "Acme/Widget"}, head_repository={"full_name": "Acme/Widget"})(
            scene.hub.world, scene.project
        )
        scene.hub.world.troubles[f"actions/runs/{run}"] = [(502, "Server Error")]
    assert refused(scene.verify("-m", "provenance", "provenance", profile=NO_ATTESTATION)) == {}


@needs("gh")
@pytest.mark.parametrize(
    ("status", "message", "says"),
    [
        (403, "API rate limit exceeded for user ID 1.", "rate limit is used up: wait, then run again"),
        (403, "Resource not accessible by personal access token", "use a login that can read this"),
        (503, "Unavailable", "wait a little, then run again"),
    ],
)
def test_a_forge_that_does_not_answer_is_the_environment(scene: Scene, status: int, message: str, says: str) -> None:
    """Each refusal says what ends it, and nothing is taken for absent."""
    scene.hub.world.troubles[f"actions/runs/{BUILD}"] = [(status, message)] * 99
    found = scene.verify("-m", "provenance", "provenance/test_build_run.py")
    assert {(check["outcome"], check["kind"]) for check in found["checks"]} == {("error", "environment")}
    assert [check["message"] for check in found["checks"] if says not in check["message"]] == []


@needs("gh")
def test_an_expired_artifact_is_no_missing_one(scene: Scene) -> None:
    """What the forge no longer keeps cannot be judged; the sentence names a run that can."""
    for item in scene.hub.world.lists[f"actions/runs/{BUILD}/artifacts"][1]:
        item["expired"] = item["name"] == "py-wheel"
    said = refused(scene.verify("-m", "provenance", ARTIFACTS))[PLAN]
    assert "artifact py-wheel of" in said
    assert "build again from the same tag and pass that run with --build-run-id" in said


@needs("gh")
def test_a_tag_of_a_tag_is_the_commit_behind_both(scene: Scene) -> None:
    """A tag object that names another tag object peels to the commit, here, on the remote and on GitHub."""
    project = scene.project
    project.git("tag", "-f", "-a", "v0.1.1", "-m", "again", project.git("rev-parse", "v0.1.1"))
    project.git("push", "-q", "-f", "origin", "refs/tags/v0.1.1")
    found = project.git("rev-parse", "refs/tags/v0.1.1")
    scene.hub.world.documents["git/ref/tags/v0.1.1"]["object"]["sha"] = found
    scene.hub.world.documents[f"git/tags/{found}"] = {"object": {"type": "commit", "sha": project.tags.commit}}
    set_metadata(scene.hub.world, metadata(project.tags.commit))
    assert refused(scene.verify("-m", "provenance", "provenance/test_tag.py", "provenance/test_build_run.py")) == {}


@needs("gh")
def test_a_number_for_a_run_id_is_the_same_run(scene: Scene) -> None:
    """Some write source_run_id as a number."""
    metadata_with(source_run_id=BUILD)(scene.hub.world, scene.project)
    assert refused(scene.verify("-m", "provenance", "provenance/test_build_metadata.py")) == {}
