"""Every rule of the suite as its file states it, read as syntax: `--list`, `--explain`, docs/checks.md and SARIF show it.

A rule file is a module with `RULE = RuleEntry(...)` in a folder named `rules`. It is never imported here, because a plugin
must not depend on what a rule needs; so what it says of itself is written in literals.
"""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

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
    texts = {name: value for name, value in _constants(tree)}
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "RULE" and isinstance(node.value, ast.Call):
            words = {str(word.arg): _literal(word.value, texts) for word in node.value.keywords if word.arg in known}
            yield RuleEntry(
                **{name: value for name, value in words.items() if value is not None}, path=path.relative_to(root).as_posix()
            )


def _constants(tree: ast.Module) -> Iterator[tuple[str, Any]]:
    """Yield the literals that a module names before its rule, such as an example that two keys share."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            try:
                yield node.targets[0].id, ast.literal_eval(node.value)
            except ValueError:
                continue


def _literal(node: ast.expr, texts: Mapping[str, Any]) -> Any:
    """Return a literal, or the literal that a name stands for; None where it is computed."""
    try:
        return texts.get(node.id) if isinstance(node, ast.Name) else ast.literal_eval(node)
    except ValueError:
        return None
