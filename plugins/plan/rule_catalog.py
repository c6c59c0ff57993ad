"""Every rule of the suite as its file states it, read as syntax: `--list`, `--explain`, docs/checks.md and SARIF show it.

A rule file is a module with `RULE = RuleEntry(...)` in a folder named `rules`. It is never imported here, because a plugin
must not depend on what a rule needs; so what it says of itself is written in literals, or put together of literals.
"""

import ast
import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_OPERATIONS: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.BitOr: operator.or_,
    ast.Mod: operator.mod,
    ast.Mult: operator.mul,
}
FOLDERS = ("facts", "gates", "delivery", "provenance")


@dataclass(frozen=True)
class RuleEntry:
    """What a rule file says of itself; the same words as `core.rules.Rule`."""

    id: str
    title: str
    why: str
    fix: str
    path: str  # of its file, from the root of the suite
    reference: str = ""
    severity: str = "error"
    bad: Mapping[str, str] = field(default_factory=dict)
    good: Mapping[str, str] = field(default_factory=dict)
    needs: tuple[str, ...] = ()

    @property
    def folder(self) -> str:
        """What it belongs to: the folder above `rules`."""
        return self.path.split("/")[-3]


def rules(root: Path) -> dict[str, RuleEntry]:
    """Return every rule by its id, in the order of folders and files."""
    return {rule.id: rule for folder in FOLDERS for path in _files(root / folder) for rule in _rules(root, path)}


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("rules/*.py") if not path.name.startswith("_"))


def _rules(root: Path, path: Path) -> Iterator[RuleEntry]:
    known = set(RuleEntry.__dataclass_fields__) - {"path"}
    tree = ast.parse(path.read_text("utf-8"), filename=str(path))
    texts = _constants(tree)
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "RULE" and isinstance(node.value, ast.Call):
            words = {str(word.arg): _literal(word.value, texts) for word in node.value.keywords if word.arg in known}
            yield RuleEntry(
                **{name: value for name, value in words.items() if value is not None}, path=path.relative_to(root).as_posix()
            )


def _constants(tree: ast.Module) -> dict[str, Any]:
    """Return the texts that a module names before its rule, such as an example that two keys share."""
    found: dict[str, Any] = {}
    for node in tree.body:
        for name, value in _assigned(node):
            said = _literal(value, found)
            if said is not None:
                found[name] = said
    return found


def _assigned(node: ast.stmt) -> Iterator[tuple[str, ast.expr]]:
    """Yield each name of an assignment with what is assigned to it, also where several are assigned at once."""
    if not isinstance(node, ast.Assign):
        return
    target, value = node.targets[0], node.value
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        pairs = list(zip(target.elts, value.elts, strict=False))
    else:
        pairs = [(target, value)]
    yield from ((one.id, said) for one, said in pairs if isinstance(one, ast.Name))


def _literal(node: ast.expr, texts: Mapping[str, Any]) -> Any:
    """Return a literal, or what is put together of literals; None where it is computed otherwise."""
    try:
        return _made(node, texts)
    except (ValueError, TypeError, LookupError):
        return None


def _made(node: ast.expr, texts: Mapping[str, Any]) -> Any:
    def made(each: ast.expr) -> Any:
        return _made(each, texts)

    if isinstance(node, ast.Name):
        return texts[node.id]
    if isinstance(node, ast.Dict):
        pairs = [made(value).items() if key is None else [(made(key), made(value))] for key, value in _items(node)]
        return dict(pair for each in pairs for pair in each)
    if isinstance(node, ast.Tuple | ast.List):
        return tuple(map(made, node.elts))
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATIONS:
        return _OPERATIONS[type(node.op)](made(node.left), made(node.right))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("format", "replace"):
        text, given = made(node.func.value), {str(word.arg): made(word.value) for word in node.keywords}
        if isinstance(text, str):
            return getattr(text, node.func.attr)(*map(made, node.args), **given)
    return ast.literal_eval(node)


def _items(node: ast.Dict) -> Iterator[tuple[ast.expr | None, ast.expr]]:
    yield from zip(node.keys, node.values, strict=True)
