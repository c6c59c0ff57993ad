"""Manifests of updaters and installers, such as latest.yml or a manifest of Scoop, that disagree with the release's files."""

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator
from hashlib import new
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from core.findings import Finding
from core.rules import Rule
from facts.packages.subject import Subject
from facts.text import json_text

RULE = Rule(
    id="update-manifest-mismatch",
    title=(
        "A manifest for an updater or a package manager contains the version, the URLs and the checksums of the release's files."
    ),
    why="An updater rejects a file with a different checksum, and one that reads an old version never updates.",
    fix="generate the manifest from the finished files of this release",
)
_PLACES = ("url", "path", "installerurl", "file", "filename")
_DIGESTS = ("hash", "sha256", "sha512", "checksum", "installersha256", "digest")
_VERSIONS = ("version", "packageversion")
_OTHERS = re.compile(r"(sbom|spdx|cdx|cyclonedx|intoto|provenance|sigstore|attest|package-lock|report)", re.IGNORECASE)
_HEX = {64: "sha256", 96: "sha384", 128: "sha512", 40: "sha1", 32: "md5"}
_BASE64 = {88: "sha512", 44: "sha256"}
_MOST = 500_000  # characters


def findings(subject: Subject) -> Iterable[Finding]:
    """Look at every table of the document that has an address and a checksum."""
    if subject.kind != "file" or not subject.name.endswith((".json", ".yml", ".yaml")) or _OTHERS.search(subject.name):
        return
    document = _document(subject.name, subject.path)
    beside = {path.name: path for path in subject.beside if path != subject.path}
    tables = [table for table in _tables(document) if _asset(table)]
    known = [table for table in tables if _asset(table) in beside]
    for table in known:
        yield from _digests(subject, table, beside)
    for table in tables:
        # Without a file in the release in any table, only an address with the release's version is one of it.
        is_ours = known or (subject.version and subject.version in str(_value(table, _PLACES)) and beside)
        if is_ours and _asset(table) not in beside and _is_of_the_release(table):
            yield subject.finding(RULE.id, f"the URL of {_asset(table)}", "a file in the release", RULE.fix)
    stated = str(_value(document, _VERSIONS) or "").removeprefix("v") if isinstance(document, dict) else ""
    if (known or any(map(_is_of_the_release, tables))) and subject.version and stated and stated != subject.version:
        yield subject.finding(RULE.id, f"version {stated}", subject.version, RULE.fix)


def _document(name: str, path: Path) -> Any:
    text = path.read_text("utf-8", "replace")
    try:
        return (
            None
            if len(text) > _MOST
            else json_text.parsed(text)
            if name.endswith(".json")
            else YAML(typ="safe", pure=True).load(text)
        )
    except (ValueError, YAMLError):
        return None


def _tables(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _tables(inner)


def _value(table: dict[str, Any], keys: tuple[str, ...]) -> Any:
    return next((value for key, value in table.items() if str(key).lower() in keys), None)


def _asset(table: dict[str, Any]) -> str:
    """The name of the file that a table with a checksum is about."""
    place, digest = _value(table, _PLACES), _value(table, _DIGESTS)
    return re.split(r"[/\\]", place.partition("#")[0])[-1] if isinstance(place, str) and isinstance(digest, str) else ""


def _is_of_the_release(table: dict[str, Any]) -> bool:
    return "/releases/download/" in str(_value(table, _PLACES))


def _digests(subject: Subject, table: dict[str, Any], beside: dict[str, Path]) -> Iterator[Finding]:
    stated, name = str(_value(table, _DIGESTS)), _asset(table)
    plain = re.sub(r"^(sha\d+|md5)[:-]", "", stated)
    data = beside[name].read_bytes()
    if len(plain) in _HEX and re.fullmatch(r"[0-9a-fA-F]+", plain):
        right = new(_HEX[len(plain)], data).hexdigest() == plain.lower()
    elif len(plain) in _BASE64:
        right = b64encode(new(_BASE64[len(plain)], data).digest()).decode() == plain
    else:
        return
    if not right:
        yield subject.finding(RULE.id, f"{plain[:12]} for {name}", "the checksum of its bytes", RULE.fix)
