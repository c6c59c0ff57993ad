"""The metadata of a Python distribution, read leniently, and what in it installers cannot read.

https://packaging.python.org/en/latest/specifications/core-metadata/
"""

from packaging.metadata import Metadata, RawMetadata, parse_email
from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import InvalidSpecifier, SpecifierSet


def read(data: bytes) -> Metadata:
    """Return what can be read: a constraint or requirement that cannot be is left out, `unreadable` names it."""
    raw = parse_email(data)[0]
    kept = [text for text in raw.get("requires_dist", []) if _requirement(text)]
    if "requires_dist" in raw:
        raw["requires_dist"] = kept
    if not _specifier(raw):
        raw.pop("requires_python", None)
    return Metadata.from_raw(raw, validate=False)


def unreadable(data: bytes) -> list[str]:
    """Return the fields that every installer reads before it chooses a version, and that none can read."""
    raw = parse_email(data)[0]
    python = [] if _specifier(raw) else [f"Requires-Python: {raw.get('requires_python')}"]
    return [*python, *(f"Requires-Dist: {text}" for text in raw.get("requires_dist", []) if not _requirement(text))]


def _specifier(raw: RawMetadata) -> bool:
    try:
        SpecifierSet(raw.get("requires_python") or "")
    except InvalidSpecifier:
        return False
    return True


def _requirement(text: str) -> bool:
    try:
        Requirement(text)
    except InvalidRequirement:
        return False
    return True
