"""The run that a registry of crates recorded has to be the release workflow's, of this repository, at the tag's commit."""

import json
from dataclasses import dataclass
from typing import Any

import pytest

from core.errors import Undecided
from core.findings import rules_of
from core.http_client import Web
from delivery.channels.crates import index
from delivery.channels.crates.trusted_publishing import Publisher, run_of, untrue
from delivery.staging.loopback import NOT_FOUND, Loopback, Reply, Request

COMMIT, OTHER, WORKFLOW = "c" * 40, "d" * 40, ".github/workflows/release.yml"
PUBLISHER = Publisher("owner/demo", COMMIT, "", (WORKFLOW,))
SAID = {"provider": "github", "repository": "Owner/Demo", "run": "42", "commit": COMMIT}
RUN: dict[str, object] = {"path": WORKFLOW, "head_sha": COMMIT}


def test_the_release_workflow_at_the_tag_is_right():
    """Nothing is found; the host does not tell cases of a repository's name apart."""
    assert untrue(SAID, PUBLISHER, RUN) == []


def test_a_version_without_a_record_is_not_judged():
    """It was published with a token, which the registry says nothing about."""
    assert untrue({}, PUBLISHER, None) == []


def test_a_run_of_another_head_is_right_where_the_profile_says_why():
    """Some projects dispatch the publishing from their default branch."""
    differs = Publisher("owner/demo", COMMIT, "dispatched on main", (WORKFLOW,))
    assert untrue({**SAID, "commit": OTHER}, differs, {**RUN, "head_sha": OTHER}) == []


@pytest.mark.parametrize(
    ("said", "run", "rule"),
    [
        ({"repository": "mallory/demo"}, RUN, "attestation-repository"),
        ({"repository": "owner/demo2"}, RUN, "attestation-repository"),
        ({"commit": OTHER}, RUN, "attestation-commit"),
        ({}, {**RUN, "head_sha": OTHER}, "attestation-commit"),
        ({}, {**RUN, "path": ".github/workflows/release.yml.bak"}, "attestation-workflow"),
        ({}, {**RUN, "path": ".github/workflows/ci.yml@refs/tags/v1.1.0"}, "attestation-workflow"),
        ({}, None, "attestation-workflow"),
    ],
    ids=[
        "a fork",
        "a name that begins so",
        "another commit",
        "a run at another commit",
        "a like name",
        "another workflow",
        "no run",
    ],
)
def test_another_publisher_is_refused(said, run, rule):
    """For its reason alone."""
    assert rules_of(untrue({**SAID, **said}, PUBLISHER, run)) == [rule]


def test_only_runs_of_this_repository_are_asked_for():
    """A fork's run number is no number of ours."""
    asked: list[str] = []
    run_of({**SAID, "repository": "mallory/demo"}, PUBLISHER, lambda number: asked.append(number) or None)
    run_of({**SAID, "run": "42/../43"}, PUBLISHER, lambda number: asked.append(number) or None)
    run_of(SAID, PUBLISHER, lambda number: asked.append(number) or None)
    assert asked == ["42"]


@dataclass
class Api:
    """A registry whose web API has one version."""

    record: Any
    named: bool = True

    def __call__(self, request: Request) -> Reply:
        """Answer one question."""
        host = f"http://{request.headers.get('Host')}"
        pages = {
            "/index/config.json": {"dl": f"{host}/dl", **({"api": host} if self.named else {})},
            "/api/v1/crates/demo/1.1.0": {"version": {"num": "1.1.0", "trustpub_data": self.record}},
        }
        found = pages.get(request.path)
        return Reply(json.dumps(found).encode()) if found else NOT_FOUND


def asked(api: Api, version: str = "1.1.0") -> index.Publication | None:
    """What the registry is understood to say."""
    with Loopback(api) as server:
        return index.publication(Web(), f"{server.url}/index/", "demo", version)


RECORD = {"provider": "github", "repository": "owner/demo", "run_id": "42", "sha": COMMIT}


def test_the_record_is_read():
    """As the registry's web API gives it with a version."""
    assert asked(Api(RECORD)) == index.Publication("github", "owner/demo", "42", COMMIT)


@pytest.mark.parametrize("api", [Api(None), Api(RECORD, named=False)], ids=["published with a token", "no web API"])
def test_nothing_recorded_is_nothing(api):
    """Neither is an error: many registries have no such record."""
    assert asked(api) is None


def test_a_record_that_cannot_be_read_is_an_error():
    """It is not taken for none."""
    with pytest.raises(Undecided, match="a record without a repository"):
        asked(Api(["github"]))
