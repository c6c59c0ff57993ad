"""What indexes can say in attestations: right ones, and each thing in which they can be about something else."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from msgspec import structs

from tests.delivery.behaviour import Behaviour, about, status
from tests.delivery.worlds import NODE, PYTHON, World
from tests.servers.attesting import OTHER_SIGSTORE, SIGSTORE, Attesting

SIGNED = "test_checksums_match"
NAMED = "test_attestations_match_the_release"
OTHER = "d" * 40


def attested(world: World, **told: Any) -> World:
    """The same channel, whose files owe attestations and have them."""

    def site(files: Mapping[str, bytes], folder: Path, **more: Any) -> Attesting:
        return Attesting(world.site(files, folder, **more), files, **told)

    return replace(world, channel=structs.replace(world.channel, attested=True), site=site)


_WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "are about other bytes": ({"told": {"digest": "1" * 64}}, "attestation-subject"),
    "name another repository": (
        {"told": {"repository": "mallory/demo"}},
        "attestation-repository",
    ),
    "are signed by somebody who has no repository": ({"told": {"certified": ""}}, "attestation-repository: signed by"),
    "are of a project of that name on another host": (
        {"told": {"certified": "https://gitlab.test/owner/demo"}},
        "attestation-repository: signed by",
    ),
    "name another commit": ({"told": {"commit": OTHER}}, f"attestation-commit: names the commit {OTHER}"),
    "name no commit": ({"told": {"commit": ""}}, "attestation-commit: names no commit"),
    "are of a fork": (
        {"told": {"repository": "mallory/demo", "workflow": ".github/workflows/release.yml"}},
        "attestation-repository",
    ),
    "are of another workflow": ({"told": {"workflow": ".github/workflows/ci.yml"}}, "attestation-workflow"),
    "are of a workflow whose name begins so": (
        {"told": {"workflow": ".github/workflows/release.yml.bak"}},
        "attestation-workflow",
    ),
    "ran at another tag": ({"told": {"ref": "refs/tags/v1.1.0-rc1"}}, "attestation-ref"),
    "ran at a branch": ({"told": {"ref": "refs/heads/v1.1.0"}}, "attestation-ref"),
    "are signed by another Sigstore": ({"told": {"sigstore": OTHER_SIGSTORE}}, "attestation-signature"),
    "are signed for another statement": ({"told": {"signed": {"subject": []}}}, "attestation-signature"),
    "lack their log entry": ({"told": {"damage": lambda bundle: _material(bundle, tlogEntries=[])}}, "attestation-signature"),
    "have another log entry": ({"told": {"damage": lambda bundle: _other_entry(bundle)}}, "attestation-signature"),
    "are of an old entry": ({"told": {"damage": lambda bundle: _late(bundle)}}, "attestation-signature"),
    "have lost their envelopes": ({"edit": lambda document: _without(document)}, "without what their specification asks for"),
    "are an empty list": ({"edit": lambda document: {name: [] for name in document}}, "attestation-empty"),
}


def _material(bundle: Any, **other: Any) -> Any:
    return {**bundle, "verificationMaterial": {**bundle["verificationMaterial"], **other}}


def _other_entry(bundle: Any) -> Any:
    entries = SIGSTORE.bundle({"subject": []}, {9: "https://job.test/x@y"})["verificationMaterial"]["tlogEntries"]
    return _material(bundle, tlogEntries=entries)


def _late(bundle: Any) -> Any:
    """The log's promise is for another time than it states."""
    (entry,) = bundle["verificationMaterial"]["tlogEntries"]
    return _material(bundle, tlogEntries=[{**entry, "integratedTime": str(int(entry["integratedTime"]) + 60)}])


def _without(document: Any) -> Any:
    return {name: [{}] if isinstance(part, list) else part for name, part in document.items()}


def attesting() -> Iterator[Behaviour]:
    """Every behaviour of both kinds of index that attest."""
    for world in (PYTHON, NODE):
        yield Behaviour("attestations are right", attested(world))
        for name, (told, says) in _WRONG.items():
            yield Behaviour(f"attestations {name}", attested(world, **told), duty=NAMED, says=says)
        for name, number, says in (("are not served", 404, "attestation-empty"), ("answer 500", 500, "status 500")):
            lie = about(_is_attestation, {"change": status(number)})
            yield Behaviour(f"attestations {name}", attested(world), lie, duty=NAMED, says=says)
    ended = {"key_ends": "2025-01-29T00:00:00.000Z", "published": "2024-12-31T00:00:00.000Z", "logged": "1767225600"}
    yield Behaviour("the registry attests with a key that ended", attested(NODE, told=ended), duty=NAMED, says="that ended on")
    for name, told in {"with a rotated key": {"registry_key": "another"}, "without a page of keys": {"keys": False}}.items():
        yield Behaviour(f"the registry signs {name}", attested(NODE, told=told), duty=NAMED, says="attestation-signature")
    yield from _signing()
    yield Behaviour(
        "the publisher is another repository",
        attested(PYTHON, told={"publisher": "mallory/demo"}),
        duty=NAMED,
        says="attestation-repository",
    )


def _signing() -> Iterator[Behaviour]:
    """A registry's own signature of the package: over its name, its version and its digest."""
    for said in ("of another file", "by another key", "by a rotated key", "missing"):
        told = attested(NODE, told={"package_signature": said})
        yield Behaviour(f"the registry's signature is {said}", told, duty=SIGNED, says="registry-signature")
    for name, published, duty in (
        ("before", "2024-12-31T00:00:00.000Z", ""),
        ("after", "2025-02-01T00:00:00.000Z", SIGNED),
        ("at no stated time before or after", "", SIGNED),
    ):
        told = attested(NODE, told={"key_ends": "2025-01-29T00:00:00.000Z", "published": published})
        yield Behaviour(f"the version came {name} the end of its key", told, duty=duty, says="registry-signature" if duty else "")


def _is_attestation(path: str) -> bool:
    return path.startswith("/attested/")
