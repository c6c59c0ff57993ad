"""Modules that users import and that no Python can read: a file that was cut off, edited by hand or encoded wrongly."""

import ast
from collections.abc import Iterable

from packaging.specifiers import SpecifierSet

from core.findings import Finding
from core.rules import Rule
from facts.archives import core_metadata
from facts.packages.python_modules import Module, modules_of
from facts.packages.rules.requires_python_too_low import lowest, newer_syntax
from facts.packages.subject import Subject

_INFO = "demo-1.0.0.dist-info/METADATA"
_TEXT = "Name: demo\nVersion: 1.0.0\nRequires-Python: >=3.8\n"
RULE = Rule(
    id="python-syntax",
    title="Python can read every module of a package.",
    why="Installers do not compile what they cannot read: the installation succeeds, and the import ends in SyntaxError.",
    fix="correct the module; run the tests against the built package, not against the checkout",
    bad={"demo/__init__.py": "from demo import a\n", "demo/a.py": "def f(:\n", _INFO: _TEXT},
    good={"demo/__init__.py": "from demo import a\n", "demo/a.py": "def f():\n    pass\n", _INFO: _TEXT},
    given={"kind": "wheel"},
)
_HERE = 11  # the oldest Python that runs these checks: what an older one reads, it reads too


def findings(subject: Subject) -> Iterable[Finding]:
    """Read what users can import; what asks for a newer Python than runs this may have syntax of its own."""
    endings = {"wheel": ".dist-info/METADATA", "sdist": "PKG-INFO"}
    info = next((one for one in subject.files if subject.kind in endings and one.endswith(endings[subject.kind])), None)
    if info is None:
        return
    stated = core_metadata.read(subject.read(info)).requires_python
    for_python_3 = subject.kind == "wheel" and "-py3-" in subject.name
    oldest = lowest(stated) if stated or not for_python_3 else 0
    if oldest is None or oldest > _HERE or _lets_in_python_2(stated):
        return
    modules = modules_of(subject)
    for module in modules.judged:
        if module.tree is None and module.dotted not in modules.chosen and (wrong := _unread(module, oldest)):
            yield subject.finding(RULE.id, f"{module.path}{wrong}", "a module that Python can read", RULE.fix)


def _lets_in_python_2(stated: SpecifierSet | None) -> bool:
    return bool(stated) and stated is not None and stated.contains("2.7.18")


def _unread(module: Module, oldest: int) -> str:
    try:
        ast.parse(module.text)
    except SyntaxError as error:
        is_known = newer_syntax(module.text, oldest) or "\n<<<<<<< " in f"\n{module.text}"  # other rules name these
        return "" if is_known else f"{f':{error.lineno}' if error.lineno else ''}: {error.msg}"
    except ValueError as error:
        return f": {error}"
    except RecursionError:
        return ""
    return ""
