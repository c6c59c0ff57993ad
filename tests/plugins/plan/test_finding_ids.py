"""Whoever searches for the id of a finding finds it: in docs/checks.md and with `--explain=ID`.

The ids are read from the sources as syntax: what `Finding(...)` gets as its rule, also by way of a function's parameter.
"""

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from plugins.plan import checks_page
from plugins.plan.check_catalog import Catalog
from plugins.plan.rule_catalog import rules

ROOT = Path(__file__).resolve().parents[3]
FOLDERS = ("core", "facts", "discovery", "gates", "delivery", "provenance")
CATALOG = Catalog.of(ROOT)
PAGE = checks_page.text(ROOT)
HANDED_ON = ("RULE.id", "rule.id")  # the id of a rule file, which test_explain.py looks for
FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef


class UnreadableId(Exception):
    """An id that is put together in a way that this test cannot follow."""


class Sources:
    """Modules with the ids that their findings may carry."""

    def __init__(self, texts: dict[str, str]) -> None:
        """Parse each text, by its path."""
        self.trees = {path: ast.parse(text) for path, text in texts.items()}
        self.asked: set[tuple[str, int]] = set()
        self.calls: dict[str, list[tuple[str, FUNCTIONS | None, ast.Call]]] = defaultdict(list)
        for path, tree in self.trees.items():
            for function, call in _calls(tree):
                self.calls[_called(call)].append((path, function, call))

    @classmethod
    def of(cls, root: Path) -> "Sources":
        """Read every folder that makes findings."""
        paths = [path for folder in FOLDERS for path in sorted((root / folder).rglob("*.py"))]
        return cls({path.relative_to(root).as_posix(): path.read_text("utf-8") for path in paths})

    @property
    def ids(self) -> dict[str, str]:
        """Each id with a place that writes it; a part that is computed is `*`."""
        return {id: place for place, id in self._written() if id}

    def _written(self) -> Iterator[tuple[str, str]]:
        for name, calls in self.calls.items():
            for path, function, call in calls:
                rule = _argument(call, 0, "rule") if name == "Finding" else _argument(call, 99, "rule")
                if name == "Finding" or rule is not None:
                    yield from ((f"{path}:{call.lineno}", id) for id in self._ids(path, rule, function, name != "Finding"))

    def _ids(self, path: str, node: ast.expr | None, function: FUNCTIONS | None, lenient: bool = False) -> Iterator[str]:
        match node:
            case ast.Constant(str(id)):
                yield id
            case ast.JoinedStr(parts):
                yield "".join(str(part.value) if isinstance(part, ast.Constant) else "*" for part in parts)
            case ast.IfExp(test=ast.Compare(left, [ast.In()], [ast.Name(name)]), body=same, orelse=other) if ast.unparse(
                left
            ) == ast.unparse(same) and isinstance(known := _constant(self.trees[path], name), ast.Tuple):
                yield from (id for each in (*known.elts, other) for id in self._ids(path, each, function, lenient))
            case ast.IfExp(body=one, orelse=other):
                yield from (id for each in (one, other) for id in self._ids(path, each, function, lenient))
            case ast.Name(name) if function is not None and name in _parameters(function):
                yield from self._passed(function, _parameters(function).index(name))
            case ast.Name(name) if (value := _constant(self.trees[path], name)) is not None:
                yield from self._ids(path, value, None, lenient)
            case ast.Attribute() if lenient or ast.unparse(node) in HANDED_ON:
                return
            case _ if lenient:
                return
            case _:
                raise UnreadableId(f"{path}: {ast.unparse(node) if node else 'no rule'}")

    def _passed(self, function: FUNCTIONS, place: int) -> Iterator[str]:
        """Yield what the callers of a function write at the place of its parameter."""
        if (function.name, place) in self.asked:  # by functions that hand it on to each other
            return
        self.asked.add((function.name, place))
        for path, caller, call in self.calls[function.name]:
            if len(call.args) > place:
                yield from self._ids(path, call.args[place], caller, lenient=True)
        self.asked.discard((function.name, place))


def _calls(tree: ast.Module) -> Iterator[tuple[FUNCTIONS | None, ast.Call]]:
    """Yield every call with the innermost function around it."""

    def walk(node: ast.AST, function: FUNCTIONS | None) -> Iterator[tuple[FUNCTIONS | None, ast.Call]]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Call):
                yield function, child
            yield from walk(child, child if isinstance(child, FUNCTIONS) else function)

    return walk(tree, None)


def _called(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else call.func.attr if isinstance(call.func, ast.Attribute) else ""


def _argument(call: ast.Call, place: int, name: str) -> ast.expr | None:
    named = {word.arg: word.value for word in call.keywords}
    return call.args[place] if len(call.args) > place else named.get(name)


def _parameters(function: FUNCTIONS) -> list[str]:
    return [argument.arg for argument in function.args.args if argument.arg not in ("self", "cls")]


def _constant(tree: ast.Module, name: str) -> ast.expr | None:
    values = [node.value for node in tree.body if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == name]
    return values[0] if values else None


def unexplained(ids: dict[str, str]) -> list[str]:
    """Return the ids that `--explain` does not know, or that the page does not show, with a place that writes them."""
    return [
        f"{place}: {id}"
        for id, place in ids.items()
        if not (found := CATALOG.named(id.replace("*", "any")))
        or not any(f"`{name}`" in PAGE for entry in found for name in (id, *(one.id for one in entry.findings)))
    ]


SOURCES = Sources.of(ROOT)


def test_every_id_of_a_finding_is_explained() -> None:
    """Each id that a finding may carry belongs to a rule or a check, on the page and for --explain."""
    assert len(SOURCES.ids) > 60
    assert unexplained(SOURCES.ids) == []


def test_no_check_lists_an_id_that_no_finding_has() -> None:
    """What a docstring lists under Findings is written somewhere in the sources, or is a rule's."""
    listed = {one.id for entry in CATALOG.entries for one in entry.findings}
    written = {id.replace("*", "") for id in SOURCES.ids} | rules(ROOT).keys()
    assert sorted(id for id in listed if id not in written and id.rstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") not in written) == []


@pytest.mark.parametrize(
    "source",
    [
        'Finding("nobody-knows", path)',
        'Finding(path="x", rule="nobody-knows")',
        'RULE = "nobody-knows"\ndef f():\n    return Finding(RULE)',
        'Finding("known" if x else "nobody-knows")',
        'def _made(rule, path):\n    return Finding(rule, path)\ndef f():\n    yield _made("nobody-knows", "x")',
        'class A:\n    def _made(self, rule):\n        return Finding(rule)\n    def f(self):\n        yield self._made("nobody-knows")',
        'Undecided(got="x", rule="nobody-knows")',
        'Finding(f"nobody-{state}")',
    ],
)
def test_an_id_without_an_explanation_is_found(source: str) -> None:
    """However an id reaches a finding, one that nothing explains is reported."""
    assert any("nobody-" in each for each in unexplained(Sources({"a.py": source}).ids))


def test_an_id_that_cannot_be_read_is_refused() -> None:
    """An id that is computed otherwise must not be overlooked."""
    with pytest.raises(UnreadableId):
        _ = Sources({"a.py": "Finding(names[0], path)"}).ids
