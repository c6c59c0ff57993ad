"""An archive for one platform that lacks the programs which its counterparts for other platforms hold."""

import re
from collections.abc import Iterable

from core.findings import Finding
from core.rules import Rule
from facts.packages.rules.wrong_architecture import platform_words
from facts.packages.subject import Subject, kind_of

RULE = Rule(
    id="program-missing",
    title="Every platform's archive contains a program if the archives for the other platforms contain one.",
    why="A build that failed silently leaves users of one platform an archive of a README and a license.",
    fix="build for this platform, and let packaging fail if the program is missing",
)
# The same program in the form of its platform: a script, an installer, an image of a disk.
_ENDING = re.compile(r"\.(exe|cmd|bat|ps1|sh|py|pyz|pl|rb|js|jar|appimage|dmg|pkg|msi|deb|rpm|wasm)$", re.IGNORECASE)


def findings(subject: Subject) -> Iterable[Finding]:
    """Compare the programs of archives whose names differ in the platform only."""
    if subject.kind != "archive" or not platform_words(subject.name) or subject.binaries:
        return
    for path in subject.beside:
        other = Subject(path, kind_of(path)) if path != subject.path and _is_counterpart(path.name, subject.name) else None
        if other and (lacking := [one for one in _programs(other) if one not in _names(subject)]):
            got = f"no program; {other.name} contains {lacking[0]}"
            yield subject.finding(RULE.id, got, "the program for this platform", RULE.fix)
            return


def _is_counterpart(one: str, other: str) -> bool:
    return bool(platform_words(one)) and _plain(one) == _plain(other)


def _plain(name: str) -> str:
    for word in platform_words(name):
        name = re.sub(rf"(?<![A-Za-z0-9]){re.escape(word)}(?![A-Za-z0-9])", "", name, flags=re.IGNORECASE)
    return re.sub(r"[-_.]+", "-", re.sub(r"\.(tar\.\w+|t[gx]z|tbz2?|zip)$", "", name)).strip("-")


def _programs(subject: Subject) -> list[str]:
    if subject.kind != "archive":
        return []
    return sorted({_stem(path) for path, binary in subject.binaries.items() if binary.program})


def _names(subject: Subject) -> set[str]:
    return {_stem(path) for path in subject.files}


def _stem(path: str) -> str:
    return _ENDING.sub("", path.rpartition("/")[2]).lower()
