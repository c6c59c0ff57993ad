"""Files that still have both sides of a merge conflict."""

import re
from collections.abc import Iterable

from core.findings import Finding
from core.rules import Rule
from facts.packages.subject import Subject

_TEXT = "{}a = 1\n{}b = 2\n{}"
RULE = Rule(
    id="conflict-marker",
    title="No file of a package contains the markers of an unresolved merge.",
    why="The file is no code in any language: whoever imports, compiles or reads it gets a syntax error.",
    fix="resolve the merge, and release a corrected version",
    bad={"demo/__init__.py": "", "demo/a.py": _TEXT.format("<<<<<<< HEAD\n", "=======\n", ">>>>>>> main\n")},
    good={"demo/__init__.py": "", "demo/a.py": _TEXT.format("", "", "")},
    given={"kind": "wheel"},
)
_MARKED = re.compile(rb"^<{7} [^\n]*\n(?:(?!<{7} ).*\n)*?={7}\r?\n(?:(?!<{7} ).*\n)*?>{7} [^\n]*$", re.MULTILINE)
_READ_BY_MACHINES = re.compile(
    r"\.(pyi?|pyx|pxd|[cm]?[jt]sx?|json|toml|ya?ml|cfg|ini|xml|rs|go|mod|c|cc|cpp|cxx|h|hh|hpp|java|rb|sh|bash|zsh|fish|ps1|css|scss|less|vue|svelte|sql|proto)$"
    r"|(^|/)(METADATA|PKG-INFO|RECORD|entry_points\.txt|Makefile|CMakeLists\.txt|meson\.build)$"
)
_ON_PURPOSE = re.compile(r"(^|/)(tests?|testing|__tests__|fixtures?|testdata|examples?)/|(^|/)test_|_test\.", re.IGNORECASE)


def findings(subject: Subject) -> Iterable[Finding]:
    """Look for the three markers, in their order, each at the beginning of a line."""
    for path in subject.files if subject.archive else ():
        if not _READ_BY_MACHINES.search(path) or _ON_PURPOSE.search(path):
            continue
        data = subject.read(path)
        if b"<<<<<<< " in data and (found := _MARKED.search(data)):
            line = data.count(b"\n", 0, found.start()) + 1
            yield subject.finding(RULE.id, f"{path}:{line} begins an unresolved merge", "one of its sides", RULE.fix)
