"""A resume records what stands at the remote and at the host, although nobody named a run."""

from typing import Any

from tests.provenance.scene import Scene
from tests.servers.github_release import BUILD, PUBLISH
from tests.tools import needs

pytestmark = needs("gh")


def _state(scene: Scene) -> dict[str, Any]:
    found: dict[str, Any] = scene.verify("-m", "provenance", "-k", "annotated", "--resume", runs=False)["resumes"][-1]["state"]
    return found


def test_the_newest_runs_of_the_tag_are_recorded(scene: Scene) -> None:
    """The remote's tag, the build run of the tag and the publish run after it, with how each ended."""
    scene.verify("-m", "provenance", "-k", "annotated", runs=False)
    scene.hub.world.documents[f"actions/runs/{PUBLISH}"].update(conclusion="failure", created_at="2026-01-09T00:00:00Z")
    state = _state(scene)
    assert state["remote_tag"] == scene.project.git("rev-parse", "v0.1.1^{commit}")
    assert (state["build_run"]["id"], state["build_run"]["outcome"]) == (BUILD, "success")
    assert (state["publish_run"]["id"], state["publish_run"]["outcome"]) == (PUBLISH, "failure")
    assert state["publish_run"]["url"].endswith(f"/actions/runs/{PUBLISH}")
    assert (state["build_run_id"], state["publish_run_id"]) == (None, None)
    scene.hub.world.login = None
    state = _state(scene)
    assert state["build_run"].startswith("could not be told: ")
    assert state["publish_run"].startswith("could not be told: ")
