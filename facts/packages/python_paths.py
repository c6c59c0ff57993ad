"""Paths below its own folder that a module of a wheel makes of `__file__`, importlib.resources or pkgutil, read off its text.

A path is known where every part of it is: literal names, and names and attributes that the module binds once.
"""

import ast
import posixpath
import re
from collections import Counter
from collections.abc import Iterator
from functools import cached_property

from facts.packages.python_modules import Module

_SAME = frozenset({"Path", "PurePath", "PosixPath", "str", "fspath", "abspath", "realpath", "normpath", "as_file", "fsdecode"})
_SELF = frozenset({"resolve", "absolute", "as_posix", "expanduser", "__str__"})  # methods that return the same path
_READERS = frozenset(
    ["get_data", "read_text", "read_binary", "open_text", "open_binary", "resource_filename", "resource_string", "resource_stream", "path"]
)  # fmt: skip
_DEPTH = 24  # bindings that lead to each other end somewhere


class Paths:
    """The paths of one module; `opened` are those that the code goes on to use, longest first."""

    def __init__(self, module: Module) -> None:
        """Read a module that has a syntax tree."""
        self.module = module
        self.tree = module.tree or ast.Module([], [])

    @cached_property
    def opened(self) -> list[str]:
        """Every path that is known to its end; one that goes on with a name that is not known is left out."""
        return list(dict.fromkeys(self._walk(self.tree)))

    def _walk(self, node: ast.AST, *, begins: bool = False) -> Iterator[str]:
        """Look for the longest known expressions; `begins` is one that a longer path begins with."""
        if isinstance(node, ast.BinOp | ast.Call | ast.Subscript | ast.JoinedStr | ast.Name | ast.Attribute):
            found = self._path(node, 0)
            if found is not None:
                if not begins:
                    yield found
                return
        first = _beginning(node)
        for child in ast.iter_child_nodes(node):
            yield from self._walk(child, begins=child is first)

    def _path(self, node: ast.expr, depth: int) -> str | None:
        """The path that an expression stands for, from the folder that the wheel is installed into."""
        value = self._value(node, depth)
        return posixpath.normpath(value[1:]) if value is not None and value.startswith("\0") else None

    def _value(self, node: ast.expr, depth: int) -> str | None:
        """A text, or a path, which begins with NUL."""
        if depth > _DEPTH:
            return None
        match node:
            case ast.Constant(value=str(text)):
                return text
            case ast.Name(id=name):
                return f"\0{self.module.path}" if name == "__file__" else self._bound(name, depth)
            case ast.Attribute(value=ast.Name(id="self" | "cls"), attr=name):
                return self._bound(f"self.{name}", depth)
            case ast.Call():
                return self._resource(node, depth) or self._method(node, depth) or self._function(node, depth)
        return self._made(node, depth)

    def _made(self, node: ast.expr, depth: int) -> str | None:
        match node:
            case ast.Attribute(attr="parent", value=inner):
                return self._parent(inner, 1, depth)
            case ast.Subscript(value=ast.Attribute(attr="parents", value=inner), slice=ast.Constant(value=int(count))):
                return self._parent(inner, count + 1, depth) if count >= 0 else None
            case ast.BinOp(op=ast.Div(), left=left, right=right):
                return self._joined([left, right], depth)
            case ast.BinOp(op=ast.Add(), left=left, right=right):
                return self._added([left, right], depth)
            case ast.JoinedStr(values=parts):
                return self._added([part.value if isinstance(part, ast.FormattedValue) else part for part in parts], depth)
        return None

    def _resource(self, node: ast.Call, depth: int) -> str | None:
        """What importlib.resources, pkgutil and pkg_resources are asked for."""
        name, given = _last(node.func), _given(node)
        if name == "files" and len(given) <= 1:
            return self._folder(given[0], depth) if given else f"\0{self._package.replace('.', '/')}"
        if name in _READERS and len(given) == 2 and (folder := self._folder(given[0], depth)):
            below = self._value(given[1], depth + 1)
            return None if below is None else f"{folder}/{below}"
        return None

    def _function(self, node: ast.Call, depth: int) -> str | None:
        """Functions of os.path, and paths made of texts."""
        name, given = _last(node.func), _given(node)
        owner = _last(node.func.value) if isinstance(node.func, ast.Attribute) else ""
        if name == "dirname" and len(given) == 1:
            return self._parent(given[0], 1, depth)
        if (name == "join" and owner in ("path", "posixpath")) or (name in ("Path", "PurePath") and len(given) > 1):
            return self._joined(given, depth)
        return self._value(given[0], depth + 1) if name in _SAME and len(given) == 1 else None

    def _method(self, node: ast.Call, depth: int) -> str | None:
        """Methods of a path."""
        if not isinstance(node.func, ast.Attribute):
            return None
        name, owner, given = node.func.attr, node.func.value, _given(node)
        if name in _SELF and not given:
            return self._value(owner, depth + 1)
        if name == "with_name" and len(given) == 1:
            beside, last = self._parent(owner, 1, depth), self._value(given[0], depth + 1)
            return f"{beside}/{last}" if beside and last and "\0" not in last else None
        return self._joined([owner, *given], depth) if name == "joinpath" else None

    def _folder(self, node: ast.expr, depth: int) -> str | None:
        """The folder of a package that importlib.resources is given: its name, or `__name__`."""
        if isinstance(node, ast.Name) and node.id in ("__name__", "__package__"):
            return f"\0{self._package.replace('.', '/')}"
        name = self._value(node, depth + 1)
        return f"\0{name.replace('.', '/')}" if name and re.fullmatch(r"[\w.]+", name) else None

    @property
    def _package(self) -> str:
        return self.module.dotted if self.module.is_package else self.module.dotted.rpartition(".")[0]

    def _parent(self, node: ast.expr, count: int, depth: int) -> str | None:
        value = self._value(node, depth + 1)
        if value is None or not value.startswith("\0"):
            return None
        parts = posixpath.normpath(value[1:]).split("/")
        if parts == ["."] or ".." in parts or count > len(parts):
            return None  # above the folder of installation
        return "\0" + "/".join(parts[: len(parts) - count])

    def _joined(self, parts: list[ast.expr], depth: int) -> str | None:
        values = [self._value(part, depth + 1) for part in parts]
        if any(value is None for value in values) or any((value or "").startswith(("\0", "/")) for value in values[1:]):
            return None
        return "/".join(value for value in values if value)

    def _added(self, parts: list[ast.expr], depth: int) -> str | None:
        values = [self._value(part, depth + 1) for part in parts]
        known = [value for value in values if value is not None]
        return "".join(known) if len(known) == len(values) and not any(one.startswith("\0") for one in known[1:]) else None

    def _bound(self, name: str, depth: int) -> str | None:
        value = self._bindings.get(name)
        return None if value is None else self._value(value, depth + 1)

    @cached_property
    def _bindings(self) -> dict[str, ast.expr]:
        """What each name and attribute of self stands for that is bound once, and by nothing else."""
        values: dict[str, ast.expr] = {}
        counts: Counter[str] = Counter()
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                counts[node.id] += 1
            elif isinstance(node, ast.arg):
                counts[node.arg] += 1
            elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
                counts[f"self.{node.attr}"] += 1
            elif isinstance(node, ast.withitem) and isinstance(node.optional_vars, ast.Name):
                values[node.optional_vars.id] = node.context_expr
            targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
            value = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
            if len(targets) == 1 and value is not None:
                match targets[0]:
                    case ast.Name(id=name):
                        values[name] = value
                    case ast.Attribute(value=ast.Name(id="self" | "cls"), attr=name):
                        values[f"self.{name}"] = value
        return {name: value for name, value in values.items() if counts[name] == 1}


def _given(node: ast.Call) -> list[ast.expr]:
    return [*node.args, *(one.value for one in node.keywords)]


def _last(node: ast.expr) -> str:
    """The last word of what is called."""
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _beginning(node: ast.AST) -> ast.AST | None:
    """What a longer path begins with: its left part, the first word of a join, the object of a method or attribute."""
    match node:
        case ast.BinOp(left=left):
            return left
        case ast.Call(func=ast.Attribute(attr="join"), args=[first, *_]):
            return first
        case ast.Call(func=ast.Name(id="Path" | "PurePath"), args=[first, _, *_]):
            return first
        case ast.Call(func=ast.Attribute(attr="joinpath", value=owner)):
            return owner
        case ast.JoinedStr(values=[first, *_]):
            return first
        case ast.Assign(value=value) | ast.AnnAssign(value=ast.expr() as value):
            return value  # what a name stands for is looked at where the name is used
        case ast.FormattedValue():
            return node.value
    return None
