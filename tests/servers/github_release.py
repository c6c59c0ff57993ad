"""A finished release on the loopback GitHub: build run 1001, publish run 2002, every document as it should be."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.servers.github_world import World, sha256, zipped

REPOSITORY = "acme/widget"
BUILD, PUBLISH = 1001, 2002
ARTIFACTS = {
    "dist-linux": {"widget_0.1.1_linux_amd64.tar.gz": b"sdk for linux"},
    "dist-macos": {"widget_0.1.1_darwin_arm64.tar.gz": b"sdk for macos"},
    "py-wheel": {"widget-0.1.1-py3-none-any.whl": b"wheel"},
    "py-sdist": {"widget-0.1.1.tar.gz": b"sdist"},
    "node-dist": {"widget-0.1.1.tgz": b"tarball"},
    "node-native": {"linux-x64/index.node": b"addon", "linux-x64/widget": b"cli"},
}
RELEASED = ("dist-linux", "dist-macos")
PUBLISH_STEPS = {"publish-crate": "Publish the crate", "publish-node": "Publish the node package"}
PUBLISH_WORKFLOW = """\
name: release-publish
on:
  workflow_dispatch:
    inputs:
      build_run_id:
        required: true
        type: string
      allow_partial_release:
        type: boolean
        default: false
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - run: "true"
"""


@dataclass(frozen=True)
class Tags:
    """What the git repository of the scene has: tag objects by name, and the commit behind them."""

    objects: dict[str, str]
    commit: str


def released(tags: Tags) -> World:
    """Return a world in which release v0.1.1 is built, and published from that build."""
    world = World(REPOSITORY)
    world.documents[""] = {"default_branch": "main", "full_name": REPOSITORY}
    _add_workflows(world)
    _add_tags(world, tags)
    add_run(world, BUILD, 11, "push", "v0.1.1", tags.commit, {"build": ("Build",)})
    steps = {"resolve-build-run": ("Resolve",), **{job: (step,) for job, step in PUBLISH_STEPS.items()}}
    add_run(world, PUBLISH, 12, "workflow_dispatch", "main", tags.commit, steps)
    set_log(world, PUBLISH, "resolve-build-run", f"2026-01-01T00:00:00Z   BUILD_RUN_ID: {BUILD}\n")
    set_metadata(world, metadata(tags.commit))
    for name, files in ARTIFACTS.items():
        add_artifact(world, BUILD, name, files)
    inputs = {file: data for name, files in ARTIFACTS.items() if name != "node-native" for file, data in files.items()}
    add_artifact(world, PUBLISH, "release-inputs", {f"in/{file}": data for file, data in inputs.items()})
    return world


def metadata(commit: str) -> dict[str, Any]:
    """Return the metadata.json of the build run."""
    return {
        "tag": "v0.1.1",
        "version": "0.1.1",
        "source_sha": commit,
        "source_ref": "refs/tags/v0.1.1",
        "source_run_id": str(BUILD),
        "source_workflow": "release",
    }


def set_metadata(world: World, document: dict[str, Any] | None) -> None:
    """Upload another metadata.json; None uploads an artifact without the file."""
    drop_artifact(world, BUILD, "release-metadata")
    files = {"other.txt": b"x"} if document is None else {"metadata.json": json.dumps(document).encode()}
    add_artifact(world, BUILD, "release-metadata", files)


def add_run(
    world: World, number: int, workflow: int, event: str, branch: str, commit: str, jobs: Mapping[str, tuple[str, ...]]
) -> None:
    """Add a successful run with its jobs and their steps."""
    run = {
        "id": number,
        "name": world.documents[f"actions/workflows/{workflow}"]["name"],
        "workflow_id": workflow,
        "event": event,
        "status": "completed",
        "conclusion": "success",
        "head_sha": commit,
        "head_branch": branch,
        "html_url": f"https://forge.example/{world.repository}/actions/runs/{number}",
        "run_attempt": 1,
        "created_at": f"2026-01-0{number % 7 + 1}T00:00:00Z",
        "repository": {"full_name": world.repository},
        "head_repository": {"full_name": world.repository},
    }
    world.documents[f"actions/runs/{number}"] = run
    for alias in (str(workflow), world.documents[f"actions/workflows/{workflow}"]["path"].rpartition("/")[2]):
        world.lists.setdefault(f"actions/workflows/{alias}/runs", ("workflow_runs", []))[1].append(run)
    world.lists[f"actions/runs/{number}/artifacts"] = ("artifacts", [])
    found = [_job(number, at, name, steps) for at, (name, steps) in enumerate(jobs.items())]
    world.lists[f"actions/runs/{number}/jobs"] = ("jobs", found)
    for job in found:
        world.blobs[f"actions/jobs/{job['id']}/logs"] = b"all is well\n"


def job(world: World, run: int, name: str) -> dict[str, Any]:
    """Return the job of a run by its name, to be changed."""
    found: dict[str, Any] = next(item for item in world.lists[f"actions/runs/{run}/jobs"][1] if item["name"] == name)
    return found


def set_log(world: World, run: int, name: str, text: str) -> None:
    """Write the log of a job."""
    world.blobs[f"actions/jobs/{job(world, run, name)['id']}/logs"] = text.encode()


def add_artifact(world: World, run: int, name: str, files: dict[str, bytes]) -> None:
    """Upload an artifact."""
    data = zipped(files)
    items = world.lists[f"actions/runs/{run}/artifacts"][1]
    number = 5000 + len(world.blobs)
    made = {"id": number, "name": name, "size_in_bytes": len(data), "expired": False, "digest": f"sha256:{sha256(data)}"}
    address = f"https://{{host}}/api/v3/repos/{world.repository}/actions/artifacts/{number}/zip"
    items.append({**made, "archive_download_url": address})
    world.blobs[f"actions/artifacts/{number}/zip"] = data


def drop_artifact(world: World, run: int, name: str) -> None:
    """Delete an artifact by its name."""
    items = world.lists[f"actions/runs/{run}/artifacts"][1]
    items[:] = [item for item in items if item["name"] != name]


def _job(run: int, at: int, name: str, steps: tuple[str, ...]) -> dict[str, Any]:
    done = {"status": "completed", "conclusion": "success"}
    url = f"https://forge.example/{REPOSITORY}/actions/runs/{run}/job/{run * 10 + at}"
    found = [{"name": step, "number": number, **done} for number, step in enumerate(steps, 1)]
    return {"id": run * 10 + at, "name": name, "html_url": url, "steps": found, **done}


def _add_workflows(world: World) -> None:
    for number, name in ((11, "release"), (12, "release-publish"), (13, "ci")):
        path = f".github/workflows/{name}.yml"
        workflow = {"id": number, "name": name, "path": path, "state": "active"}
        world.documents[f"actions/workflows/{number}"] = workflow
        world.lists.setdefault("actions/workflows", ("workflows", []))[1].append(workflow)
        for alias in (str(number), f"{name}.yml"):
            world.lists[f"actions/workflows/{alias}/runs"] = ("workflow_runs", [])
    world.blobs["contents/.github/workflows/release-publish.yml"] = PUBLISH_WORKFLOW.encode()


def _add_tags(world: World, tags: Tags) -> None:
    for name, found in tags.objects.items():
        target = {"type": "tag", "sha": found}
        world.documents[f"git/ref/tags/{name}"] = {"ref": f"refs/tags/{name}", "object": target}
        world.documents[f"git/tags/{found}"] = {"tag": name, "sha": found, "object": {"type": "commit", "sha": tags.commit}}


def add_release(world: World, notes: str, checksums: str = "") -> dict[str, Any]:
    """Create the release of v0.1.1 with the SDK archives as its assets; return it, to be changed."""
    files = {file: data for name in RELEASED for file, data in ARTIFACTS[name].items()}
    if checksums:
        files[checksums] = "".join(f"{sha256(data)}  {name}\n" for name, data in sorted(files.items())).encode()
    assets = []
    for number, (name, data) in enumerate(files.items(), 7001):
        world.blobs[f"releases/assets/{number}"] = data
        assets.append({"id": number, "name": name, "size": len(data), "state": "uploaded", "digest": f"sha256:{sha256(data)}"})
    release = {"tag_name": "v0.1.1", "name": "v0.1.1", "draft": False, "prerelease": False, "body": notes, "assets": assets}
    release["html_url"] = f"https://forge.example/{REPOSITORY}/releases/tag/v0.1.1"
    world.documents["releases/tags/v0.1.1"] = release
    return release
