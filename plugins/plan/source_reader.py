"""Read the test modules as syntax trees: what their names, markers and docstrings say, without importing them."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from core.errors import Refused
from plugins.cli.options import STAGES
from plugins.plan.docstring import DocstringText, said
from plugins.plan.plan import PlanLine

FOLDERS = ("gates", "delivery", "provenance")


@dataclass(frozen=True)
class Mark:
    """One `pytest.mark.name(args)`."""

    name: str
    args: tuple[Any, ...] = ()
    kwargs: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True)
class TestSource:
    """One test function, in a class or not."""

    name: str
    docstring: str
    marks: tuple[Mark, ...]


def lines(root: Path) -> list[PlanLine]:
    """Return one line per test of the suite, in the order of folders, modules and definitions."""
    paths = [path for folder in FOLDERS for path in sorted((root / folder).rglob("test_*.py"))]
    found = [line for path in paths for line in _module(root, path)]
    _refuse_doubles([line.test for line in found])
    return found


def documented(root: Path) -> dict[str, DocstringText]:
    """Return what the docstring of each test says, by the test's node id."""
    paths = [path for folder in FOLDERS for path in sorted((root / folder).rglob("test_*.py"))]
    return {
        f"{path.relative_to(root).as_posix()}::{test.name}": said(test.docstring)
        for path in paths
        for test in _tests(root, _tree(path))
    }


def _refuse_doubles(tests: list[str]) -> None:
    doubles = sorted({test for test in tests if tests.count(test) > 1})
    if doubles:
        raise Refused(got=f"two functions named {doubles[0]}", expected="one function a name", advice="rename one of the two")


def _module(root: Path, path: Path) -> Iterator[PlanLine]:
    tree = _tree(path)
    common = _pytestmark(tree)
    for test in _tests(root, tree):
        line = _line(path.relative_to(root).as_posix(), path.parent.name, test, common)
        package = next((str(mark.args[0]) for mark in test.marks if mark.name == "rules"), None)
        yield from _of_rules(root, package, line) if package else [line]


def _of_rules(root: Path, package: str, line: PlanLine) -> Iterator[PlanLine]:
    """One line a rule file: its title is the requirement, its name stands in brackets."""
    for path in sorted((root / package.replace(".", "/")).glob("[a-z]*.py")):
        said = _rule(path)
        needs = (*line.needs, *(need for need in said.get("needs", ()) if need not in line.needs))
        subjects = (*line.subjects, *_looked_at(path))
        yield replace(line, test=f"{line.test}[{said['id']}]", requirement=said["title"], needs=needs, subjects=subjects)


def _rule(path: Path) -> dict[str, Any]:
    """Return the literal fields of a file's `RULE = Rule(...)`."""
    for node in _tree(path).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "RULE" and isinstance(node.value, ast.Call):
            texts = {word.arg: word.value for word in node.value.keywords if word.arg in ("id", "title", "needs")}
            return {str(name): ast.literal_eval(value) for name, value in texts.items()}
    raise Refused(
        got=f"{path.name} without RULE = Rule(...)", expected="one rule a file", advice="write its RULE, or begin its name with _"
    )


def _looked_at(path: Path) -> tuple[str, ...]:
    """Return what a rule is about, as its `looks_at` says: every irreversible step where it says nothing."""
    text = path.read_text("utf-8")
    found = re.search(r"looks_at=lambda context: context\.([\w.]+)", text)
    if found is None and "looks_at=" in text:
        return ()  # something else than steps, such as the files of the project
    place = found[1].removesuffix(".split") if found else ""
    known = {
        "": ("publication",),
        "graph.scripts": ("workflow", "script"),
        "graph.checkout.files": ("workflow",),
        "graph.workflows": ("workflow",),
    }
    if place.startswith("table."):
        return ("publication", f"configured:tooling.{place.removeprefix('table.')}")
    return known.get(place, ())


def _line(path: str, word: str, test: TestSource, common: tuple[Mark, ...]) -> PlanLine:
    marks = {mark.name: mark for mark in (*common, *test.marks)}
    where = f"{path}::{test.name}"
    rows = marks.get("rows", Mark("rows", (None, None)))
    stages = _stages(marks, where)
    return PlanLine(
        test=where,
        stages=stages,
        requirement=_requirement(test, where),
        gate=_gate(marks["gate"], word) if "gate" in marks else None,
        channel=word if "channel" in marks else None,
        static="static" in marks,
        argument=rows.args[0],
        rows=rows.args[1] and str(rows.args[1]).replace("{channel}", word),
        key=dict(rows.kwargs).get("key"),
        needs=tuple(need for mark in (*common, *test.marks) if mark.name == "needs" for need in mark.args),
        subjects=tuple(dict.fromkeys(word for mark in (*common, *test.marks) if mark.name == "subject" for word in mark.args)),
        markers=tuple(
            sorted(set(marks) - set(STAGES) | ({"parametrize"} if len(stages) > 1 or rows.args[1] or "rules" in marks else set()))
        ),
    )


def _gate(mark: Mark, word: str) -> str:
    """Return the gate's word: the folder's, or the one that the marker names, for a check of a gate that stands in another room."""
    return mark.args[0] if mark.args and isinstance(mark.args[0], str) else word


def _stages(marks: dict[str, Mark], where: str) -> tuple[str, ...]:
    named = marks["stages"].args if "stages" in marks else tuple(stage for stage in STAGES if stage in marks)
    if not named or set(named) - set(STAGES):
        raise Refused(got=f"{where} in the stages {named}", expected=f"some of {STAGES}", advice="set its pytestmark")
    return tuple(named)


def _requirement(test: TestSource, where: str) -> str:
    sentence = said(test.docstring).requirement
    if not sentence.endswith("."):
        raise Refused(
            got=f"{where} with the docstring {sentence!r}",
            expected="the requirement in one sentence that ends with a full stop",
            advice="write it as the first paragraph of the function's docstring",
        )
    return sentence


def _tests(root: Path, tree: ast.Module) -> Iterator[TestSource]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
            yield _test(node, "", ())
        elif isinstance(node, ast.ClassDef) and node.name.startswith("Test"):
            yield from _class(root, tree, node)


def _class(root: Path, tree: ast.Module, node: ast.ClassDef) -> Iterator[TestSource]:
    own = _marks(node.decorator_list)
    found = {test.name: test for test in _methods(root, tree, node, f"{node.name}::")}
    if not found:
        raise Refused(got=f"{node.name} without a test", expected="a class with tests", advice="write one, or remove the class")
    for test in found.values():
        yield TestSource(test.name, test.docstring, (*own, *test.marks))


def _methods(root: Path, tree: ast.Module, node: ast.ClassDef, prefix: str) -> Iterator[TestSource]:
    for base in node.bases:
        yield from _inherited(root, tree, base, prefix)
    names = [item.name for item in node.body if isinstance(item, ast.FunctionDef) and item.name.startswith("test_")]
    _refuse_doubles([f"{prefix}{name}" for name in names])
    for item in node.body:
        if isinstance(item, ast.FunctionDef) and item.name.startswith("test_"):
            yield _test(item, prefix, ())


def _inherited(root: Path, tree: ast.Module, base: ast.expr, prefix: str) -> Iterator[TestSource]:
    """Yield the tests of a base class, in this file or in a module of the suite that it is imported from."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and isinstance(base, ast.Name) and node.name == base.id:
            yield from _methods(root, tree, node, prefix)
            return
        path = _source(root, node, base)
        if path is not None:
            yield from _inherited(root, _tree(path), base, prefix)
            return
    raise Refused(
        got=f"{prefix.rstrip(':')} with the base class {ast.unparse(base)}, which was not found",
        expected="a class of the same file, or one imported by `from module import Class` from a module of the suite",
        advice="import it that way: whose tests it inherits has to be read without running anything",
    )


def _source(root: Path, node: ast.stmt, base: ast.expr) -> Path | None:
    """Return the module of the suite that an import takes a class from."""
    if (
        not isinstance(node, ast.ImportFrom)
        or not isinstance(base, ast.Name)
        or base.id not in [each.name for each in node.names]
    ):
        return None
    path = root / f"{(node.module or '').replace('.', '/')}.py"
    return path if path.is_file() else None


def _test(node: ast.FunctionDef | ast.AsyncFunctionDef, prefix: str, marks: tuple[Mark, ...]) -> TestSource:
    return TestSource(prefix + node.name, ast.get_docstring(node) or "", (*marks, *_marks(node.decorator_list)))


def _pytestmark(tree: ast.Module) -> tuple[Mark, ...]:
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "pytestmark":
            value = node.value
            return _marks(value.elts if isinstance(value, ast.List | ast.Tuple) else [value])
    return ()


def _marks(nodes: list[ast.expr]) -> tuple[Mark, ...]:
    return tuple(mark for node in nodes if (mark := _mark(node)) is not None)


def _mark(node: ast.expr) -> Mark | None:
    call = node if isinstance(node, ast.Call) else None
    name = ast.unparse(call.func if call else node)
    if not name.startswith("pytest.mark."):
        return None
    args = tuple(ast.literal_eval(arg) for arg in call.args) if call else ()
    kwargs = tuple((word.arg or "", ast.literal_eval(word.value)) for word in call.keywords) if call else ()
    return Mark(name.removeprefix("pytest.mark."), args, kwargs)


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), filename=str(path))
