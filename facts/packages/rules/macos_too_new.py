"""Wheels whose native code needs a newer macOS than their tag promises."""

import re
from collections.abc import Iterable

from core.findings import Finding
from core.rules import Rule
from facts.packages.rules.glibc_too_new import platforms
from facts.packages.subject import Subject

RULE = Rule(
    id="macos-too-new",
    title="Native code needs no newer macOS than its tag allows.",
    why="Installers choose the wheel on older systems, where the loader rejects it.",
    fix="build with the MACOSX_DEPLOYMENT_TARGET of the tag, or use the tag that delocate reports",
)


def findings(subject: Subject) -> Iterable[Finding]:
    """Compare the oldest macOS of each file with the oldest tag."""
    tags = [(int(found[1]), int(found[2])) for tag in platforms(subject) if (found := re.match(r"macosx_(\d+)_(\d+)_", tag))]
    for path, binary in subject.binaries.items() if tags else ():
        # Since macOS 11 the second number does not count for compatibility tags.
        oldest = min(tags)
        needs = binary.minimum[:1] if binary.minimum and binary.minimum[0] >= 11 and oldest[0] >= 11 else binary.minimum
        if needs > oldest[: len(needs)]:
            got = f"{path} needs macOS {'.'.join(map(str, binary.minimum))}"
            yield subject.finding(RULE.id, got, f"at most {oldest[0]}.{oldest[1]}, as tagged", RULE.fix)
