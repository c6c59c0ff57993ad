"""What publish jobs read from the repository's settings: secrets and environments (names only, never values)."""

from collections.abc import Sequence
from typing import Any

import msgspec

from core.findings import Finding
from core.strict_json import parse
from facts.github.gh_api import Forge
from facts.github.runs import read


class Secret(msgspec.Struct, frozen=True):
    """The name of a secret and when it was last written."""

    name: str
    updatedAt: str


def secrets(forge: Forge, environment: str = "") -> list[Secret]:
    """Ask which secrets the repository, or one of its environments, has (needs a login that may administer it)."""
    scope = ("--env", environment) if environment else ()
    done = forge.gh("secret", "list", "-R", forge.address, *scope, "--json", "name,updatedAt")
    return [read(item, Secret) for item in parse(done.stdout, "gh secret list")]


def shared_secrets(forge: Forge) -> list[str]:
    """Ask which secrets the repository has from its organization; none where the host knows no such list."""
    answer = forge.find("actions/organization-secrets?per_page=100")
    return [] if answer is None else [str(item["name"]) for item in answer["secrets"]]


def environments(forge: Forge) -> list[str]:
    """Ask which deployment environments the repository has."""
    items: list[Any] = forge.pages("environments?per_page=100", "environments")
    return [str(item["name"]) for item in items]


def missing(kind: str, found: Sequence[str], wanted: Sequence[str]) -> list[Finding]:
    """Return what is wanted and not there, by name."""
    there = ", ".join(found) or "none"
    return [
        Finding("", "", 0, f"{name}: no such {kind} (there: {there})", "it to exist", "add it in the repository's settings")
        for name in wanted
        if name not in found
    ]
