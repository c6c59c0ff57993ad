"""Modules that a wheel or a source distribution imports and does not hold."""

import re
from collections.abc import Iterable, Iterator

from core.findings import Finding
from core.rules import Rule
from facts.packages.python_modules import Import, Module, Modules, modules_of
from facts.packages.subject import Subject

RULE = Rule(
    id="module-missing",
    title="A Python package contains every module of its own that it imports, including lazily imported ones.",
    why="A directory without __init__.py, or a module that the build leaves out, fails only when users reach it.",
    fix="add the module to the packages that the wheel includes",
    bad={"demo/__init__.py": "", "demo/cli.py": "def main():\n    from demo.late import work\n"},
    good={"demo/__init__.py": "", "demo/cli.py": "def main():\n    from demo.late import work\n", "demo/late.py": "work = 1\n"},
    given={"kind": "wheel"},
)


def findings(subject: Subject) -> Iterable[Finding]:
    """Follow every import of every module; in a wheel for one platform those that all its users reach."""
    if subject.kind == "sdist":
        yield from _of_sdist(subject)
    if subject.kind != "wheel":
        return
    modules = modules_of(subject)
    everybody = subject.name.endswith("-any.whl")
    for module in modules.judged:
        if everybody or module.dotted in modules.reached:
            yield from _missing(subject, modules, module)


def _of_sdist(subject: Subject) -> Iterator[Finding]:
    """Follow the imports that begin at its packages; where a build makes modules, only names out of those that are there."""
    modules = modules_of(subject)
    makes = any(_MADE.search(path) for path in subject.files)
    for name in sorted(modules.imported):
        module = modules.sources[name]
        for got in _missing(subject, modules, module) if not _TESTED.search(name) else ():
            lacking = got.got.partition(" imports ")[2].partition(",")[0]
            absent = lacking.rpartition(".")[0] not in modules.sources or lacking in modules.names
            if not makes or not (absent or modules.sources[lacking.rpartition(".")[0]].is_package):
                yield got


_MADE = re.compile(
    r"\.(pyx|pxd|c|cc|cpp|cxx|rs|f90?|proto|in|tmpl|tpl|g4|mako|jinja2?)$|(^|/)(meson\.build|CMakeLists\.txt|Makefile|hatch_build\.py|build\.py|configure)$"
)
_TESTED = re.compile(r"(^|\.)(tests?|testing|conftest|_?version)(\.|$)")


def _missing(subject: Subject, modules: Modules, module: Module) -> Iterator[Finding]:
    seen = set()
    for each in module.imports:
        lacking = _lacking(modules, each)
        if lacking and lacking not in seen:
            seen.add(lacking)
            got = f"{module.path}:{each.line} imports {lacking}, which is not in the package"
            yield subject.finding(RULE.id, got, "every module that it imports", RULE.fix)


def _lacking(modules: Modules, each: Import) -> str:
    if each.guarded or each.module.partition(".")[0] not in modules.tops:
        return ""
    if lacking := modules.missing(each.module):
        return lacking
    source = modules.sources.get(each.module)
    if not each.name or each.name == "*" or source is None or source.bound is None:
        return ""
    inside = f"{each.module}.{each.name}" in modules.names or each.name in source.bound or each.name.startswith("__")
    return "" if inside else f"{each.module}.{each.name}"
