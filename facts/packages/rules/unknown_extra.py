"""Requirements of an extra that the distribution does not offer."""

import re
from collections.abc import Iterable
from email import message_from_bytes

from packaging.utils import canonicalize_name

from core.findings import Finding
from core.rules import Rule
from facts.packages.subject import Subject

_INFO = "demo-1.0.0.dist-info/METADATA"
_TEXT = 'Metadata-Version: 2.1\nName: demo\nVersion: 1.0.0\nProvides-Extra: {}\nRequires-Dist: left; extra == "fast"\n'
RULE = Rule(
    id="unknown-extra",
    title="Every extra that a requirement names is one that the distribution provides.",
    why="`pip install demo[fast]` warns that there is no such extra, and installs nothing of it: the feature fails when it is used.",
    fix="write the extra the same way in both places, and build the package again",
    reference="PyPA: core metadata, Provides-Extra",
    bad={"demo.py": "", _INFO: _TEXT.format("quick")},
    good={"demo.py": "", _INFO: _TEXT.format("Fast")},
    given={"kind": "wheel"},
)
_NAMED = re.compile(r"""\bextra\s*==\s*['"]([^'"]+)['"]|['"]([^'"]+)['"]\s*==\s*extra\b""")


def findings(subject: Subject) -> Iterable[Finding]:
    """Compare both fields, as installers do: without regard to case and to - _ and dots."""
    if subject.kind != "wheel":
        return
    info = next((path for path in subject.files if path.endswith(".dist-info/METADATA") and path.count("/") == 1), None)
    if info is None:
        return
    metadata = message_from_bytes(subject.read(info))
    offered = {canonicalize_name(str(one)) for one in metadata.get_all("Provides-Extra") or ()}
    asked = [str(one) for one in metadata.get_all("Requires-Dist") or ()]
    named = {found[1] or found[2]: text for text in asked for found in _NAMED.finditer(text.partition(";")[2])}
    for name, text in named.items():
        if canonicalize_name(name) not in offered:
            yield subject.finding(RULE.id, f"Requires-Dist: {text}", f"Provides-Extra: {name}", RULE.fix)
