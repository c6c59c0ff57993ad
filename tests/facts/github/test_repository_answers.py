"""What preflight asks a forge: a working login, active workflows, secrets, environments, a green commit."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.errors import Unavailable
from facts.github.access import access_faults, access_status, require_access
from facts.github.active_workflows import inactive, workflows
from facts.github.ci import ci_faults, ci_runs
from facts.github.gh_api import Forge
from facts.github.settings import environments, missing, secrets, shared_secrets
from tests.servers.github import github
from tests.servers.github_release import Tags, add_run, released
from tests.servers.github_world import World
from tests.tools import needs

COMMIT = "c" * 40
pytestmark = needs("gh")


@pytest.fixture
def world() -> World:
    """A finished release whose commit is green."""
    found = released(Tags({"v0.1.1": "a" * 40}, COMMIT))
    add_run(found, 3003, 13, "push", "main", COMMIT, {"test": ("Test",)})
    found.lists["actions/secrets"] = ("secrets", [{"name": "NPM_TOKEN", "updated_at": "2026-01-01T00:00:00Z"}])
    found.lists["environments"] = ("environments", [{"name": "registry"}])
    return found


@pytest.fixture
def forge(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Forge]:
    """The forge on loopback."""
    with github(world, tmp_path) as hub:
        for name, value in hub.env.items():
            monkeypatch.setenv(name, value)
        yield Forge(hub.host, world.repository, tmp_path)


def test_a_working_login_is_accepted(forge: Forge) -> None:
    """The login's name is what the forge calls us."""
    assert require_access(forge) == "maintainer"


def test_a_dead_token_is_refused_although_the_command_succeeds(forge: Forge, world: World) -> None:
    """`gh auth status --json` exits 0 with a token that the forge refuses; the answer is read."""
    world.login = None
    assert "the login is error" in access_faults(access_status(forge), forge.host)[0].got
    with pytest.raises(Unavailable, match="a working login"):
        require_access(forge)


def test_no_login_is_refused_although_the_command_succeeds(forge: Forge, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without any login the answer is an empty list, not a pass."""
    assert "no active login" in access_faults({"hosts": {}}, forge.host)[0].got


def test_both_workflows_are_active(forge: Forge) -> None:
    """Workflows that are there and active leave nothing to say."""
    assert inactive(workflows(forge), ["release", "release-publish"]) == []


def test_a_disabled_workflow_is_named(forge: Forge, world: World) -> None:
    """A workflow that is disabled, and one that is not there, are each named."""
    world.lists["actions/workflows"][1][1]["state"] = "disabled_manually"
    assert [one.got for one in inactive(workflows(forge), ["release-publish", "nightly"])] == [
        "release-publish: disabled_manually",
        "nightly: no such workflow",
    ]


def test_secrets_and_environments_are_listed_by_name(forge: Forge) -> None:
    """Names that exist leave nothing to say; a missing one is named."""
    found = [secret.name for secret in secrets(forge)]
    assert missing("secret", found, ["NPM_TOKEN"]) == []
    (one,) = missing("secret", found, ["PYPI_API_TOKEN"])
    assert one.got == "PYPI_API_TOKEN: no such secret (there: NPM_TOKEN)"
    assert missing("environment", environments(forge), ["registry"]) == []


def test_secrets_of_an_environment_and_of_the_organization_are_listed(forge: Forge, world: World) -> None:
    """Each place has its own list; a host without organizations has none."""
    world.lists["environments/registry/secrets"] = ("secrets", [{"name": "CARGO_TOKEN", "updated_at": "2026-01-01T00:00:00Z"}])
    assert [secret.name for secret in secrets(forge, "registry")] == ["CARGO_TOKEN"]
    assert shared_secrets(forge) == []
    world.lists["actions/organization-secrets"] = ("secrets", [{"name": "ORG_TOKEN"}])
    assert shared_secrets(forge) == ["ORG_TOKEN"]


def test_secrets_that_may_not_be_listed_are_unavailable(forge: Forge, world: World) -> None:
    """A login without that right is the environment's, not a missing secret."""
    world.statuses["actions/secrets"] = 403
    with pytest.raises(Unavailable, match="use a login that can read this"):
        secrets(forge)


def test_a_green_commit_is_green(forge: Forge) -> None:
    """A successful run at the commit leaves nothing to say."""
    assert ci_faults(ci_runs(forge, "ci.yml", COMMIT), "ci.yml", COMMIT) == []


@pytest.mark.parametrize(("conclusion", "says"), [("failure", "ci.yml: failure at"), (None, "ci.yml: in_progress at")])
def test_a_commit_that_is_not_green_is_named(forge: Forge, world: World, conclusion: str | None, says: str) -> None:
    """The newest run at the commit decides: a failure and a run that goes on are both named."""
    add_run(world, 3004, 13, "push", "main", COMMIT, {"test": ("Test",)})
    status = "completed" if conclusion else "in_progress"
    world.documents["actions/runs/3004"].update(conclusion=conclusion, status=status, created_at="2027-01-01T00:00:00Z")
    assert says in ci_faults(ci_runs(forge, "ci.yml", COMMIT), "ci.yml", COMMIT)[0].got


def test_another_commit_is_not_green(forge: Forge) -> None:
    """A success at another commit says nothing about this one."""
    assert "no run at dddddddddddd" in ci_faults(ci_runs(forge, "ci.yml", "d" * 40), "ci.yml", "d" * 40)[0].got
