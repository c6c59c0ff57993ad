"""A forge whose failed publish run tells the token that it was sent, as careless scripts do."""

import base64
from typing import Any

from tests.servers.github_release import PUBLISH, job, set_log
from tests.servers.github_world import World


def gossiping(world: World, secret: str) -> World:
    """Let publishing have failed, with the secret in the job's log: plain, in an address, in a header."""
    failed: dict[str, Any] = job(world, PUBLISH, "publish-node")
    failed["conclusion"] = failed["steps"][-1]["conclusion"] = "failure"
    world.documents[f"actions/runs/{PUBLISH}"]["conclusion"] = "failure"
    basic = base64.b64encode(f"x-access-token:{secret}".encode()).decode()
    lines = [f"push to https://me:{secret}@forge/", f"Authorization: Basic {basic}", f"error: 403, token {secret} is not welcome"]
    set_log(world, PUBLISH, "publish-node", "".join(f"2026-01-01T00:00:00Z ##[error]{line}\n" for line in lines))
    return world
