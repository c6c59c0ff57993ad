"""License texts that a Python package names, or that its repository has, and that it does not hold."""

import re
from collections.abc import Iterable
from email import message_from_bytes

from core.findings import Finding
from core.rules import Rule
from facts.packages.subject import Subject

RULE = Rule(
    id="license-missing",
    title=(
        "A source distribution contains the license of its repository, and every package contains the license "
        "files that it declares."
    ),
    why="Most licenses require their text in every copy, and distributions reject the package without it.",
    fix="include the license file (`license-files`, or MANIFEST.in)",
    reference="PEP 639",
    bad={"PKG-INFO": "Metadata-Version: 2.4\nName: demo\nVersion: 1.0.0\nLicense-File: LICENSE\n", "demo.py": "", "setup.py": ""},
    good={"PKG-INFO": "Metadata-Version: 2.4\nName: demo\nVersion: 1.0.0\nLicense-File: LICENSE\n", "demo.py": "", "setup.py": "", "LICENSE": "MIT\n"},
    given={"kind": "sdist"},
)  # fmt: skip
_SEE = re.compile(r"\s*SEE LICEN[CS]E IN\s+([^\s<>]+)\s*$", re.IGNORECASE)
_TEXT = re.compile(r"^(licen[cs]e|copying|unlicense)([-._].*)?$", re.IGNORECASE)


def findings(subject: Subject) -> Iterable[Finding]:
    """Look for what the metadata names, and in a source distribution for any license where the tag's root has one."""
    found = _SEE.match(str(subject.package_json.get("license", "")))
    if found and not subject.has(found[1].removeprefix("./")):
        got = f"license: see {found[1]}, which is not in the package"
        yield subject.finding(RULE.id, got, "the file that it names", RULE.fix)
    if subject.kind not in ("sdist", "wheel"):
        return
    info = next((path for path in subject.files if path.endswith(".dist-info/METADATA") or path == "PKG-INFO"), None)
    if info is None:
        return
    folder = info.removesuffix("METADATA") if info.endswith("METADATA") else ""
    named = message_from_bytes(subject.read(info)).get_all("License-File") or []
    for name in named:
        if not any(subject.has(f"{folder}{place}{name}") for place in ("", "licenses/")):
            yield subject.finding(
                RULE.id, f"License-File {name}, which is not in the package", "every license that it names", RULE.fix
            )
    held = any(_TEXT.match(path.rpartition("/")[2]) or "licenses/" in path.lower() for path in subject.files)
    at_tag = sorted(path for path in subject.tree or () if "/" not in path and _TEXT.match(path))
    if subject.kind == "sdist" and at_tag and not held and not named:
        yield subject.finding(RULE.id, f"no license; the tag has {at_tag[0]}", "the license inside", RULE.fix)
