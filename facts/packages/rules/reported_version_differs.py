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
    id="reported-version-differs",
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
            for line, stated in _stated(module.tree, all_names=module.dotted != top):
                if not _same(stated, version):
                    got = f"{module.path}:{line} states {stated}"
                    yield subject.finding(RULE.id, got, f"{version}, as in its metadata", RULE.fix)


def _stated(tree: ast.Module | None, *, all_names: bool) -> Iterable[tuple[int, str]]:
    """Literal versions; in a module that is called after them also `version`, `VERSION` and tuples of numbers."""
    wanted = {"__version__", "version", "VERSION", "version_info", "__version_info__"} if all_names else {"__version__"}
    for node in tree.body if tree else ():
        targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        names = {one.id for one in targets if isinstance(one, ast.Name)}
        value = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
        if not names & wanted:
            continue
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            yield node.lineno, value.value
        elif isinstance(value, ast.Tuple) and len(numbers := _numbers(value)) >= _TRIPLE:
            yield node.lineno, ".".join(map(str, numbers))


_TRIPLE = 3


def _numbers(value: ast.Tuple) -> list[int]:
    """The numbers of a tuple of numbers; nothing where it has a word too."""
    found = [one.value for one in value.elts if isinstance(one, ast.Constant) and type(one.value) is int]
    return found if len(found) == len(value.elts) else []


def _same(stated: str, version: str) -> bool:
    try:
        mine, whole = Version(stated), Version(version)
        return (mine.release, mine.pre, mine.dev) == (whole.release, whole.pre, whole.dev)  # a post-release changes no code
    except InvalidVersion:
        return True  # `unknown`, filled in by the build
