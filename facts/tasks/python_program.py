"""A Python program as shell: its functions, its choices, and the commands that it starts, each on its own line.

Read from the syntax tree. What a condition is worth stays open, but for words of the command line, for which
`argument WORD "$@"` stands; a table of functions by name is a choice by the words of the command line.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

from facts.tasks.python_commands import command, constants, name_of, returned
from facts.tasks.task import Task, placed, quoted

_IMPORTED = {"run", "call", "check_call", "check_output", "Popen", "system"}


@dataclass
class _Writer:
    known: dict[str, str]
    functions: frozenset[str]
    wrappers: dict[str, bool]
    beginnings: dict[str, tuple[tuple[str, ...], bool]]  # functions that put words before those they are given
    imported: frozenset[str]
    tables: dict[str, dict[str, list[str]]]
    looked_at: frozenset[str]
    lines: dict[int, str] = field(default_factory=dict)
    forgiven: bool = False

    def put(self, line: int, text: str) -> None:
        before = self.lines.get(line, "")
        joint = " " if not before or before.endswith(("then", "do", "{", "else", "then :", "do :", "{ :", "else :")) else "; "
        self.lines[line] = text if not before else f"{before}{';' if before.endswith(' :') else joint.rstrip()} {text}"


def program(text: str) -> Task | None:
    """Return the program as one task; None where it is not Python of this version."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return None
    writer = _writer(tree)
    _body(writer, tree.body)
    return Task("", 1, placed(writer.lines, text.count("\n") + 2))


def functions(text: str, decorators: tuple[str, ...]) -> tuple[Task, ...]:
    """Return the functions that such a decorator makes a task (nox, invoke), each with what it runs."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return ()
    found = []
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and any(_decorated(each, decorators) for each in node.decorator_list):
            writer = _writer(tree)
            pre = [name_of(each) for deco in node.decorator_list if isinstance(deco, ast.Call) for each in deco.args]
            _body(writer, node.body)
            first = node.lineno
            moved = {number - first + 1: said for number, said in writer.lines.items()}
            own = "; ".join(f"invoke {name}" for name in pre if name and "task" in decorators)
            moved[1] = "; ".join(filter(None, (own, moved.get(1, ""))))
            name = next((_given(d, "name") for d in node.decorator_list if _given(d, "name")), node.name)
            found.append(Task(name, first, placed(moved, (node.end_lineno or first) - first + 1)))
    return tuple(found)


def _given(node: ast.expr, key: str) -> str:
    pairs = node.keywords if isinstance(node, ast.Call) else []
    return next((str(k.value.value) for k in pairs if k.arg == key and isinstance(k.value, ast.Constant)), "")


def _decorated(node: ast.expr, names: tuple[str, ...]) -> bool:
    return name_of(node.func if isinstance(node, ast.Call) else node) in names


def _writer(tree: ast.Module) -> _Writer:
    imported = {
        alias.asname or alias.name
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and node.module in ("subprocess", "os")
        for alias in node.names
        if alias.name in _IMPORTED
    }
    defined = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    wrappers = {node.name: fails for node in defined if (fails := _wraps(node, frozenset(imported))) is not None}
    tables = {
        node.targets[0].id: table
        for node in tree.body
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and (table := _table(node.value, {each.name for each in defined}))
    }
    looked = {
        name_of(n.value) for n in ast.walk(tree) if isinstance(n, ast.Attribute) and n.attr in ("returncode", "check_returncode")
    }
    beginnings = {node.name: found for node in defined if (found := _begins(node, frozenset(imported))) is not None}
    names = frozenset(node.name for node in defined) - set(wrappers) - set(beginnings)
    given = {f"{node.name}()": text for node in defined if (text := returned(node))}
    return _Writer(
        {**given, **constants(tree.body, given)}, names, wrappers, beginnings, frozenset(imported), tables, frozenset(looked)
    )


def _wraps(node: ast.FunctionDef | ast.AsyncFunctionDef, imported: frozenset[str]) -> bool | None:
    """Return whether a function that runs what it is given fails with it; None where it runs nothing that it is given."""
    arguments = {each.arg for each in (*node.args.args, *([node.args.vararg] if node.args.vararg else []))}
    for call in ast.walk(node):
        if isinstance(call, ast.Call) and call.args and isinstance(call.args[0], ast.Name | ast.List | ast.Starred):
            first = call.args[0]
            inner = first.elts[0] if isinstance(first, ast.List) and first.elts else first
            inner = inner.value if isinstance(inner, ast.Starred) else inner
            started = command(call, {}, {}, imported)
            if started and isinstance(inner, ast.Name) and inner.id in arguments:
                text = ast.unparse(node)
                return started[1] or "returncode" in text or "sys.exit" in text
    return None


def _begins(node: ast.FunctionDef | ast.AsyncFunctionDef, imported: frozenset[str]) -> tuple[tuple[str, ...], bool] | None:
    """Return the words with which a function begins a command that goes on with all words it is given, and whether it fails with it."""
    given = node.args.vararg.arg if node.args.vararg and not node.args.args else ""
    started = [each for each in ast.walk(node) if isinstance(each, ast.Call) and command(each, {}, {}, imported) is not None]
    if not given or len(started) != 1:
        return None  # what else it starts would be lost
    words = _elements(node, started[0].args[0])
    at = next((place for place, each in enumerate(words) if _is_starred(each, given)), 0)
    constant = [each.value for each in words[:at] if isinstance(each, ast.Constant) and isinstance(each.value, str)]
    if not at or len(constant) != at or any(_is_starred(each, given) for each in words[at + 1 :]):
        return None
    done = command(started[0], {}, {}, imported)
    fails = (done is not None and done[1]) or "returncode" in ast.unparse(node) or "sys.exit" in ast.unparse(node)
    return tuple(constant), fails


def _elements(node: ast.FunctionDef | ast.AsyncFunctionDef, given: ast.expr) -> list[ast.expr]:
    """Return the words of a command: of a list, or of the one list that a name of the function has."""
    if isinstance(given, ast.Name):
        values = [
            each.value
            for each in ast.walk(node)
            if isinstance(each, ast.Assign) and [name_of(target) for target in each.targets] == [given.id]
        ]
        given = values[0] if len(values) == 1 else given
    return given.elts if isinstance(given, ast.List) else []


def _is_starred(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Starred) and isinstance(node.value, ast.Name) and node.value.id == name


def _spelled_out(writer: _Writer, call: ast.Call) -> tuple[str, bool] | None:
    """Return the command of a call of such a function."""
    words, fails = writer.beginnings[name_of(call.func)]
    whole = ast.List([*(ast.Constant(word) for word in words), *call.args], ast.Load())
    made = ast.Call(ast.Attribute(ast.Name("subprocess", ast.Load()), "run", ast.Load()), [whole], [])
    started = command(ast.fix_missing_locations(ast.copy_location(made, call)), writer.known, {}, writer.imported)
    return (started[0], fails) if started else None


def _table(node: ast.expr, defined: set[str]) -> dict[str, list[str]]:
    if not isinstance(node, ast.Dict):
        return {}
    found: dict[str, list[str]] = {}
    for key, value in zip(node.keys, node.values, strict=True):
        named = [each.id for each in ast.walk(value) if isinstance(each, ast.Name) and each.id in defined]
        if isinstance(key, ast.Constant) and isinstance(key.value, str) and named:
            found[key.value] = named
    return found


def _body(writer: _Writer, body: list[ast.stmt]) -> None:
    for statement in body:
        _statement(writer, statement)


def _statement(writer: _Writer, node: ast.stmt) -> None:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        if node.name not in writer.wrappers and node.name not in writer.beginnings:
            _block(writer, f"{node.name}() {{ :", node.lineno, node, [node.body], "; }")
    elif isinstance(node, ast.ClassDef):
        _body(writer, node.body)
    elif isinstance(node, ast.If):
        _if(writer, node)
    elif isinstance(node, ast.For | ast.AsyncFor | ast.While):
        _commands(writer, node.iter if isinstance(node, ast.For | ast.AsyncFor) else node.test)
        _block(writer, _loop_head(writer, node), node.lineno, node, [node.body, node.orelse], "; done")
    elif isinstance(node, ast.With | ast.AsyncWith):
        for item in node.items:
            _commands(writer, item.context_expr)
        _body(writer, node.body)
    elif isinstance(node, ast.Try):
        _try(writer, node)
    elif isinstance(node, ast.Match):
        for case in node.cases:
            _body(writer, case.body)
    elif isinstance(node, ast.Raise):
        _commands(writer, node)
        if not (isinstance(node.exc, ast.Call) and name_of(node.exc.func) == "SystemExit"):
            writer.put(node.lineno, "exit 1")
    else:
        _commands(writer, node)


def _loop_head(writer: _Writer, node: ast.For | ast.AsyncFor | ast.While) -> str:
    if isinstance(node, ast.While) or not isinstance(node.target, ast.Name):
        return "for py in $py_items; do :"
    items = node.iter.elts if isinstance(node.iter, ast.List | ast.Tuple) else []
    words = [quoted(str(each.value)) for each in items if isinstance(each, ast.Constant)]
    if isinstance(node.iter, ast.Name) and "$" not in writer.known.get(node.iter.id, "$"):
        words = [writer.known[node.iter.id]]
    return f"for py_{node.target.id} in {' '.join(words) or '$py_items'}; do :"


def _block(writer: _Writer, head: str, line: int, node: ast.stmt, bodies: list[list[ast.stmt]], end: str) -> None:
    writer.put(line, head)
    kept = writer.known
    writer.known = {**kept, **constants([each for body in bodies for each in body], kept)}
    for body in bodies:
        _body(writer, body)
    writer.known = kept
    last = node.end_lineno or line
    writer.lines[last] = f"{writer.lines.get(last, ':')} {end}"


def _if(writer: _Writer, node: ast.If) -> None:
    if "__name__" in ast.unparse(node.test):
        _body(writer, node.body)
        return
    _commands(writer, node.test)
    writer.put(node.lineno, f"if {_condition(node.test)}; then :")
    _body(writer, node.body)
    if node.orelse:
        line = node.body[-1].end_lineno or node.lineno
        writer.lines[line] = f"{writer.lines.get(line, ':')}; else :" if writer.lines.get(line) else "else :"
        _body(writer, node.orelse)
    last = node.end_lineno or node.lineno
    writer.lines[last] = f"{writer.lines[last]}; fi" if writer.lines.get(last) else "fi"


def _condition(test: ast.expr) -> str:
    words = [each.value for each in ast.walk(test) if isinstance(each, ast.Constant) and isinstance(each.value, str)]
    text = ast.unparse(test)
    sign = "! " if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not) else ""
    flag = [
        each.attr
        for each in ast.walk(test)
        if isinstance(each, ast.Attribute) and name_of(each.value) in ("args", "options", "opts")
    ]
    if isinstance(test, ast.Compare) and len(words) == 1 and len(test.ops) == 1 and ("argv" in text or flag):
        sign = "! " if isinstance(test.ops[0], ast.NotEq | ast.NotIn) else ""
        return f'{sign}argument "{words[0]}" "$@"' if words[0].replace("-", "").replace("_", "").isalnum() else "py_condition"
    if len(flag) == 1 and (isinstance(test, ast.Attribute) or sign):
        return f'{sign}argument "--{flag[0].replace("_", "-")}" "$@"'
    return "py_condition"


def _try(writer: _Writer, node: ast.Try) -> None:
    kept = writer.forgiven
    ends = all(_fails(handler.body) for handler in node.handlers)
    writer.forgiven = kept or (bool(node.handlers) and not ends)
    _body(writer, node.body)
    writer.forgiven = kept
    for body in (node.orelse, node.finalbody):
        _body(writer, body)


def _fails(body: list[ast.stmt]) -> bool:
    for node in body:
        for each in ast.walk(node):
            if isinstance(each, ast.Raise):
                return True
            if isinstance(each, ast.Call) and name_of(each.func) in ("sys.exit", "exit", "os._exit", "session.error"):
                return _ends_badly(each)
    return False


def _ends_badly(call: ast.Call) -> bool:
    return bool(call.args) and not (isinstance(call.args[0], ast.Constant) and call.args[0].value in (0, None))


def _commands(writer: _Writer, node: ast.AST) -> None:
    # An exit ends the program after the command whose status it takes.
    calls = [each for each in ast.walk(node) if isinstance(each, ast.Call)]
    for call in sorted(calls, key=lambda each: (each.end_lineno or 0, each.end_col_offset or 0)):
        writer_line = call.lineno
        spelled = name_of(call.func)
        own = _spelled_out(writer, call) if spelled in writer.beginnings else None
        if started := own or command(call, writer.known, writer.wrappers, writer.imported):
            text, fails = started
            fails = (fails or _used(writer, node, call)) and not writer.forgiven
            writer.put(writer_line, text if fails else f"{text} || true")
        elif spelled in writer.functions:
            writer.put(writer_line, spelled)
        elif spelled in ("sys.exit", "exit", "quit", "SystemExit") and not any(isinstance(each, ast.Call) for each in call.args):
            writer.put(writer_line, "exit 1" if _ends_badly(call) else "exit 0")
    for table, choices in _used_tables(writer, node):
        del table
        arms = " ".join(f"{key}) {'; '.join(names)} ;;" for key, names in choices.items())
        writer.put(getattr(node, "lineno", 1), f'for py in "$@"; do case "$py" in {arms} esac; done')


def _used_tables(writer: _Writer, node: ast.AST) -> Iterator[tuple[str, dict[str, list[str]]]]:
    for each in ast.walk(node):
        used = isinstance(each, ast.Subscript) or (isinstance(each, ast.Attribute) and each.attr == "get")
        if (
            used
            and isinstance(each, ast.Subscript | ast.Attribute)
            and isinstance(each.value, ast.Name)
            and each.value.id in writer.tables
        ):
            yield each.value.id, writer.tables[each.value.id]


def _used(writer: _Writer, node: ast.AST, call: ast.Call) -> bool:
    """Whether the result of a call that does not fail by itself is looked at: assigned and asked, or asked at once."""
    if isinstance(node, ast.Assign) and node.value is call:
        return any(name_of(target) in writer.looked_at for target in node.targets)
    return not (isinstance(node, ast.Expr) and node.value is call)
