"""Native files for Macs with ARM that are not signed, or were changed after they were."""

from collections.abc import Iterable

from core.findings import Finding
from core.rules import Rule
from facts.packages.code_signature import refusal
from facts.packages.subject import Subject

RULE = Rule(
    id="macos-signature-invalid",
    title="Every program and library for Apple silicon Macs has a signature that matches its bytes.",
    why=(
        "macOS kills a program with no signature, or an invalid one, when it starts: users see `killed`, exit "
        "status 137, and no message."
    ),
    fix="sign it after its last change: `codesign --force --sign - FILE`, or `rcodesign sign FILE` on other systems",
    reference="Apple: code signing is mandatory for native arm64 code",
)


def findings(subject: Subject) -> Iterable[Finding]:
    """Compare each file for ARM with the hashes of its own signature."""
    for path, binary in subject.binaries.items():
        if binary.format == "Mach-O" and (reason := refusal(subject.read(path))):
            yield subject.finding(RULE.id, f"{path} {reason}", "a signature of its bytes", RULE.fix)
