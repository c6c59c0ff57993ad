"""The workflows' part on the loopback GitHub: a pushed tag is built, a dispatch is carried out, a release takes its assets."""

import json
import subprocess
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.servers.github_release import add_artifact, add_run, drop_artifact, job, set_log
from tests.servers.github_world import Answer, World, answer, sha256

BUILD, FIRST_PUBLISH, LATE = 1001, 2001, 2
_DONE = {"status": "completed", "conclusion": "success"}


@dataclass
class Player:
    """Plays builds and publishing; a test says how late, partly or wrongly."""

    world: World
    remote: Path
    tag: str
    built: Mapping[str, bytes]
    publish: Callable[[str], None]  # makes live what one job publishes
    fails: list[str] = field(default_factory=list)  # of each run in turn: "" succeeds, else the log line of its failure
    artifacts: Mapping[str, Collection[str]] = field(default_factory=dict)  # of the build, by name; none: all files in `dist`
    jobs: Mapping[str, str] = field(default_factory=lambda: {"publish-index": "Publish"})  # with their steps; the last one fails
    pushed: bool = True  # whether a pushed tag starts the build; else it is dispatched
    expired: tuple[str, ...] = ()  # artifacts that are gone when they are asked for
    rehearsed: set[int] = field(default_factory=set)  # publish runs that publish nothing
    written: list[str] = field(default_factory=list)  # every write that arrived, in order
    seen: dict[int, int] = field(default_factory=dict)  # how often an unfinished run was looked at
    releases: list[dict[str, Any]] = field(default_factory=list)
    next_publish: int = FIRST_PUBLISH
    inputs: str = "release-inputs"  # the artifact of a publish run with what it published

    def read(self, path: str) -> Answer | None:
        """Bring the world up to date before a question is answered; answer what only the player knows."""
        self._tags()
        for number in (BUILD, *range(FIRST_PUBLISH, self.next_publish)):
            if path.startswith(f"actions/runs/{number}"):
                self._advance(number)
        if path == "meta":
            return answer({"installed_version": "3.16.0"})
        if path == "releases":
            return answer(self.releases)
        if path == "releases/latest" or path.startswith("releases/tags/"):
            tag = path.partition("/tags/")[2]
            found = [one for one in self.releases if tag in ("", one["tag_name"]) and not one["draft"]]
            return answer(found[-1]) if found else answer({"message": "Not Found"}, 404)
        if path.startswith("releases/") and path[9:].isdigit():
            return answer(self._release(int(path[9:])))
        return None

    def write(self, method: str, path: str, query: Mapping[str, str], body: bytes) -> Answer:
        """Carry out what was asked for."""
        self.written.append(f"{method} {path}{query.get('name', '')}")
        if path.endswith("/dispatches"):
            at_build = path.startswith(("actions/workflows/11/", "actions/workflows/release.yml/"))
            return self._dispatch_build(json.loads(body)) if at_build else self._dispatch(json.loads(body))
        if path == "releases":
            return self._draft(json.loads(body))
        if path.startswith("uploads/"):
            return self._asset(int(path.split("/")[1]), query["name"], body)
        if method == "PATCH" and path.startswith("releases/"):
            found = self._release(int(path[9:]))
            found.update(json.loads(body))
            return answer(found)
        return answer({"message": "Not Found"}, 404)

    def _tags(self) -> None:
        form = "--format=%(refname:strip=2) %(objectname) %(*objectname)"
        done = subprocess.run(
            ["git", "for-each-ref", form, "refs/tags"], cwd=self.remote, capture_output=True, text=True, check=True
        )
        for line in done.stdout.splitlines():
            name, found, commit = line.split(" ")
            target = {"type": "tag" if commit else "commit", "sha": found}
            self.world.documents[f"git/ref/tags/{name}"] = {"ref": f"refs/tags/{name}", "object": target}
            self.world.documents[f"git/tags/{found}"] = {"tag": name, "object": {"type": "commit", "sha": commit}}
            if name == self.tag and self.pushed and f"actions/runs/{BUILD}" not in self.world.documents:
                self._build("push", name, commit)

    def _build(self, event: str, name: str, commit: str) -> None:
        add_run(self.world, BUILD, 11, event, name, commit, {"build": ("Build",)})
        self._start(BUILD)

    def _dispatch_build(self, asked: dict[str, Any]) -> Answer:
        found = self.world.documents[f"git/ref/tags/{asked['ref']}"]["object"]["sha"]
        self._build("workflow_dispatch", asked["ref"], self.world.documents[f"git/tags/{found}"]["object"]["sha"])
        return Answer(204, b"")

    def _start(self, number: int) -> None:
        self.world.documents[f"actions/runs/{number}"].update(status="in_progress", conclusion=None)

    def _advance(self, number: int) -> None:
        run = self.world.documents.get(f"actions/runs/{number}")
        if run is None or run["status"] == "completed":
            return
        self.seen[number] = self.seen.get(number, 0) + 1
        if self.seen[number] > LATE:
            self._end(number, run)

    def _end(self, number: int, run: dict[str, Any]) -> None:
        failure = self.fails.pop(0) if self.fails else ""
        name = "build" if number == BUILD else list(self.jobs)[-1]
        if number == BUILD and not failure:
            self.upload(run["head_sha"])
        elif number != BUILD and number not in self.rehearsed:
            for job_name in self.jobs:
                if job_name != name or not failure:
                    self.publish(job_name)
        if failure:
            run.update(status="completed", conclusion="failure")
            job(self.world, number, name).update(conclusion="failure")
            set_log(self.world, number, name, failure + "\n")
            return
        run.update(_DONE)

    def upload(self, commit: str) -> None:
        """Upload what the build made."""
        planned = self.artifacts or {"dist": self.built}
        for name in (*planned, "release-metadata"):
            drop_artifact(self.world, BUILD, name)
        for name, files in planned.items():
            add_artifact(self.world, BUILD, name, {file: self.built[file] for file in files})
        for item in self.world.lists[f"actions/runs/{BUILD}/artifacts"][1]:
            item["expired"] = item["name"] in self.expired
        said = {"tag": self.tag, "version": self.tag[1:], "source_sha": commit, "source_ref": f"refs/tags/{self.tag}"}
        said |= {"source_run_id": str(BUILD), "source_workflow": "release"}
        add_artifact(self.world, BUILD, "release-metadata", {"metadata.json": json.dumps(said).encode()})

    def _dispatch(self, asked: dict[str, Any]) -> Answer:
        number, self.next_publish = self.next_publish, self.next_publish + 1
        commit = self.world.documents[f"actions/runs/{BUILD}"]["head_sha"]
        jobs = {"resolve": ("Resolve",), **{name: (step,) for name, step in self.jobs.items()}}
        add_run(self.world, number, 12, "workflow_dispatch", asked["ref"], commit, jobs)
        self.world.documents[f"actions/runs/{number}"]["created_at"] = "2027-01-01T00:00:00Z"
        set_log(self.world, number, "resolve", f"BUILD_RUN_ID: {asked['inputs']['build_run_id']}\n")
        add_artifact(self.world, number, self.inputs, dict(self.built))
        if asked["inputs"].get("rehearsal") == "true":
            self.rehearsed.add(number)
            for name in self.jobs:
                job(self.world, number, name)["steps"][0].update(conclusion="skipped")
        self._start(number)
        return Answer(204, b"")

    def _release(self, number: int) -> dict[str, Any]:
        return next(one for one in self.releases if one["id"] == number)

    def _draft(self, asked: dict[str, Any]) -> Answer:
        number = len(self.releases) + 1
        made = {"id": number, "prerelease": False, "assets": [], "html_url": f"https://forge.example/releases/{number}", **asked}
        made["upload_url"] = f"https://{{host}}/api/v3/repos/{self.world.repository}/uploads/{number}/assets{{?name,label}}"
        self.releases.append(made)
        return answer(made, 201)

    def _asset(self, release: int, name: str, data: bytes) -> Answer:
        made = {"id": 100 * release + len(self._release(release)["assets"]), "name": name, "size": len(data)}
        made |= {"state": "uploaded", "digest": f"sha256:{sha256(data)}"}
        made["url"] = f"https://{{host}}/api/v3/repos/{self.world.repository}/releases/assets/{made['id']}"
        self.world.blobs[f"releases/assets/{made['id']}"] = data
        self._release(release)["assets"].append(made)
        return answer(made, 201)
