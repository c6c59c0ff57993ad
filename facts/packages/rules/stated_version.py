"""A package that states another version in its code than in its metadata."""

import ast
import re
from collections.abc import Iterable

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from core.findings import Finding
from core.rules import Rule
from facts.packages.python_modules import modules_of
from facts.packages.subject import Subject

RULE = Rule(
    id="stated-version",
    title="A package reports the version that its metadata declares.",
    why="If one file was not bumped, `--version` and `__version__` report the previous release.",
    fix="define the version in one place, and read it from there",
    bad={"demo/__init__.py": '__version__ = "11.0.0"\n'},
    good={"demo/__init__.py": '__version__ = "1.0.0"\n'},
    given={"kind": "wheel"},
)


def findings(subject: Subject) -> Iterable[Finding]:
    """Compare a literal `__version__` of the package that the wheel is called after, as a version."""
    if subject.kind != "wheel":
        return
    name, version = subject.name.split("-")[:2]
    for module in modules_of(subject).sources.values():
        top = module.dotted.partition(".")[0]
        if canonicalize_name(top) == canonicalize_name(name) and re.fullmatch(
            rf"{top}(\._?_?version(_?_)?|\.__about__)?", module.dotted
        ):
            for line, stated in _stated(module.tree):
                if not _same(stated, version):
                    got = f"{module.path}:{line} states {stated}"
                    yield subject.finding(RULE.id, got, f"{version}, as in its metadata", RULE.fix)


def _stated(tree: ast.Module | None) -> Iterable[tuple[int, str]]:
    for node in tree.body if tree else ():
        names = [ast.unparse(one) for one in node.targets] if isinstance(node, ast.Assign) else []
        value = node.value if isinstance(node, ast.Assign) else None
        if "__version__" in names and isinstance(value, ast.Constant) and isinstance(value.value, str):
            yield node.lineno, value.value


def _same(stated: str, version: str) -> bool:
    try:
        mine, whole = Version(stated), Version(version)
        return (mine.release, mine.pre, mine.dev) == (whole.release, whole.pre, whole.dev)  # a post-release changes no code
    except InvalidVersion:
        return True  # `unknown`, filled in by the build
