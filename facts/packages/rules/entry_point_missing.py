"""Console scripts that name a module or a function which is not there."""

import ast
import configparser
from collections.abc import Iterable, Iterator

from core.findings import Finding
from core.rules import Rule
from facts.packages.python_modules import Modules, modules_of
from facts.packages.subject import Subject

RULE = Rule(
    id="entry-point-missing",
    title="Every entry point of a wheel points to an existing module and to a name that it defines.",
    why="pip installs the command anyway, and it fails with ImportError when it is started.",
    fix="correct the entry point, or include the module",
    bad={"demo/__init__.py": "", "demo-1.0.0.dist-info/entry_points.txt": "[console_scripts]\ndemo = demo:main\n"},
    good={
        "demo/__init__.py": "def main(): ...\n",
        "demo-1.0.0.dist-info/entry_points.txt": "[console_scripts]\ndemo = demo:main\n",
    },
    given={"kind": "wheel"},
)


def findings(subject: Subject) -> Iterable[Finding]:
    """Resolve the entry points of every group."""
    if subject.kind != "wheel":
        return
    modules = modules_of(subject)
    for path in subject.files:
        if path.endswith(".dist-info/entry_points.txt"):
            yield from _judged(subject, modules, path)


def _judged(subject: Subject, modules: Modules, path: str) -> Iterator[Finding]:
    parser = configparser.RawConfigParser(delimiters=("=",), strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    try:
        parser.read_string(subject.text(path))
    except configparser.Error as error:
        yield subject.finding(
            RULE.id, f"{path} that cannot be read ({error.message})", "groups of `name = module:object`", RULE.fix
        )
        return
    for group in parser.sections():
        for name, value in parser.items(group):
            if wrong := _wrong(modules, str(value), group in ("console_scripts", "gui_scripts")):
                yield subject.finding(
                    RULE.id, f"{name} = {value}: {wrong}", "a module in the wheel and a name that it defines", RULE.fix
                )


def _wrong(modules: Modules, value: str, is_script: bool) -> str:
    module, _, attribute = value.partition("[")[0].partition(":")
    module, attribute = module.strip(), attribute.strip()
    if is_script and not attribute:
        return "no function"
    if module.partition(".")[0] not in modules.tops:
        return ""  # another distribution may bring it
    if lacking := modules.missing(module):
        return f"no module {lacking}"
    source = modules.sources.get(module)
    first = attribute.partition(".")[0]
    if is_script and source and source.tree and _is_coroutine(source.tree, attribute):
        return "a coroutine, which a command cannot run"
    if source is None or source.bound is None or not first or first in source.bound or f"{module}.{first}" in modules.names:
        return ""
    return f"{module} does not define {first}"


def _is_coroutine(tree: ast.Module, name: str) -> bool:
    """Whether a name is bound by nothing but `async def`; a decorator may run it."""
    made = [node for node in tree.body if getattr(node, "name", "") == name]
    return (
        bool(made)
        and all(isinstance(node, ast.AsyncFunctionDef) and not node.decorator_list for node in made)
        and name
        not in {
            target.id
            for node in tree.body
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
    )
