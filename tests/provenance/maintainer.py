"""Somebody who looks at the steps of the scene in this process, with a profile and a verdict to be changed."""

from typing import Any

import pytest

from facts.github.gh_api import Forge
from facts.github.repository_cache import Inquiry
from facts.vcs.git import Checkout
from profiles.schema.profile import load
from provenance.mechanics.context import Given, Ground
from provenance.mechanics.sequence import walk
from provenance.mechanics.step import MechanicStep
from provenance.release_tags import tag_views
from tests.provenance.scene import PROFILE, Scene
from tests.servers.github_release import BUILD

CLEAR: dict[str, Any] = {
    "stages": {"pre_release": "clear", "provenance": "clear", "staging": "clear"},
    "blockers": [],
    "mode": "dry-run",
}
NOTES = "- What 0.1.1 brings."


class Maintainer:
    """Looks at the steps of a scene, with a profile and a verdict that a test may change."""

    def __init__(self, scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
        self.scene, self.world, self.project = scene, scene.hub.world, scene.project
        self.verdict: dict[str, Any] = dict(CLEAR)
        self.profile = PROFILE
        self.build: int | None = BUILD
        self.publish: int | None = None
        for name, value in scene.hub.env.items():
            monkeypatch.setenv(name, value)

    def look(self, name: str) -> MechanicStep:
        """Return a step, asked afresh."""
        return walk(self.ground(), name)

    def ground(self) -> Ground:
        """Return the ground of the scene as it is now."""
        path = self.project.path.parent / "profile.toml"
        path.write_text(self.profile.format(host=self.scene.hub.host), "utf-8")
        profile: Any = load(path)  # every table of it is there
        checkout = Checkout(self.project.path)
        names = ["v0.1.1", *(name.format(tag="v0.1.1") for name in profile.provenance.further_tags)]
        given = Given(
            tag="v0.1.1",
            version="0.1.1",
            base="v0.1.0",
            commit=checkout.head,
            checkout=checkout,
            remote="origin",
            table=profile.provenance,
            mechanics=profile.mechanics,
            verdict=self.verdict,
            secrets=profile.forge.secrets,
            build_run_id=self.build,
            publish_run_id=self.publish,
        )
        forge = Forge(profile.forge.host, profile.forge.repository, checkout.path)
        return Ground(given, lambda: tag_views(checkout, "origin", names), lambda: Inquiry(forge, lambda _, make: make()))
