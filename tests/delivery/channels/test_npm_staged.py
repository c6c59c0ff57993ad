"""A version that was staged for approval: its bytes are compared, and the maintainer is told what to type."""

import json
from hashlib import sha256

import pytest

from core.errors import Undecided
from core.http_client import Web
from delivery.channel_access import reach
from delivery.channel_checks import absence
from delivery.channel_kinds import TRANSPORTS
from delivery.channels.npm.staged_versions import staged_id
from delivery.channels.npm.staging_server import NodeFile, NodeSite
from delivery.delivered import Delivered
from delivery.site import Site
from delivery.staging.loopback import Loopback, Reply
from profiles.schema.channels import Channel
from tests.delivery import harness, packages
from tests.tools import needs

ID = "0b9f2c1e-6a55-4d0e-9d7a-1f2e3d4c5b6a"


def registry(staged, *published):
    """Return the answers of a registry with a staging area, and what it was asked."""
    plain = NodeSite(tuple(NodeFile(f"demo-pkg-{v}.tgz", b"x", {"name": "demo-pkg", "version": v}) for v in published))
    asked = []

    def answers(request):
        path = request.path.partition("?")[0]
        asked.append(f"{request.method} {path}")
        if path == "/-/stage":
            item = {"id": ID, "packageName": "demo-pkg", "version": "1.1.0", "tag": "latest"}
            items = [item] if staged else []
            return Reply(json.dumps({"items": items, "total": len(items)}).encode(), kind="application/json")
        if path == f"/-/stage/{ID}/tarball":
            return Reply(staged, kind="application/octet-stream")
        return plain(request)

    return plain, answers, asked


def judged(folder, staged, *published, built=None):
    """Return the findings of the first check, and what the registry was asked."""
    plain, answers, asked = registry(staged, *published)
    with Loopback(answers) as server:
        plain.address.append(server.url)
        channel = Channel("demo-pkg", address=f"{server.url}/", staged=True, budget=0.1)
        at = Site("npm", channel, "1.1.0", "1.0.0", "delivery", folder, "pytest -m delivery")
        kind = TRANSPORTS["npm"]
        digests = None if built is None else lambda: {"demo-pkg-1.1.0.tgz": sha256(built).hexdigest()}
        found = Delivered(at, reach(at, kind, lambda: folder), kind(at, Web()), harness.Memory(), built=digests)
        return absence(at, found.looked), asked


@pytest.fixture
def tarball(tmp_path):
    """A package as npm packs it."""
    return packages.node("1.1.0")


@needs("node", "npm")
def test_a_staged_version_of_the_built_bytes_is_to_be_approved(tmp_path, tarball):
    """The command is printed, and nothing but questions was asked."""
    [finding], asked = judged(tmp_path, tarball, "1.0.0", built=tarball)
    assert (finding.rule, f"npm stage approve {ID}" in finding.fix) == ("awaiting-approval", True)
    assert {line.partition(" ")[0] for line in asked} == {"GET"}


@needs("node", "npm")
def test_a_staged_version_of_other_bytes_is_to_be_rejected(tmp_path, tarball):
    """Somebody else staged it, or another build: the approve command is not offered."""
    [finding], _ = judged(tmp_path, tarball, "1.0.0", built=b"other bytes")
    assert (finding.rule, "approve" in finding.fix) == ("staged-bytes-differ", False)


@needs("node", "npm")
def test_without_built_artifacts_nothing_is_to_be_approved(tmp_path, tarball):
    """Its bytes could not be compared."""
    [finding], _ = judged(tmp_path, tarball, "1.0.0")
    assert (finding.rule, "--build-run-id" in finding.fix, "approve" in finding.fix) == ("awaiting-approval", True, False)


@needs("node", "npm")
def test_a_version_that_is_published_or_not_staged_is_as_ever(tmp_path, tarball):
    """Published: no question about staging. Neither: it is missing."""
    found, asked = judged(tmp_path / "a", tarball, "1.0.0", "1.1.0", built=tarball)
    assert (found, [line for line in asked if "stage" in line]) == ([], [])
    [finding], _ = judged(tmp_path / "b", b"", "1.0.0", built=tarball)
    assert finding.rule == "version-missing"


@pytest.mark.parametrize(
    "told",
    [
        {"items": []},
        ["x"],
        [{"id": "no-uuid", "packageName": "a", "version": "1"}],
        [{"id": ID, "packageName": "a", "version": "1"}] * 2,
    ],
    ids=["an object", "no entries", "no id", "twice"],
)
def test_an_answer_of_another_form_is_undecided(told):
    """Neither staged nor not staged."""
    with pytest.raises(Undecided):
        staged_id(told, "a", "1")


def test_another_version_or_package_is_not_the_staged_one():
    """Both have to fit."""
    told = [{"id": ID, "packageName": "a", "version": "1"}]
    assert [staged_id(told, *which) for which in (("a", "1"), ("a", "2"), ("b", "1"))] == [ID, None, None]
