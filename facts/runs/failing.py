"""What a script does about a failure: ends, says something and goes on, or keeps the status to look at later."""

from __future__ import annotations

from collections.abc import Iterator

from core.cached import kept_with
from facts.shell.script import Script
from facts.shell.syntax import Call, Case, Declaration, Function, Group, If, Other, Statement, Test
from facts.shell.walking import walk, words

_QUIET = frozenset({"pwsh_goes_on", "true", ":", "echo", "printf", "sleep", "cat", "logger", "Write-Host"})
_ENDS = ("exit", "return", "throw", "die", "fail", "fatal", "abort", "false", "kill")


def fails(statement: Statement, script: Script) -> bool:
    """Whether a statement ends the script with a failure, itself or by a function of the script that does."""
    node = statement.node
    if isinstance(node, Group):
        return any(fails(each, script) for each in node.body)
    if isinstance(node, If):
        return (
            all(any(fails(each, script) for each in branch.body) for branch in node.branches) and not node.branches[-1].condition
        )
    if not isinstance(node, Call) or not node.words:
        return False
    if node.name in ("exit", "return"):
        return node.texts[1:2] != ("0",)
    if node.name in _ENDS:
        return True
    return node.name in _ending(script)


@kept_with
def _ending(script: Script) -> frozenset[str]:
    """Return the functions of a script that end in a failure somewhere."""
    bad = (
        place.function
        for call, _, place in script.calls()
        if call.name in ("exit", "return", "false") and call.texts[1:2] != ("0",)
    )
    return frozenset(bad) - {""}


def ends_badly_later(script: Script, line: int) -> bool:
    """Whether a script ends in a failure somewhere behind a line."""
    return _last_bad_end(script) >= line


@kept_with
def _last_bad_end(script: Script) -> int:
    bad = (
        each.line
        for call, each, _ in script.calls()
        if call.name in ("exit", "return", "false") and call.texts[1:2] not in ((), ("0",))
    )
    plain = (each.line for call, each, _ in script.calls() if call.name == "false")
    return max((*bad, *plain), default=0)


def quiet_fallback(statement: Statement, script: Script) -> str:
    """Return `|| ...` where nothing is done about the failure on its left, else nothing."""
    parts = _parts(statement)
    if not parts:
        return ""
    if accepted := _accepts_a_failure(parts):
        return accepted
    for part in parts:
        node = part.node
        if isinstance(node, Call) and not node.words:
            if any(_is_asked_later(script, assign.name, statement.line) for assign in node.assigns):
                return ""
        elif isinstance(node, Declaration):
            continue
        elif not isinstance(node, Call) or not (node.name in _QUIET or _ends_well(node)):
            return ""
    first = parts[0].node
    shown = " ".join(first.texts[:2]) if isinstance(first, Call) and first.words else "..."
    if shown == "pwsh_goes_on":
        return "PowerShell goes on when a native command fails"
    return f"|| {shown}" if len(parts) == 1 else f"|| {{ {shown} ... }}"


def _accepts_a_failure(parts: tuple[Statement, ...]) -> str:
    """Return the test where a fallback is one that some failing status passes: `|| [ $? -eq 124 ]`."""
    status = {"?"}
    for part in parts:
        node = part.node
        if isinstance(node, Call) and not node.words:
            status |= {each.name for each in node.assigns if each.value is not None and "?" in each.value.names}
    last = parts[-1]
    node = last.node
    if last.negated or {name for word in words(last) for name in word.names} - status:
        return ""
    if isinstance(node, Test) and len(node.comparisons) == 1:
        found = [("" if node.comparisons[0].left is None else "$", node.comparisons[0].op, node.comparisons[0].right.text)]
    elif isinstance(node, Call) and node.name in ("[", "test") and len(node.texts) >= 4:
        found = [(node.texts[1], node.texts[2], node.texts[3])]
    else:
        return ""
    left, op, right = found[0]
    passes = left.startswith("$") and op in ("-eq", "=", "==") and right.isdigit() and right != "0"
    return f"|| a test that the status {right} passes" if passes else ""


def _ends_well(call: Call) -> bool:
    return call.name in ("exit", "return", "continue", "break") and call.texts[1:] in ((), ("0",))


def fails_in_the_end(script: Script, line: int) -> bool:
    """Whether a script, or its function around a line, has a failure as its last statement: all tries are over then."""
    bodies = [
        each.node.body.node.body
        for each, _ in script.spots
        if isinstance(each.node, Function)
        and isinstance(each.node.body.node, Group)
        and each.line <= line <= max((one.line for one, _ in walk([each.node.body])), default=0)
    ]
    body = bodies[-1] if bodies else script.statements
    return bool(body) and body[-1].line >= line and fails(body[-1], script)


def ends_well(statement: Statement) -> bool:
    """Whether a statement ends its script or function with success."""
    node = statement.node
    return isinstance(node, Call) and node.name in ("exit", "return") and node.texts[1:] == ("0",)


def _parts(statement: Statement) -> tuple[Statement, ...]:
    return statement.node.body if isinstance(statement.node, Group) else (statement,)


def asks_for_parts(after: Statement, script: Script) -> bool:
    """Whether a statement asks how the parts of the pipe before it ended."""
    return "PIPESTATUS" in _mentioned(after, script)


def is_remembered(statement: Statement, script: Script) -> bool:
    """Whether a statement puts something into a variable that is asked later."""
    node = statement.node
    plain = (isinstance(node, Call) and not node.words) or isinstance(node, Declaration)
    return plain and any(_is_asked_later(script, each.name, statement.line) for each in getattr(node, "assigns", ()))


def is_looked_at(body: tuple[Statement, ...], at: int, script: Script) -> bool:
    """Whether the status of a statement is looked at by what follows it."""
    if at + 1 >= len(body):
        return False
    after = body[at + 1]
    node = after.node
    if not {"?", "PIPESTATUS"} & _mentioned(after, script):
        return False
    if (isinstance(node, Call) and not node.words) or isinstance(node, Declaration):
        return any(_is_asked_later(script, assign.name, after.line) for assign in node.assigns)
    if isinstance(node, If):
        return any(fails(each, script) for branch in node.branches for each in branch.body)
    if isinstance(node, Case):
        return any(fails(each, script) or is_remembered(each, script) for arm in node.arms for each in arm.body)
    return not (isinstance(node, Call) and node.name in _QUIET)


def _is_asked_later(script: Script, name: str, line: int) -> bool:
    return any(at >= line - 1 and (name in names or (at > line and not names)) for at, names in _questions(script))


@kept_with
def _questions(script: Script) -> tuple[tuple[int, frozenset[str]], ...]:
    """Return where a script asks about something, and which names stand there; arithmetic may ask about any."""
    return tuple(_each_question(script))


def _each_question(script: Script) -> Iterator[tuple[int, frozenset[str]]]:
    for statement, _ in script.spots:
        node = statement.node
        if isinstance(node, If):
            heads = [each for branch in node.branches for each in branch.condition]
            yield statement.line, frozenset().union(*(_mentioned(each, script) for each in heads))
        elif isinstance(node, Case | Test) or (isinstance(node, Call) and node.name in ("exit", "return", "test", "[", "((")):
            yield statement.line, _mentioned(statement, script) or frozenset({"nothing"})
        elif isinstance(node, Other):
            yield statement.line, frozenset()


def _mentioned(statement: Statement, script: Script) -> frozenset[str]:
    known, key = _mentions(script), id(statement)  # the script keeps its statements alive
    if key not in known:
        known[key] = frozenset(name for each, _ in walk([statement]) for word in words(each) for name in word.names)
    return known[key]


@kept_with
def _mentions(script: Script) -> dict[int, frozenset[str]]:
    return {}
