"""Native code for another C library than its name says."""

import re
from collections.abc import Iterable

from core.findings import Finding
from core.rules import Rule
from facts.packages.rules.glibc_too_new import platforms
from facts.packages.subject import Subject

RULE = Rule(
    id="wrong-libc",
    title="Native code is built for the C library that its name or tag states.",
    why="A program for glibc does not start on Alpine, and vice versa: `no such file or directory`.",
    fix="build it for that C library, or correct its name or tag",
)


def findings(subject: Subject) -> Iterable[Finding]:
    """Compare the loader and the libraries with musllinux, manylinux, musl, gnu, and `libc` of a Node package."""
    wanted = _wanted(subject)
    if {"musllinux", "manylinux"} <= {platform.partition("_")[0].rstrip("0123456789") for platform in platforms(subject)}:
        for path, binary in subject.binaries.items():
            if binary.format == "ELF" and (binary.gnu or binary.musl):
                held, expected = "glibc" if binary.gnu else "musl", "a static program, as it is tagged for both C libraries"
                yield subject.finding(RULE.id, f"{path} needs {held}", expected, "build and tag a wheel for each C library")
    for path, binary in subject.binaries.items() if wanted else ():
        if binary.format == "ELF" and (binary.gnu if wanted == "musl" else binary.musl):
            held = "glibc" if wanted == "musl" else "musl"
            yield subject.finding(RULE.id, f"{path} needs {held} ({binary.loader or ', '.join(binary.needs)})", wanted, RULE.fix)


def _wanted(subject: Subject) -> str:
    stated = subject.package_json.get("libc")
    words = " ".join(map(str, stated)) if isinstance(stated, list) else str(stated or "")
    text = words or subject.name.lower()
    has_musl, has_gnu = bool(re.search(r"musl(linux)?", text)), bool(re.search(r"manylinux|glibc|(?<![a-z])gnu(?!pg)", text))
    return "" if has_musl == has_gnu else "musl" if has_musl else "glibc"
