"""A wheel that installs tests/, docs/ or the like as a package that everybody shares."""

import re
from collections.abc import Iterable

from core.findings import Finding
from core.rules import Rule
from facts.archives.unwanted_files import strays
from facts.packages.subject import Subject

RULE = Rule(
    id="foreign-top-level-package",
    title="A wheel installs its own packages only.",
    why="A top-level tests/ of one wheel overwrites that of a different wheel, and shadows the user's own.",
    fix="exclude the directory from the packages that the wheel includes",
    reference="check-wheel-contents, W005",
    bad={"demo/__init__.py": "", "tests/__init__.py": ""},
    good={"demo/__init__.py": "", "demo/tests/__init__.py": ""},
    given={"kind": "wheel"},
)
# Programs, headers and data are installed below the environment, not next to the packages.
_ELSEWHERE = re.compile(r"[^/]+\.data/(data|scripts|headers)/")


def findings(subject: Subject) -> Iterable[Finding]:
    """Find them in a wheel."""
    names = [path for path, name in subject.files.items() if not _ELSEWHERE.match(name)]
    found = strays(subject.name, names, "wheel") if subject.kind == "wheel" else []
    return [each for each in found if each.rule == RULE.id]
