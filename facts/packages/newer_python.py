"""What a module uses of Python's own library and types, and since which Python that exists.

A use counts where nothing guards it: no try, and no condition on a version or a system.
"""

import ast
import builtins
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from core.deep_calls import deeply
from facts.packages.python_library import generics, keywords, members
from facts.packages.python_modules import Module, asks_for_some

_GENERIC, _UNION = 9, 10  # since then `list[int]` and `int | None` are values
_OF_TEXT = {"removeprefix": 9, "removesuffix": 9}  # methods that nothing else has under these names
_UNEVALUATED = re.compile(r"^[^\S\n]*from __future__ import [^#\n]*\bannotations\b", re.MULTILINE)
_WORD, _KEYWORD = re.compile(r"[A-Za-z_]\w*"), re.compile(r"\b([a-z_]\w*)\s*=(?!=)")
_ATTRIBUTE, _ALIAS = re.compile(r"\b(\w+)\.([A-Za-z_]\w*)"), re.compile(r"\bimport [\w.]+ as (\w+)")
_NAMES = r"(None|int|str|bytes|float|bool|list|dict|tuple|set|frozenset|bytearray|complex)"
_JOINED, _JOINED_VALUES = re.compile(r" \| "), re.compile(rf"\b{_NAMES} \| \w|\w \| {_NAMES}\b")
_SUBSCRIPTED_VALUES = re.compile(
    r"(?<![:>] )\b(list|dict|set|frozenset|tuple|type|deque|defaultdict|OrderedDict|Callable|Mapping|Sequence|Iterable)\["
)
_SUBSCRIPTED = re.compile(r"\b(list|dict|set|frozenset|tuple|type|deque|defaultdict|OrderedDict|Counter|ChainMap|Callable|Iterable|Iterator|Sequence|Mapping|MutableMapping|Generator|Awaitable|Coroutine|AsyncIterator|AsyncGenerator|Pattern|Match|Queue)\[")  # fmt: skip


@dataclass(frozen=True)
class Use:
    """One use of something that older Pythons do not have."""

    line: int
    what: str
    since: int
    late: bool  # it stands in a function


def uses(module: Module, oldest: int) -> Iterator[Use]:
    """Yield what a module uses that is newer than an oldest Python (its minor version)."""
    if module.tree is None or not (_names_newer(module.text, oldest) or _has_newer_types(module.text, oldest)):
        return
    for use in _all(module, module.tree):
        if use.since > oldest and not _is_asked_for(module.text, use.what):
            yield use


def _all(module: Module, tree: ast.Module) -> list[Use]:
    read = _Reader(module).read
    try:
        return list(read(tree, _Place()))
    except RecursionError:  # a sum of a thousand terms is a tree of a thousand levels
        return deeply(lambda: list(read(tree, _Place())), f"the syntax tree of {module.path}")


def _names_newer(text: str, oldest: int) -> bool:
    """Whether a text has the words of anything newer, as it would be written: reading its syntax tree takes far longer."""
    newer = _newer(oldest)
    words = {*_WORD.findall(text)} & newer.keys()
    if not words:
        return False
    keywords, attributes = {*_KEYWORD.findall(text)}, dict[str, set[str]]()
    for owner, name in _ATTRIBUTE.findall(text):
        if name in words:
            attributes.setdefault(name, set()).add(owner)
    aliases = {*_ALIAS.findall(text)}
    named = {word: attributes.get(word, set()) for word in words}
    return any(_is_written(text, use, keywords, named[word], aliases) for word in words for use in newer[word])


def _is_written(text: str, use: tuple[str, str], keywords: set[str], owners: set[str], aliases: set[str]) -> bool:
    name, keyword = use
    owner = name.rpartition(".")[0]
    if keyword:
        return keyword in keywords and owner.partition(".")[0] in text
    return bool(owners & {owner.rpartition(".")[2], *aliases}) if owner else True


def _has_newer_types(text: str, oldest: int) -> bool:
    """Whether a text may subscript a type, or join two, in a place that is evaluated."""
    evaluated = _UNEVALUATED.search(text) is None
    joined = _JOINED if evaluated else _JOINED_VALUES
    subscripted = _SUBSCRIPTED if evaluated else _SUBSCRIPTED_VALUES
    return (oldest < _UNION and joined.search(text) is not None) or (oldest < _GENERIC and subscripted.search(text) is not None)


def _is_asked_for(text: str, what: str) -> bool:
    """Whether the module asks whether the name is there: hasattr(sys, "monitoring")."""
    return any(re.search(rf"""attr\([^()]*["']{part}["']""", text) for part in re.findall(r"\w+", what)[:4])


@lru_cache(maxsize=16)
def _newer(oldest: int) -> dict[str, list[tuple[str, str]]]:
    """Every name, and every function with a keyword, that is newer, by its last word; methods of text have no owner."""
    found: dict[str, list[tuple[str, str]]] = {}
    for name, since in {**members(), **_OF_TEXT}.items():
        if since > oldest:
            found.setdefault(name.rpartition(".")[2], []).append((name, ""))
    for key, since in keywords().items():
        if since > oldest:
            found.setdefault(key[0].rpartition(".")[2], []).append(key)
    return found


class _Place(NamedTuple):
    late: bool = False
    unknown: bool = False  # it is for some versions or systems only, or its failure is caught
    offered: str = ""  # the name and the description of a public function: it may be there for newer versions


class _Reader:
    """The syntax tree of one module, expression by expression."""

    def __init__(self, module: Module) -> None:
        self.evaluated = _UNEVALUATED.search(module.text) is None
        chosen = {each.line for each in module.imports if each.guarded or each.conditional}
        self.bound, self.own = _bindings(module.tree or ast.Module([], []), chosen)

    def read(self, node: ast.AST, place: _Place) -> Iterator[Use]:
        """Yield the uses below a node."""
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from self._function(node, place)
        elif isinstance(node, ast.AnnAssign):
            yield from self._annotation(node.annotation, place) if not place.late else ()
            yield from self.read(node.value, place) if node.value else ()
        elif isinstance(node, ast.Lambda):
            yield from self.read(node.body, place._replace(late=True))
        elif not isinstance(node, ast.Import | ast.ImportFrom):
            yield from () if place.unknown else self._own(node, place)
            yield from self._below(node, place)

    def _below(self, node: ast.AST, place: _Place) -> Iterator[Use]:
        passed = False  # what follows a way out for other versions is for the rest
        for child in ast.iter_child_nodes(node):
            # Outside of functions every condition is passed over: it may be one on versions under any name.
            chosen = isinstance(node, ast.If) and not place.late and child is not node.test
            is_unknown = place.unknown or passed or chosen or _is_guarded(node, child)
            yield from self.read(child, place._replace(unknown=True) if is_unknown and not place.unknown else place)
            passed = passed or (isinstance(child, ast.If) and asks_for_some(child.test) and _leaves(child.body))

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef, place: _Place) -> Iterator[Use]:
        given = node.args
        every = [*given.posonlyargs, *given.args, *given.kwonlyargs, *filter(None, (given.vararg, given.kwarg))]
        for annotation in [*(one.annotation for one in every), node.returns]:
            yield from self._annotation(annotation, place) if annotation else ()
        for default in [*given.defaults, *filter(None, given.kw_defaults), *node.decorator_list]:
            yield from self.read(default, place)
        offered = "" if node.name.startswith("_") else f"{node.name} {ast.get_docstring(node) or ''}"
        yield from self._below(ast.Module(node.body, []), _Place(True, place.unknown, offered or place.offered))

    def _annotation(self, node: ast.expr, place: _Place) -> Iterator[Use]:
        if self.evaluated and not place.unknown:
            union = next((one for one in ast.walk(node) if isinstance(one, ast.BinOp) and isinstance(one.op, ast.BitOr)), None)
            if union is not None and not _in_literal(node, union):
                yield Use(node.lineno, f"the annotation {ast.unparse(node)[:60]}", _UNION, place.late)
            yield from self.read(node, place)

    def _own(self, node: ast.AST, place: _Place) -> Iterator[Use]:
        """The uses of one node, without those that a function offers by its name or description (`Python 3.14+`)."""
        for use in self._every(node, place):
            word = use.what.rpartition(".")[2]
            if not re.search(rf"^{re.escape(word)} |\b3\.{use.since}\b", place.offered):
                yield use

    def _every(self, node: ast.AST, place: _Place) -> Iterator[Use]:
        if isinstance(node, ast.Attribute | ast.Name) and isinstance(node.ctx, ast.Load):
            name = self._dotted(node)
            if since := members().get(name, 0):
                yield Use(node.lineno, name, since, place.late)
        elif isinstance(node, ast.Call):
            yield from self._call(node, place)
        elif isinstance(node, ast.Subscript) and self._dotted(node.value) in generics():
            yield Use(node.lineno, f"{ast.unparse(node)[:60]} as a value", _GENERIC, place.late)
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr) and self._is_union(node):
            yield Use(node.lineno, f"{ast.unparse(node)[:60]} as a value", _UNION, place.late)

    def _call(self, node: ast.Call, place: _Place) -> Iterator[Use]:
        name = self._dotted(node.func)
        for each in node.keywords if name else ():
            if each.arg and (since := keywords().get((name, each.arg), 0)):
                yield Use(node.lineno, f"{name}({each.arg}=)", since, place.late)
        if isinstance(node.func, ast.Attribute) and len(node.args) == 1 and node.func.attr not in self.own:
            of_text = not (isinstance(node.func.value, ast.Attribute) and node.func.value.attr == "str")  # a column of a table
            if of_text and (since := _OF_TEXT.get(node.func.attr, 0)):
                yield Use(node.lineno, f"str.{node.func.attr}", since, place.late)

    def _dotted(self, node: ast.expr) -> str:
        """Return the dotted name that an expression stands for; empty where that is not known."""
        if isinstance(node, ast.Attribute):
            base = self._dotted(node.value)
            return f"{base}.{node.attr}" if base else ""
        if isinstance(node, ast.Name):
            return self.bound.get(node.id, node.id if hasattr(builtins, node.id) else "")
        return ""

    def _is_union(self, node: ast.expr) -> bool:
        """Whether both sides are types, as far as their names say it."""
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
            return self._is_union(node.left) and self._is_union(node.right)
        if isinstance(node, ast.Constant):
            return node.value is None
        return isinstance(node, ast.Name) and self._dotted(node) in _TYPES


_NAMED = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
_TYPES = frozenset(_NAMES.strip("()").split("|"))


def _bindings(tree: ast.AST, chosen: set[int]) -> tuple[dict[str, str], set[str]]:
    """Return what names stand for that imports alone bind, and the names of functions and classes.

    A name that is bound in another way too, or on one of the chosen lines, stands for nothing known.
    """
    found: dict[str, set[str]] = {}
    own = set[str]()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom) and node.lineno in chosen:
            for alias in node.names:
                found.setdefault((alias.asname or alias.name).partition(".")[0], set()).add("")
        elif isinstance(node, ast.Import):
            for alias in node.names:
                name = alias.asname or alias.name.partition(".")[0]
                found.setdefault(name, set()).add(alias.name if alias.asname else name)
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                found.setdefault(alias.asname or alias.name, set()).add("" if node.level else f"{node.module}.{alias.name}")
        elif isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            found.setdefault(node.id, set()).add("")
        elif isinstance(node, ast.arg):
            found.setdefault(node.arg, set()).add("")
        elif isinstance(node, _NAMED | ast.ExceptHandler) and node.name:
            found.setdefault(node.name, set()).add("")
            own.add(node.name)
    return {name: those.pop() if len(those) == 1 else "" for name, those in found.items()}, own


def _is_guarded(node: ast.AST, child: ast.AST) -> bool:
    if isinstance(node, ast.Try):
        return (child in node.body and bool(node.handlers)) or child in node.handlers
    if isinstance(node, ast.If | ast.IfExp):
        return child is not node.test and asks_for_some(node.test)
    if isinstance(node, ast.BoolOp):
        return any(asks_for_some(value) for value in node.values)
    if isinstance(node, ast.With | ast.AsyncWith):
        return any(
            "suppress" in ast.unparse(item.context_expr) or "raises" in ast.unparse(item.context_expr) for item in node.items
        )
    return False


def _leaves(body: list[ast.stmt]) -> bool:
    return bool(body) and isinstance(body[-1], ast.Return | ast.Raise | ast.Continue)


def _in_literal(node: ast.expr, inner: ast.expr) -> bool:
    """Whether an expression stands in Literal[] or behind Annotated's type, where it is a value of its own."""
    return any(
        isinstance(one, ast.Subscript)
        and ast.unparse(one.value).endswith(("Literal", "Annotated"))
        and inner in ast.walk(one.slice)
        for one in ast.walk(node)
    )
