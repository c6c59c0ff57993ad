"""Syntax and modules of a newer Python than Requires-Python lets in."""

import ast
import re
import sys
from collections.abc import Iterable, Iterator

from packaging.metadata import Metadata
from packaging.specifiers import InvalidSpecifier, SpecifierSet

from core.findings import Finding
from core.rules import Rule
from facts.archives import core_metadata
from facts.packages.newer_python import uses
from facts.packages.python_library import since_of
from facts.packages.python_modules import Module, modules_of
from facts.packages.subject import Subject

RULE = Rule(
    id="requires-python-too-low",
    title="Every version of Python that Requires-Python allows can parse and import the wheel.",
    why="Installers choose the wheel for an older Python, which fails with SyntaxError at the first import.",
    fix="raise requires-python, or write code that the oldest version supports",
    bad={
        "demo/__init__.py": "match 1:\n    case _: pass\n",
        "demo-1.0.0.dist-info/METADATA": "Name: demo\nVersion: 1.0.0\nRequires-Python: >=3.7\n",
    },
    good={
        "demo/__init__.py": "match 1:\n    case _: pass\n",
        "demo-1.0.0.dist-info/METADATA": "Name: demo\nVersion: 1.0.0\nRequires-Python: >=3.10\n",
    },
    given={"kind": "wheel"},
)
_OLDEST, _NEWEST = 7, 15
_BY_TREE = 10  # from this version on, newer syntax has nodes of its own
_LATER = re.compile(r"\bexcept\s*\*|^[^\S\n]*type\s+\w+|^[^\S\n]*(?:async\s+)?(?:def|class)\s+\w+\s*\[", re.MULTILINE)
_OF_12 = re.compile(
    r"^[ \t]*(?:type[ \t]+\w+(?:\[[^\]\n]*\])?[ \t]*=|(?:async[ \t]+def|def|class)[ \t]+\w+[ \t]*\[\w)", re.MULTILINE
)
_HOSTED = re.compile(r"\.(contrib|integrations?|plugins?|ext|extensions?|_?compat)(\.|$)")
_REMOVED = {"distutils": 12, "imp": 12, "asynchat": 12, "asyncore": 12, "smtpd": 12, "cgi": 13, "crypt": 13, "imghdr": 13, "telnetlib": 13, "pipes": 13, "lib2to3": 13, "sndhdr": 13, "nntplib": 13, "audioop": 13}  # fmt: skip
_CLASSIFIER = re.compile(r"Programming Language :: Python :: 3\.(\d+)")


def findings(subject: Subject) -> Iterable[Finding]:
    """Read every module as the oldest version would, and look for modules that a promised version does not have."""
    info = next((path for path in subject.files if path.endswith(".dist-info/METADATA")), None)
    if subject.kind != "wheel" or info is None:
        return
    metadata = core_metadata.read(subject.read(info))
    stated = lowest(metadata.requires_python)
    oldest = None if stated is None else max(stated, _of_tag(subject.name))
    newest = max((int(each) for each in _CLASSIFIER.findall("\n".join(metadata.classifiers or ()))), default=0)
    modules = modules_of(subject)
    for module in modules.judged:
        if oldest is not None and module.dotted not in modules.chosen and (wrong := _newer(module, oldest)):
            yield subject.finding(
                RULE.id, f"{module.path}{wrong}", f"what Python 3.{oldest} has ({metadata.requires_python})", RULE.fix
            )
        elif module.dotted in modules.imported and (wrong := _gone(module, newest, metadata)):
            yield subject.finding(
                RULE.id, f"{module.path}{wrong}", f"what Python 3.{newest} has, as its classifiers state", RULE.fix
            )


def _of_tag(name: str) -> int:
    """The oldest minor version of Python that the wheel's own tag lets in."""
    pythons = name.removesuffix(".whl").split("-")[-3:-2]
    found = [int(one[1]) for tag in pythons for part in tag.split(".") if (one := re.fullmatch(r"cp3(\d+)", part))]
    return min(found, default=0)


def lowest(accepted: SpecifierSet | None) -> int | None:
    """Return the oldest minor version that is let in; None where none is named."""
    try:
        return next(
            (minor for minor in range(_OLDEST, _NEWEST) if accepted is not None and accepted.contains(f"3.{minor}.99")), None
        )
    except InvalidSpecifier:
        return None


def _newer(module: Module, oldest: int) -> str:
    if module.tree is None:
        return newer_syntax(module.text, oldest)
    if oldest < _BY_TREE:
        try:
            ast.parse(module.text, feature_version=(3, oldest))
        except (SyntaxError, ValueError) as error:
            return f":{getattr(error, 'lineno', 0)}: {getattr(error, 'msg', error)}"
    elif newer := _of_tree(module, oldest):
        return newer
    return next(_lacking(module, oldest), "")


def newer_syntax(text: str, oldest: int) -> str:
    """What this interpreter cannot read may be newer than itself; anything else is a template, or Python 2."""
    found = _OF_12.search(text) if oldest < 12 and sys.version_info < (3, 12) else None
    return f":{text.count(chr(10), 0, found.start()) + 1}: syntax of Python 3.12" if found else ""


def _of_tree(module: Module, oldest: int) -> str:
    """What came after Python 3.10 is seen in the syntax tree, without reading the text again."""
    if not _LATER.search(module.text):
        return ""
    for node in ast.walk(module.tree) if module.tree else ():
        since = (
            12
            if type(node).__name__ == "TypeAlias" or getattr(node, "type_params", None)
            else 11
            if isinstance(node, ast.TryStar)
            else 0
        )
        if since > oldest:
            return f":{getattr(node, 'lineno', 0)}: syntax of Python 3.{since}"
    return ""


def _lacking(module: Module, oldest: int) -> Iterator[str]:
    if _HOSTED.search(module.dotted):
        return  # who loads it has a newer Python with what it is for
    for each in module.imports:
        since = since_of(each.module, each.name)
        if not each.guarded and not each.conditional and since > oldest and not (each.late and _is_offered(module, each.line)):
            yield f":{each.line} imports {each.module}{f'.{each.name}' if each.name else ''} of Python 3.{since}"
    yield from (f":{each.line} uses {each.what} of Python 3.{each.since}" for each in uses(module, oldest))


def _is_offered(module: Module, line: int) -> bool:
    """Whether a line stands in a function that only users call, who may have the newer Python: nothing in the module does."""
    around = [
        node.name
        for node in ast.walk(module.tree or ast.Module([], []))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.lineno <= line <= (node.end_lineno or 0)
    ]
    name = around[0] if around else ""
    return bool(name) and not name.startswith("_") and name != "main" and len(re.findall(rf"\b{name}\b\s*\(", module.text)) == 1


def _gone(module: Module, newest: int, metadata: Metadata) -> str:
    brought = any("setuptools" in str(each) for each in metadata.requires_dist or ())
    return next(
        (
            f":{each.line} imports {each.module}, which Python 3.{since} does not have"
            for each in module.imports
            if not each.guarded
            and not each.conditional
            and not each.late
            and (since := _REMOVED.get(each.module.partition(".")[0], 99)) <= newest
            and not brought
        ),
        "",
    )
