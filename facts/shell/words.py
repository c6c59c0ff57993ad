"""Words and redirections, out of shfmt's JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from facts.shell.github_expressions import show
from facts.shell.syntax import Assign, Redirect, Statement, Word

Json = dict[str, Any]
_COMPUTED = {"CmdSubst": "$(...)", "ProcSubst": "<(...)"}


def word(tree: Json, line: int) -> Word:
    """Return a word of the tree; `line` is where its statement stands."""
    parts = list(_flat(tree.get("Parts", [])))
    inner = tuple(found for part in parts for found in _inner(part))
    return Word(
        text=show("".join(_text(part) for part in parts)),
        line=tree.get("Pos", {}).get("Line", line),
        plain=all(part["Type"] in ("Lit", "SglQuoted") for part in parts),
        quoted=any(part["Type"] in ("SglQuoted", "DblQuoted") for part in tree.get("Parts", [])),
        inner=inner,
        names=tuple(dict.fromkeys(name for part in parts for name in _names(part))),
    )


def redirect(tree: Json) -> Redirect:
    """Return a redirection and, for `<<`, the text of its document."""
    line = tree["Pos"]["Line"]
    document = word(tree["Hdoc"], line) if "Hdoc" in tree else None
    return Redirect(tree["Op"], word(tree["Word"], line), document, tree.get("N", {}).get("Value", ""))


def assign(tree: Json, line: int) -> Assign:
    """Return an assignment, of a word or of an array."""
    value = word(tree["Value"], line) if "Value" in tree else None
    elements = tree.get("Array", {}).get("Elems", [])
    return Assign(
        name=tree.get("Name", {}).get("Value", ""),
        value=value,
        values=tuple(word(item["Value"], line) for item in elements if "Value" in item),
        append=bool(tree.get("Append")),
        line=tree.get("Pos", {}).get("Line", line),
    )


def _flat(parts: list[Json]) -> Iterator[Json]:
    for part in parts:
        if part["Type"] == "DblQuoted":
            yield from _flat(part.get("Parts", []))
        else:
            yield part


def _text(part: Json) -> str:
    kind = str(part["Type"])
    if kind == "Lit":
        return _unescaped(str(part.get("Value", "")))
    if kind == "SglQuoted":
        return str(part.get("Value", ""))
    if kind == "ParamExp":
        return _parameter(part)
    return _COMPUTED.get(kind, "$((...))")


def _parameter(part: Json) -> str:
    name = str(part.get("Param", {}).get("Value", ""))
    if part.get("Short"):
        return "$" + name
    if "Index" in part:
        name += "[...]"
    operation = part.get("Exp", {})
    extra = str(operation.get("Op", "")) + (word(operation["Word"], 0).text if "Word" in operation else "")
    return "${" + name + extra + "}"


def _unescaped(text: str) -> str:
    return text.replace("\\\n", "").replace("\\", "") if "\\" in text else text


def _names(part: Json) -> Iterator[str]:
    if part["Type"] == "ParamExp":
        yield str(part.get("Param", {}).get("Value", ""))
        if "Word" in part.get("Exp", {}):
            yield from word(part["Exp"]["Word"], 0).names


def _inner(part: Json) -> Iterator[Statement]:
    from facts.shell.shell_statements import statements  # a word holds statements, a statement holds words

    if part["Type"] in ("CmdSubst", "ProcSubst"):
        yield from statements(part.get("Stmts", []))
    elif part["Type"] == "ParamExp" and "Word" in part.get("Exp", {}):
        yield from word(part["Exp"]["Word"], 0).inner
