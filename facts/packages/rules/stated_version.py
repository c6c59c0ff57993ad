"""A package that states another version in its code than in its metadata."""

import ast
import re
from collections.abc import Iterable

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from core.findings import Finding
from core.rules import Rule
from facts.packages.python_modules import Modules
from facts.packages.subject import Subject

RULE = Rule(
    id="stated-version",
    title="A package states the version that its metadata states.",
    why="Where one file was not raised, `--version` and `__version__` name the release before.",
    fix="state the version in one place, and read it from there",
    bad={"demo/__init__.py": '__version__ = "11.0.0"\n'},
    good={"demo/__init__.py": '__version__ = "1.0.0"\n'},
    given={"kind": "wheel"},
)


def findings(subject: Subject) -> Iterable[Finding]:
    """Compare a literal `__version__` of the package that the wheel is called after, as a version."""
    if subject.kind != "wheel":
        return
    name, version = subject.name.split("-")[:2]
    for module in Modules(subject).sources.values():
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
        literal = isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        if literal and re.match(r"__version__ = ", ast.unparse(node)):
            yield node.lineno, str(ast.literal_eval(ast.unparse(node).partition(" = ")[2]))


def _same(stated: str, version: str) -> bool:
    try:
        return Version(stated).public == Version(version).public
    except InvalidVersion:
        return True  # `unknown`, filled in by the build
