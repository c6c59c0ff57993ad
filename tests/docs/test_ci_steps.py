"""The shell steps of the workflows in docs/ci, carried out here with the real gh, jq and git and a pytest that only answers."""

import json
import subprocess
from collections.abc import Iterator
from os import environ
from pathlib import Path
from typing import Any

import pytest

from facts.workflows.reading import workflow
from tests.docs.pages import ROOT
from tests.repository import checkout, commit, git
from tests.servers.github import github
from tests.servers.github_release import add_artifact
from tests.servers.github_world import World
from tests.servers.issues import Issues, issues
from tests.tools import needs

pytestmark = needs("gh", "jq")
NO_RUNS = {"BUILD": "", "PUBLISH": ""}
PYTEST = '#!/bin/sh\nprintf "%s\\n" "$@" > ../typed\nexit "$(cat ../answers)"\n'


def carried_out(file: str, job: str, step: str, folder: Path, env: dict[str, str]) -> tuple[int, dict[str, str], str]:
    """Run one step as the runner's shell does; return its status, its outputs and what it printed."""
    parsed = workflow((ROOT / "docs" / "ci" / file).read_text("utf-8"), file)
    (found,) = (one for one in parsed.jobs[job].steps if one.name == step)
    assert found.run is not None
    outputs = folder / "outputs"
    outputs.write_text("", "utf-8")
    words = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", found.run.text]
    told = {**environ, **env, "GITHUB_OUTPUT": str(outputs)}
    done = subprocess.run(words, cwd=folder, env=told, capture_output=True, text=True, timeout=60, check=False)
    written = dict(line.partition("=")[::2] for line in outputs.read_text("utf-8").splitlines())
    return done.returncode, written, done.stdout + done.stderr


REQUEST = {"tag": "v1.4.0", "build_run_id": "1001"}


@pytest.mark.parametrize(
    ("request_", "status", "rehearsal"),
    [
        (REQUEST, 0, "false"),
        (REQUEST | {"rehearsal": True}, 0, "true"),
        (REQUEST | {"rehearsal": "true"}, 0, "true"),
        (REQUEST | {"rehearsal": ""}, 0, "false"),
        (REQUEST | {"rehearsal": None}, 0, "false"),
        (REQUEST | {"rehearsal": "perhaps"}, 101, None),
        (REQUEST | {"tag": "v1; rm"}, 101, None),
        (REQUEST | {"build_run_id": ""}, 101, None),
    ],
)
def test_what_was_published_is_found(tmp_path: Path, request_: dict[str, Any], status: int, rehearsal: str | None) -> None:
    """The request names the release and its runs; a rehearsal is told from a publish, and anything odd is refused."""
    world = World("acme/demo", documents={"": {"full_name": "acme/demo"}})
    world.lists["actions/runs/2002/artifacts"] = ("artifacts", [])
    add_artifact(world, 2002, "publish-request", {"publish-request.json": json.dumps(request_).encode()})
    with github(world, tmp_path) as hub:
        env = {**hub.env, "GH_REPO": f"{hub.host}/acme/demo", "TAG": "", "BASE": "", "BUILD": "", "PUBLISH": "2002"}
        done, outputs, said = carried_out("verify-delivery.yml", "find", "Read the request", tmp_path, env)
    assert (done, outputs.get("rehearsal")) == (status, rehearsal), said
    assert status or (outputs["tag"], outputs["build"], outputs["publish"]) == ("v1.4.0", "1001", "2002")


def test_a_caller_may_name_no_runs(tmp_path: Path) -> None:
    """Who looks again at a release names the tag alone."""
    env = {"TAG": "v1.4.0", "BASE": "", **NO_RUNS}
    status, outputs, said = carried_out("verify-delivery.yml", "find", "Read the request", tmp_path, env)
    assert (status, outputs["tag"], outputs["build"]) == (0, "v1.4.0", ""), said


@pytest.mark.parametrize(
    ("tag", "base", "status"),
    [
        ("demo@1.4.0", "", 0),
        ("go/demo/v1.4.0", "go/demo/v1.3.2", 0),
        ("2026.11", "none", 0),
        ("none", "", 101),
        ("v1.4.0/../x1.0", "", 101),
        ("v1.4.0", "main", 101),
    ],
)
def test_a_tag_is_taken_as_the_project_spells_it(tmp_path: Path, tag: str, base: str, status: int) -> None:
    """Any spelling with a version in it; a first release has the base `none`; a branch or a path is no tag."""
    env = {"TAG": tag, "BASE": base, **NO_RUNS}
    assert carried_out("verify-delivery.yml", "find", "Read the request", tmp_path, env)[0] == status


def test_the_base_is_the_tag_before(tmp_path: Path) -> None:
    """The annotated tag before the release in its history, unless another was named."""
    checkout(tmp_path / "project", {"a": "1"})
    git(tmp_path / "project", "tag", "-a", "v1.3.2", "-m", "v1.3.2")
    commit(tmp_path / "project", {"a": "2"})
    git(tmp_path / "project", "tag", "-a", "v1.4.0", "-m", "v1.4.0")
    for named, expected in (("", "v1.3.2"), ("v1.3.0", "v1.3.0"), ("none", "none")):
        step = ("verify-delivery.yml", "find", "Name the base", tmp_path / "project", {"BASE": named, "TAG": "v1.4.0"})
        assert carried_out(*step)[1] == {"base": expected}


def test_the_base_has_the_spelling_of_the_release(tmp_path: Path) -> None:
    """A package of a monorepo is compared with its own previous tag; with none before it, somebody has to say so."""
    checkout(tmp_path / "project", {"a": "1"})
    for tag in ("demo-v1.3.2", "other-v9.0.0", "v8.0.0"):
        git(tmp_path / "project", "tag", "-a", tag, "-m", tag)
    commit(tmp_path / "project", {"a": "2"})
    for tag, status, said in (("demo-v1.4.0", 0, {"base": "demo-v1.3.2"}), ("lone@1.4.0", 101, {})):
        step = ("verify-delivery.yml", "find", "Name the base", tmp_path / "project", {"BASE": "", "TAG": tag})
        assert carried_out(*step)[:2] == (status, said)


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    """A checkout of the suite in which pytest answers with the status in `answers` and keeps what was typed in `typed`."""
    folder = tmp_path / "suite"
    (folder / ".venv" / "bin").mkdir(parents=True)
    (folder / ".venv" / "bin" / "pytest").write_text(PYTEST)
    (folder / ".venv" / "bin" / "pytest").chmod(0o755)
    return folder


NAMED = {"TAG": "v1.4.0", "BASE": "v1.3.2", "PROFILE": "", "CHECKS": "delivery"}


@pytest.mark.parametrize(("answer", "status"), [(0, 0), (1, 0), (101, 0), (4, 4)])
def test_a_host_that_was_judged_fails_nothing(suite: Path, answer: int, status: int) -> None:
    """Only a run that left no judgement fails the job of a host; both runs are passed where they are known."""
    (suite.parent / "answers").write_text(str(answer))
    env = {**NAMED, "BUILD": "1001", "PUBLISH": "2002"}
    step = ("verify-delivery.yml", "verify", "Verify what users get here", suite, env)
    assert carried_out(*step)[0] == status
    typed = (suite.parent / "typed").read_text().splitlines()
    assert {"--build-run-id=1001", "--publish-run-id=2002", "delivery"} <= set(typed)


@pytest.mark.parametrize(
    ("answer", "hosts", "status"), [(0, "success", "0"), (1, "success", "1"), (0, "failure", "101"), (101, "success", "101")]
)
def test_the_merge_ends_as_the_run_does(suite: Path, answer: int, hosts: str, status: str) -> None:
    """Its status is the job's and an output; a host that is missing makes a clear run one that could not tell."""
    (suite.parent / "answers").write_text(str(answer))
    (suite.parent / "hosts" / "one").mkdir(parents=True)
    (suite.parent / "hosts" / "one" / "evidence-v1.4.0.json").write_text("{}")
    env = {**NAMED, **NO_RUNS, "HOSTS": hosts}
    done, outputs, _ = carried_out("verify-delivery.yml", "merge", "Judge all hosts together", suite, env)
    assert (str(done), outputs["status"]) == (status, status)
    typed = (suite.parent / "typed").read_text().splitlines()
    assert "--import=../hosts/one/evidence-v1.4.0.json" in typed
    assert not [word for word in typed if "run-id" in word]


def test_the_gates_are_asked_with_what_was_typed(suite: Path) -> None:
    """Target, base and checks of the dispatch reach pytest as they were given."""
    (suite.parent / "answers").write_text("0")
    env = {"TARGET": "v1.4.0", "BASE": "v1.3.2", "CHECKS": "pre_release and static", "PROFILE": "plasmite"}
    assert carried_out("verify-before-release.yml", "gates", "Verify", suite, env)[0] == 0
    typed = (suite.parent / "typed").read_text().splitlines()
    assert {"v1.4.0", "v1.3.2", "pre_release and static", "--profile=plasmite"} <= set(typed)


@pytest.fixture
def tracked(tmp_path: Path) -> Iterator[Issues]:
    """A repository with issues, three of which somebody else opened under the same label and closed."""
    (tmp_path / "evidence").mkdir()
    with issues(tmp_path) as hub:
        closed = {"title": "old", "body": "", "state": "closed", "labels": [{"name": "release-drift"}]}
        hub.issues += [{"number": number, "state_reason": None, **closed} for number in (1, 2, 3)]
        yield hub


def _seen(hub: Issues, folder: Path, status: str, said: str = "npm serves other bytes") -> str:
    (folder / "evidence" / "evidence-v1.4.0.md").write_text(said)
    env = {**hub.env, "GH_HOST": hub.host, "REPOSITORY": "acme/demo", "RUN": "RUN", "STATUS": status, "TAG": "v1.4.0"}
    step = ("re-verify.yml", "report", "Open, update or close the issue", folder, env)
    done, _, printed = carried_out(*step)
    assert done == 0, printed
    return printed


def test_one_issue_follows_what_users_get(tracked: Issues, tmp_path: Path) -> None:
    """Opened when it is wrong, kept up to date while it is, closed when it is right again, and opened again then."""
    _seen(tracked, tmp_path, "0")
    assert len(tracked.issues) == 3
    _seen(tracked, tmp_path, "1")
    _seen(tracked, tmp_path, "1", "npm and pypi serve other bytes")
    (issue,) = tracked.issues[3:]
    assert (issue["title"], issue["state"]) == ("What users get of v1.4.0 has changed", "open")
    assert "npm and pypi serve other bytes" in issue["body"]
    _seen(tracked, tmp_path, "0")
    assert issue["state"] == "closed"
    _seen(tracked, tmp_path, "1")
    assert [one["state"] for one in tracked.issues] == ["closed"] * 4 + ["open"]


@pytest.mark.parametrize("status", ["101", "", "4"])
def test_a_registry_that_cannot_be_reached_opens_no_issue(tracked: Issues, tmp_path: Path, status: str) -> None:
    """What could not be told changes nothing: no issue is opened, and an open one stays open."""
    assert "::warning::could not check" in _seen(tracked, tmp_path, status)
    assert len(tracked.issues) == 3
    _seen(tracked, tmp_path, "1")
    _seen(tracked, tmp_path, status)
    assert [one["state"] for one in tracked.issues] == ["closed"] * 3 + ["open"]


def test_the_tools_of_the_profile_are_installed_first(suite: Path) -> None:
    """The step asks the suite's own interpreter with the project and the profile's name."""
    path = suite / ".venv" / "bin" / "python"
    path.write_text(PYTEST)
    path.chmod(0o755)
    (suite.parent / "answers").write_text("0")
    step = ("verify-before-release.yml", "gates", "Install the tools that the gates need", suite, {"PROFILE": "plasmite"})
    assert carried_out(*step)[0] == 0
    typed = (suite.parent / "typed").read_text().splitlines()
    assert typed == ["-m", "plugins.cli.ci_setup", "--project=../project", "--profile=plasmite"]
