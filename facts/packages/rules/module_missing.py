"""Modules that a wheel imports and does not hold."""

from collections.abc import Iterable, Iterator

from core.findings import Finding
from core.rules import Rule
from facts.packages.python_modules import Import, Module, Modules, modules_of
from facts.packages.subject import Subject

RULE = Rule(
    id="module-missing",
    title="A wheel contains every module of its own that it imports, including lazily imported ones.",
    why="A directory without __init__.py, or a module that the build leaves out, fails only when users reach it.",
    fix="add the module to the packages that the wheel includes",
    bad={"demo/__init__.py": "", "demo/cli.py": "def main():\n    from demo.late import work\n"},
    good={"demo/__init__.py": "", "demo/cli.py": "def main():\n    from demo.late import work\n", "demo/late.py": "work = 1\n"},
    given={"kind": "wheel"},
)


def findings(subject: Subject) -> Iterable[Finding]:
    """Follow every import of every module; in a wheel for one platform those that all its users reach."""
    if subject.kind != "wheel":
        return
    modules = modules_of(subject)
    everybody = subject.name.endswith("-any.whl")
    for module in modules.judged:
        if everybody or module.dotted in modules.reached:
            yield from _missing(subject, modules, module)


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
