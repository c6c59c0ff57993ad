"""Console scripts that name a module or a function which is not there."""

import ast
import configparser
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator

from core.findings import Finding
from core.rules import Rule
from facts.packages.python_modules import Modules, modules_of
from facts.packages.subject import Subject

RULE = Rule(
    id="entry-point-missing",
    title="Every entry point of a Python package points to an existing module and to a name that it defines.",
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
    if subject.kind == "sdist":
        yield from _of_sdist(subject)
    if subject.kind != "wheel":
        return
    modules = modules_of(subject)
    for path in subject.files:
        if path.endswith(".dist-info/entry_points.txt"):
            yield from _judged(subject, modules, path)


def _of_sdist(subject: Subject) -> Iterator[Finding]:
    """The commands that pyproject.toml names."""
    try:
        project = tomllib.loads(subject.text("pyproject.toml")).get("project") if subject.has("pyproject.toml") else None
    except tomllib.TOMLDecodeError:
        return
    for key in ("scripts", "gui-scripts"):
        table = project.get(key) if isinstance(project, dict) else None
        for name, value in table.items() if isinstance(table, dict) else ():
            if wrong := _wrong(modules_of(subject), str(value), is_script=True):
                yield subject.finding(RULE.id, f"{name} = {value}: {wrong}", "a module and a name that it defines", RULE.fix)


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
            is_script = group in ("console_scripts", "gui_scripts")
            if wrong := _wrong(modules, str(value), is_script=is_script) or (
                _from_nowhere(modules, str(value)) if is_script else ""
            ):
                yield subject.finding(
                    RULE.id, f"{name} = {value}: {wrong}", "a module in the wheel and a name that it defines", RULE.fix
                )


def _wrong(modules: Modules, value: str, *, is_script: bool) -> str:
    module, _, attribute = value.partition("[")[0].partition(":")
    module, attribute = module.strip(), attribute.strip()
    if is_script and not attribute:
        return "no function"
    if module.partition(".")[0] not in modules.tops:
        return ""  # another distribution may bring it
    if lacking := modules.missing(module):
        return f"no module {lacking}"
    source = modules.sources.get(module)
    first, _, inner = attribute.partition(".")
    if is_script and source and source.tree and _is_coroutine(source.tree, attribute):
        return "a coroutine, which a command cannot run"
    if inner and source and source.tree and (of_class := _names_of_class(source.tree, first)) and inner not in of_class:
        return f"{module}.{first} does not define {inner}"
    if source is None or source.bound is None or not first or first in source.bound or f"{module}.{first}" in modules.names:
        return ""
    return f"{module} does not define {first}"


def _from_nowhere(modules: Modules, value: str) -> str:
    """What a command imports comes with the wheel or with a distribution that it asks for, and there is none."""
    top = re.split(r"[.:\[\s]", value.strip())[0]
    subject = modules.subject
    info = next((path for path in subject.files if path.endswith(".dist-info/METADATA") and path.count("/") == 1), None)
    if info is None or top in modules.tops or top in sys.stdlib_module_names or not modules.tops:
        return ""  # also of a distribution that is there for its dependencies alone
    place = re.split(r"[:\[\s]", value.strip())[0].replace(".", "/")
    if any(path in (subject.tree or ()) for path in (f"{place}.py", f"{place}/__init__.py")):
        return f"{place}.py is in the tag, and no module {top} is in the package"
    return "" if "\nRequires-Dist:" in subject.text(info) else f"no module {top}, and no dependency that brings it"


def _names_of_class(tree: ast.Module, name: str) -> frozenset[str]:
    """The names that a class has by its own text alone; nothing where it may have others."""
    made = [node for node in tree.body if getattr(node, "name", "") == name]
    if len(made) != 1 or not isinstance(made[0], ast.ClassDef):
        return frozenset()
    node = made[0]
    if node.decorator_list or node.keywords or [base for base in node.bases if ast.unparse(base) != "object"]:
        return frozenset()
    bound = {one.id for one in ast.walk(node) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)}
    named = {one.name for one in ast.walk(node) if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)}
    return frozenset() if {"__getattr__", "__init_subclass__"} & named else frozenset(bound | named)


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
