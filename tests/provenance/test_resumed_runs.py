"""A resume records what is on the remote and on GitHub, even if no run id is given."""

from typing import Any

from tests.provenance.scene import Scene
from tests.servers.github_release import BUILD, PUBLISH, add_run
from tests.tools import needs

pytestmark = needs("gh")


def _state(scene: Scene) -> dict[str, Any]:
    found: dict[str, Any] = scene.verify("-m", "provenance", "-k", "annotated", "--resume", runs=False)["resumes"][-1]["state"]
    return found


def test_the_newest_runs_of_the_tag_are_recorded(scene: Scene) -> None:
    """The remote's tag, the build run of the tag and the publish run after it, with how each ended."""
    scene.verify("-m", "provenance", "-k", "annotated", runs=False)
    scene.hub.world.documents[f"actions/runs/{PUBLISH}"].update(conclusion="failure", created_at="2026-01-09T00:00:00Z")
    for number in range(3000, 3120):  # a workflow that also runs for every push to main
        add_run(scene.hub.world, number, 11, "push", "main", "f" * 40, {"build": ("Build",)})
    runs = scene.hub.world.lists["actions/workflows/release.yml/runs"][1]
    runs.sort(key=lambda run: -run["id"])  # the newest first, as the host has them
    state = _state(scene)
    assert state["remote_tag"] == scene.project.git("rev-parse", "v0.1.1^{commit}")
    assert (state["build_run"]["id"], state["build_run"]["outcome"]) == (BUILD, "success")
    assert (state["publish_run"]["id"], state["publish_run"]["outcome"]) == (PUBLISH, "failure")
    assert state["publish_run"]["url"].endswith(f"/actions/runs/{PUBLISH}")
    assert (state["build_run_id"], state["publish_run_id"]) == (None, None)
    scene.hub.world.login = None
    state = _state(scene)
    assert state["build_run"].startswith("could not be determined: ")
    assert state["publish_run"].startswith("could not be determined: ")
