"""The attestation of an immutable release as `gh release verify` answers: the tag and every asset, signed by GitHub itself."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from core.commands import Completed, run
from core.errors import Unavailable, Undecided
from core.strict_json import parse
from facts.github.gh_api import Forge
from facts.github.refusal import refusal

_REFUTED = "failed to verify attestations"
_ABSENT = re.compile(r"no attestations (?:found )?for (?:tag|release)")
_DIGEST = re.compile(r"\((sha\d+:[0-9a-f]+)\)")
_SEVERAL = "duplicate attestations"


@dataclass(frozen=True)
class ReleaseAttestation:
    """What came of it; nothing is claimed of a release that is not immutable."""

    immutable: bool = False
    reason: str = ""  # why there is no verified one
    about: str = ""  # the release as a package URL
    subjects: Mapping[str, str] = field(default_factory=dict)  # sha256 of every asset by name


def verified(forge: Forge, tag: str) -> ReleaseAttestation:
    """Let `gh` verify the attestation of an immutable release: its signature is GitHub's, and it is of the tag's own id."""
    words = ("gh", "release", "verify", tag, "-R", forge.address, "--format", "json")
    done = run(words, cwd=forge.cwd, timeout=300, env={"GH_HOST": forge.host, "GH_DEBUG": ""}, expect=None)
    if done.status:
        return ReleaseAttestation(True, _reason(forge, tag, done))
    try:
        subjects = parse(done.stdout, "gh release verify")["verificationResult"]["statement"]["subject"]
        return ReleaseAttestation(True, "", _about(subjects), {one["name"]: one["digest"]["sha256"] for one in _files(subjects)})
    except (KeyError, TypeError) as error:
        raise Undecided(
            got=f"an answer of gh without {error}", expected="the verified statement", advice=f"run `{' '.join(words)}` manually"
        ) from error


def _about(subjects: list[Any]) -> str:
    return next((str(one["uri"]) for one in subjects if "uri" in one), "")


def _files(subjects: list[Any]) -> list[Any]:
    return [one for one in subjects if one.get("name")]


def _reason(forge: Forge, tag: str, done: Completed) -> str:
    said = done.errors.lower()
    if "unknown command" in said:
        raise Unavailable(
            got="a gh without `gh release verify`", expected="a gh that has this command", advice="install gh 2.90 or newer"
        )
    if _REFUTED in said:
        return "its attestation does not verify"
    if _SEVERAL in said:
        return "several attestations of the tag"
    if _ABSENT.search(said):
        _require_absence(forge, tag, said)
        return "no attestation of the release"
    raise refusal(done, forge.host)


def _require_absence(forge: Forge, tag: str, said: str) -> None:
    """It is said of every failed question, too: only a host that answers makes an absence true."""
    digest = _DIGEST.search(said)
    found = forge.find(f"attestations/{digest[1]}?predicate_type=release") if digest else None
    listed = found.get("attestations") if isinstance(found, dict) else None
    if listed and digest:
        raise Unavailable(
            got=f"{len(listed)} attestations of {tag} that gh could not process",
            expected="an answer",
            advice="run again, or update gh",
        )
