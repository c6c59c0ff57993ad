"""Ways to spoil the good scene in exactly one place."""

from collections.abc import Callable

from tests.provenance.scene import Project
from tests.servers.github_release import (
    ARTIFACTS,
    BUILD,
    PUBLISH,
    add_artifact,
    drop_artifact,
    job,
    metadata,
    set_log,
    set_metadata,
)
from tests.servers.github_world import World

Spoil = Callable[[World, Project], object]


def run_with(number: int, **values: object) -> Spoil:
    """Change values of a run."""
    return lambda world, _: world.documents[f"actions/runs/{number}"].update(values)


def metadata_with(**values: object) -> Spoil:
    """Change values of metadata.json."""
    return lambda world, project: set_metadata(world, {**metadata(project.tags.commit), **values})


def another_file(name: str, files: dict[str, bytes], run: int = BUILD) -> Spoil:
    """Upload an artifact anew, with other files."""

    def spoil(world: World, _: Project) -> None:
        drop_artifact(world, run, name)
        add_artifact(world, run, name, files)

    return spoil


def lightweight(world: World, project: Project) -> None:
    """Replace the tag by a lightweight one, here and on the remote."""
    project.git("tag", "-d", "v0.1.1")
    project.git("tag", "v0.1.1", "HEAD")
    project.git("push", "-q", "-f", "origin", "refs/tags/v0.1.1")


def moved(world: World, project: Project) -> None:
    """Move the tag in the checkout only."""
    project.git("tag", "-f", "-a", "v0.1.1", "-m", "again", "HEAD~1")


def astray(world: World, project: Project) -> None:
    """Move the further tag to another commit, here and on the remote."""
    project.git("tag", "-f", "-a", "go/v0.1.1", "-m", "again", "HEAD~1")
    project.git("push", "-q", "-f", "origin", "refs/tags/go/v0.1.1")


def unpushed(world: World, project: Project) -> None:
    """Delete the further tag on the remote."""
    project.git("push", "-q", "origin", ":refs/tags/go/v0.1.1")


def forge_moved(world: World, _: Project) -> None:
    """Let the forge keep another tag object."""
    world.documents["git/ref/tags/v0.1.1"]["object"]["sha"] = "e" * 40
    world.documents[f"git/tags/{'e' * 40}"] = {"object": {"type": "commit", "sha": "d" * 40}}


def other_workflow(number: int, workflow: int) -> Spoil:
    """Let a run belong to another workflow."""
    return run_with(number, workflow_id=workflow)


def job_with(run: int, called: str, **values: object) -> Spoil:
    """Change values of a job."""
    return lambda world, _: job(world, run, called).update(values)


def skipped_step(world: World, _: Project) -> None:
    """Skip the publishing step of a job that stays green."""
    job(world, PUBLISH, "publish-node")["steps"][0]["conclusion"] = "skipped"


def failed(number: int, name: str) -> Spoil:
    """Let a run fail in one job, with a log that shows why."""

    def spoil(world: World, project: Project) -> None:
        run_with(number, conclusion="failure")(world, project)
        job_with(number, name, conclusion="failure")(world, project)
        set_log(world, number, name, "error: CARGO_REGISTRY_TOKEN not set; cannot publish\n")

    return spoil


def other_bytes(world: World, project: Project) -> None:
    """Let the publish run publish other bytes under a planned name."""
    files = {f"in/{file}": data for files in ARTIFACTS.values() for file, data in files.items() if "/" not in file}
    another_file("release-inputs", {**files, "in/widget-0.1.1.tgz": b"not what was built"}, PUBLISH)(world, project)


def gone(number: int) -> Spoil:
    """Delete a run."""
    return lambda world, _: world.documents.pop(f"actions/runs/{number}")


failed_build = failed(BUILD, "build")
