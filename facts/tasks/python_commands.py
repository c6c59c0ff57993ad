"""Which commands a Python expression starts, as far as constants say so, and whether their failure is looked at."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from facts.tasks.task import quoted

_CHECKED = {"check_call", "check_output", "getoutput"}
_UNCHECKED = {"run", "call", "Popen", "system", "popen", "getstatusoutput"}
_OWNERS = {"subprocess", "os", "sp", "asyncio"}
_TOOLS = {
    "cargo",
    "npm",
    "pnpm",
    "yarn",
    "twine",
    "uv",
    "gh",
    "git",
    "docker",
    "gem",
    "dotnet",
}  # variables that hold such a tool bear its name
_SESSION = {"session", "c", "ctx", "context", "s", "conn"}  # nox and invoke hand the runner in under these names


def name_of(node: ast.expr) -> str:
    """Return the dotted spelling of a call's function, or nothing."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        owner = name_of(node.value)
        return f"{owner}.{node.attr}" if owner else node.attr
    return ""


def command(
    call: ast.Call, known: Mapping[str, str], wrappers: Mapping[str, bool], imported: frozenset[str]
) -> tuple[str, bool] | None:
    """Return the shell text of the command that a call starts and whether the call fails with it; None where it starts none."""
    spelled = name_of(call.func)
    owner, _, last = spelled.rpartition(".")
    given = {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg}
    if spelled in wrappers and call.args:
        return _words(call.args, known), wrappers[spelled]
    if owner in _SESSION and last in ("run", "run_always", "run_install", "sudo") and call.args:
        fails = _truth(given.get("warn")) is not True and "success_codes" not in given
        return _words(call.args, known), fails
    if not call.args or not (owner in _OWNERS or (not owner and last in imported)) or last not in _CHECKED | _UNCHECKED:
        return None
    text = _words(call.args[:1], known)
    fails = last in _CHECKED or _truth(given.get("check")) is True
    return (text, fails) if text.strip() else None


def _truth(node: ast.expr | None) -> object:
    return node.value if isinstance(node, ast.Constant) else None


def _words(arguments: list[ast.expr], known: Mapping[str, str]) -> str:
    if len(arguments) == 1:
        return text_of(arguments[0], known)
    return " ".join(word for argument in arguments for word in _each(argument, known))


def text_of(node: ast.expr, known: Mapping[str, str]) -> str:
    """Return the shell text of a command given as one value: a text is a line, a list is its words."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value.replace("\n", " ")
    if isinstance(node, ast.JoinedStr):
        return _joined(node, known).replace("\n", " ")
    if isinstance(node, ast.Call) and name_of(node.func) in ("shlex.split", "split") and node.args:
        return text_of(node.args[0], known)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("split", "format"):
        return text_of(node.func.value, known)
    return " ".join(_each(node, known))


def _each(node: ast.expr, known: Mapping[str, str]) -> Iterator[str]:
    if isinstance(node, ast.List | ast.Tuple):
        for item in node.elts:
            yield from _each(item, known)
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        yield from _each(node.left, known)
        yield from _each(node.right, known)
    elif isinstance(node, ast.Starred):
        yield from _each(node.value, known)
    elif isinstance(node, ast.IfExp):
        yield "$py_choice"
    elif isinstance(node, ast.Constant):
        yield quoted(str(node.value))
    elif isinstance(node, ast.JoinedStr):
        yield quoted(_joined(node, known))
    elif name_of(node) == "sys.executable":
        yield "python"
    elif isinstance(node, ast.Name):
        yield known.get(node.id, node.id if node.id in _TOOLS else f"$py_{node.id}")
    elif isinstance(node, ast.Attribute) and node.attr in _TOOLS:
        yield node.attr
    elif isinstance(node, ast.Call) and f"{name_of(node.func)}()" in known:
        yield known[f"{name_of(node.func)}()"]
    elif isinstance(node, ast.Call) and name_of(node.func) in ("str", "Path", "os.fspath") and len(node.args) == 1:
        yield from _each(node.args[0], known)
    else:
        yield "$py_value"


def _joined(node: ast.JoinedStr, known: Mapping[str, str]) -> str:
    parts = []
    for part in node.values:
        if isinstance(part, ast.Constant):
            parts.append(str(part.value))
        elif isinstance(part, ast.FormattedValue):
            inner = part.value
            text = (
                "python" if name_of(inner) == "sys.executable" else known.get(inner.id, "") if isinstance(inner, ast.Name) else ""
            )
            parts.append(text.strip('"') if text and "$" not in text else "${py_value}")
    return "".join(parts)


def _assignments(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield the statements of a body and of the blocks in it, not those of functions."""
    for node in body:
        yield node
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            for name in ("body", "orelse", "finalbody"):
                yield from _assignments(getattr(node, name, []))


def returned(function: ast.FunctionDef | ast.AsyncFunctionDef) -> str:
    """Return the command that a function puts together and returns, as shell words; nothing where it returns something else."""
    known = constants(function.body)
    for node in reversed(function.body):
        if isinstance(node, ast.Return) and isinstance(node.value, ast.List | ast.Name):
            text = " ".join(_each(node.value, known))
            return text if " " in text else ""
    return ""


def constants(body: list[ast.stmt], outer: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the names that a body gives one constant value, as shell words."""
    found: dict[str, list[str]] = {}
    for node in _assignments(body):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        value = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
        for target in targets:
            if isinstance(target, ast.Name) and value is not None:
                known = {**(outer or {}), **{name: words[0] for name, words in found.items() if len(words) == 1}}
                found.setdefault(target.id, []).append(" ".join(_each(value, known)))
    return {name: words[0] for name, words in found.items() if len(words) == 1 and "$py_value" not in words[0]}
