"""Constraints and requirements of a Python distribution that no installer can read."""

from collections.abc import Iterable

from core.findings import Finding
from core.rules import Rule
from facts.archives.core_metadata import unreadable
from facts.packages.subject import Subject

RULE = Rule(
    id="metadata-invalid",
    title="Requires-Python and every Requires-Dist of a Python distribution are valid.",
    why=(
        "Installers skip a version whose metadata they cannot read, or ignore the constraint: users get a "
        "different version, or a broken one."
    ),
    fix="write it as the specification of version specifiers requires, such as `!=3.9.*`",
    reference="PyPA: version specifiers; dependency specifiers",
)


def findings(subject: Subject) -> Iterable[Finding]:
    """Read both fields as installers do."""
    wanted = {"wheel": ".dist-info/METADATA", "sdist": "PKG-INFO"}.get(subject.kind)
    info = next((path for path in subject.files if wanted and path.endswith(wanted) and path.count("/") < 2), None)
    for field in unreadable(subject.read(info)) if info else []:
        yield subject.finding(RULE.id, field, "a specifier that installers can read", RULE.fix)
