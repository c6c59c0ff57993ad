"""Files that nobody meant to ship: credentials, caches, and tests as a package of their own."""

import re
from collections.abc import Iterable

from core.findings import Finding
from core.rules import Rule
from facts.archives.unwanted_files import strays
from facts.packages.subject import Subject

RULE = Rule(
    id="unwanted-file",
    title="A package contains no credentials, caches or desktop files.",
    why=(
        "Whatever was in the directory when the package was built becomes public permanently, and anyone can use a token in it."
    ),
    fix="exclude the file from the package",
    bad={"demo/__init__.py": "", "demo/.env": "TOKEN=1\n"},
    good={"demo/__init__.py": "", "demo/.env.example": "TOKEN=\n"},
    given={"kind": "wheel"},
)


def findings(subject: Subject) -> Iterable[Finding]:
    """Find them in every kind of package."""
    found = strays(subject.name, list(subject.files), subject.kind) if subject.archive else []
    return [each for each in found if each.rule == RULE.id and not _is_harmless(subject, each.got.partition(",")[0])]


_SECRET = re.compile(r"_auth|_password|token", re.IGNORECASE)


def _is_harmless(subject: Subject, path: str) -> bool:
    """Whether it is a configuration of npm without anything that lets in."""
    return path.rpartition("/")[2] == ".npmrc" and subject.has(path) and not _SECRET.search(subject.text(path))
