"""Which declarations a type checker that reads `exports` takes for a package, asked by import or by require."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from facts.packages.subject import Subject

_DECLARED = re.compile(r"\.d\.([mc]?)ts$")
_CODE = re.compile(r"\.([mc]?)js$")


@dataclass(frozen=True)
class Reached:
    """What one way of asking leads to: the code that Node loads, and the declarations that the checker reads for it."""

    code: str
    declarations: str


def subpaths(manifest: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield what `exports` has for the package itself and for each subpath that has no pattern."""
    table = manifest.get("exports")
    if isinstance(table, dict) and any(key.startswith(".") for key in table):
        yield from ((key, value) for key, value in table.items() if "*" not in key and not key.endswith("/"))
    elif table is not None:
        yield ".", table


def reached(subject: Subject, value: Any, how: str) -> Reached:
    """Follow the conditions in their order, as Node does for the code and TypeScript for the declarations."""
    code = next((path for path in _targets(value, ("node", how, "module-sync", "default")) if subject.has(path)), "")
    # TypeScript goes on where a condition leads to code without declarations.
    named = (_declarations(subject, path) for path in _targets(value, ("types", "node", how, "module-sync", "default")))
    return Reached(code, next((path for path in named if path), ""))


def is_module(subject: Subject, path: str) -> bool:
    """Whether Node, and TypeScript with it, takes a file for an ES module: by its ending, else by the nearest package.json."""
    letter = next((found[1] for pattern in (_DECLARED, _CODE) if (found := pattern.search(path))), "")
    if letter:
        return letter == "m"
    folder = path.rpartition("/")[0]
    while folder and not subject.has(f"{folder}/package.json"):
        folder = folder.rpartition("/")[0]
    text = subject.text(f"{folder}/package.json" if folder else "package.json")
    return re.search(r'"type"\s*:\s*"module"', text) is not None


def _targets(value: Any, conditions: tuple[str, ...]) -> Iterator[str]:
    if isinstance(value, str):
        yield value.removeprefix("./")
    elif isinstance(value, list):
        yield from (each for one in value[:1] for each in _targets(one, conditions))
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key.partition("@")[0] in conditions:
                yield from _targets(inner, conditions)


def _declarations(subject: Subject, path: str) -> str:
    if _DECLARED.search(path) or path.endswith((".ts", ".mts", ".cts")):
        return path if subject.has(path) else ""
    found = _CODE.search(path)
    wanted = [f"{path[: found.start()]}{ending}" for ending in (f".d.{found[1]}ts", f".{found[1]}ts")] if found else []
    return next((one for one in wanted if subject.has(one)), "")
