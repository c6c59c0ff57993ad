"""Modules that lie in a packed package at the tag and not in the wheel."""

import re
from collections.abc import Iterable

from core.findings import Finding
from core.rules import Rule
from facts.packages.subject import Subject

RULE = Rule(
    id="tag-module-missing",
    title="A wheel contains every module that its packages have at the tag.",
    why="A subdirectory without __init__.py, or outside the list of packages, is silently left out.",
    fix="add it to the packages that the wheel includes, or move what is not shipped to another directory",
)
_NOT_SHIPPED = re.compile(
    r"(^|/)(tests?|testing|testdata|fixtures|docs?|examples?|samples?|bench(marks?)?|scripts?|tools?|dev|devtools|templates?|build|_build|ci)(/|$)"
    r"|(^|/)(test_[^/]*|[^/]*_test|conftest|setup|noxfile|build|_?build_[^/]*|[^/]*_build|generate[^/]*|__main__)\.py$"
)


def findings(subject: Subject) -> Iterable[Finding]:
    """Compare each package of the wheel with the one folder of the tag that holds it."""
    if subject.kind != "wheel" or subject.tree is None:
        return
    packed = {path.rpartition("/")[0].partition("/")[0] for path in subject.files if path.endswith("/__init__.py")}
    for top in sorted(packed):
        places = [
            path.removesuffix(f"{top}/__init__.py")
            for path in subject.tree
            if re.search(rf"(^|/){re.escape(top)}/__init__\.py$", path)
        ]
        if len(places) != 1:
            continue
        inside = [path.removeprefix(places[0]) for path in subject.tree if path.startswith(f"{places[0]}{top}/")]
        for path in sorted(inside):
            if path.endswith(".py") and not subject.has(path) and not _NOT_SHIPPED.search(path) and not _compiled(subject, path):
                yield subject.finding(RULE.id, f"{path} is in the tag and not inside", "every module of its packages", RULE.fix)


def _compiled(subject: Subject, path: str) -> bool:
    stem = path.removesuffix(".py")
    return any(one.startswith(f"{stem}.") and one.endswith((".so", ".pyd", ".pyc")) for one in subject.files)
