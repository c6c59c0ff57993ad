"""How a project spells its tags: what stands before and after the version, how often, and the newest of each."""

import re
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from core.versions import VERSION, is_prerelease, key

_TAG = re.compile(rf"(?P<before>.{{0,255}}?)(?<!\d)(?P<version>{VERSION})")


@dataclass(frozen=True)
class Spelling:
    """One spelling, such as `v{version}`, `pkg@{version}` or `folder/v{version}`."""

    pattern: str
    count: int
    newest: str  # a tag


def split(tag: str) -> tuple[str, str] | None:
    """Return a tag's pattern and version, None where it names no version."""
    found = _TAG.fullmatch(tag)
    if found is None or found["before"][-1:].isdigit():
        return None
    return f"{found['before']}{{version}}", found["version"]


def spellings(tags: Collection[str]) -> tuple[Spelling, ...]:
    """Group the tags by spelling, the one used most first."""
    groups: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for tag in tags:
        if parts := split(tag):
            groups[parts[0]].append((parts[1], tag))
    found = [Spelling(pattern, len(group), max(group, key=lambda one: key(one[0]))[1]) for pattern, group in groups.items()]
    return tuple(sorted(found, key=lambda one: (-one.count, one.pattern)))


def pattern_of(tag: str, tags: Collection[str]) -> str:
    """Return the spelling in which a tag exists: as it is, else with another beginning in front of the same version."""
    own = split(tag)
    if own is None or tag in tags:
        return own[0] if own else "v{version}"
    same = [parts[0] for other in sorted(tags) if (parts := split(other)) and parts[1] == own[1]]
    return next((one for one in ("v{version}", "{version}") if one in same), own[0])


def before(pattern: str, tags: Collection[str], version: str, count: int) -> list[str]:
    """Return the newest tags of a spelling up to a version, oldest first; pre-releases are left out."""
    found = [(parts[1], tag) for tag in tags if (parts := split(tag)) and parts[0] == pattern and not is_prerelease(parts[1])]
    older = sorted((one for one in found if key(one[0]) <= key(version)), key=lambda one: key(one[0]))
    return [tag for _, tag in older[-count:]]
