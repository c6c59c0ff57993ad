"""Walk a script as its shell would: every command that can run, in order, with what its failure does.

Rules of the shell that decide it: errexit counts where it is on at that place, not in conditions, not left of `&&` and
`||`, not behind `!`; a pipe fails with its last command unless pipefail is on; `local x=$(...)` and a word hide the
status inside; what runs in the background fails only where it is waited for; the last command's status is the script's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase

from facts.runs.conditions import all_hold, holds
from facts.runs.failing import (
    asks_for_parts,
    ends_badly_later,
    ends_well,
    fails,
    fails_in_the_end,
    is_looked_at,
    is_remembered,
    quiet_fallback,
)
from facts.runs.ran import Guard, Moved, Ran
from facts.runs.state import State
from facts.shell.invocations import Invocation, invoked, started_by_find
from facts.shell.script import Script, set_options
from facts.shell.syntax import AndOr, Call, Case, Declaration, Function, Group, If, Loop, Pipeline, Statement, Test, Word
from facts.shell.walking import walk, words

_DEPTH = 14
_MOST = 4000
Starts = Callable[[Invocation, Statement, Script, str, tuple[str, ...]], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class _Fate:
    """What a failure does here: with errexit, and as the status of the list; empty where it ends the job."""

    abort: str = ""
    status: str = ""
    tested: bool = False
    asked: bool = False
    parts_asked: bool = False  # whether what follows a pipe asks for the status of its parts
    unless: str = ""  # what a failure means where another answer is taken as well

    def of(self, state: State) -> str:
        return self.abort if state.errexit and not self.tested else self.status


@dataclass
class Walk:
    """One walk through a step; `scripts` by key, `starts` says which of them a command starts."""

    scripts: Mapping[str, Script]
    starts: Starts
    found: list[Ran] = field(default_factory=list)
    moves: list[Moved] = field(default_factory=list)
    _next_round: bool = False  # whether what ended a list was `continue`
    _into: tuple[str, ...] = ()  # files that the output of the group or loop around goes to
    _badly: bool = False  # whether it was a failure: what stands behind it is there to be run, and is walked all the same

    def script(
        self, script: Script, state: State, chain: tuple[str, ...] = (), fate: str = "", guards: tuple[Guard, ...] = ()
    ) -> None:
        """Walk a script from its first line; `fate` is what becomes of its failure."""
        state.errexit, state.pipefail = script.errexit, script.pipefail
        self._list(script.statements, state, _Fate(fate, fate), script, chain, guards)

    def _list(
        self,
        body: tuple[Statement, ...],
        state: State,
        fate: _Fate,
        script: Script,
        chain: tuple[str, ...],
        guards: tuple[Guard, ...],
    ) -> bool:
        """Walk statements one after the other; return whether the script ends here in any case."""
        for at, statement in enumerate(body):
            last = at == len(body) - 1
            here = fate
            if not last:
                seen = is_looked_at(body, at, script)
                here = replace(fate, status="" if seen else "set -e is off here" if not fate.tested else "in a condition")
                here = replace(here, abort="" if seen and fate.tested else fate.abort)
                here = replace(here, parts_asked=asks_for_parts(body[at + 1], script))
            before = len(self.found)
            ended = self._statement(statement, state, here, script, chain, guards)
            if ended is True and not (body is script.statements and isinstance(statement.node, Call)):
                return True
            if isinstance(ended, Guard):
                guards = (*guards, ended)
            if len(self.found) > _MOST:
                self.found[before:] = self.found[before : before + 1]
                return True
        return False

    def _statement(
        self, statement: Statement, state: State, fate: _Fate, script: Script, chain: tuple[str, ...], guards: tuple[Guard, ...]
    ) -> bool | Guard:
        outer = self._into
        if not isinstance(statement.node, Call) and (files := _files(statement, state)):
            self._into = files
        ended = self._in_place(statement, state, fate, script, chain, guards)
        self._into = outer
        return ended

    def _in_place(
        self, statement: Statement, state: State, fate: _Fate, script: Script, chain: tuple[str, ...], guards: tuple[Guard, ...]
    ) -> bool | Guard:
        node = statement.node
        if statement.background:
            fate = _Fate("it runs in the background", "it runs in the background", asked=fate.asked)
            if _is_waited_for(script, statement):
                fate = _Fate()
        if statement.negated:
            fate = replace(fate, tested=True, status="behind `!`" if not fate.asked else fate.status)
        rest = (script, chain, guards)
        self._inside_words(statement, state, fate, *rest)
        if isinstance(node, Call):
            return self._call(node, statement, state, fate, *rest)
        if isinstance(node, Declaration):
            _assign(node, state)
        elif isinstance(node, AndOr):
            return self._and_or(node, state, fate, *rest)
        elif isinstance(node, Pipeline):
            self._pipeline(node, state, fate, *rest)
        elif isinstance(node, If):
            return self._if(node, state, fate, *rest)
        elif isinstance(node, Loop):
            self._loop(node, state, fate, *rest)
        elif isinstance(node, Case):
            return self._case(node, state, fate, *rest)
        elif isinstance(node, Group):
            inner = state.copy() if node.subshell else state
            if node.subshell:
                lost = fate.of(state)
                self._list(node.body, inner, _Fate(lost, lost, fate.tested, fate.asked), *rest)
            else:
                return self._list(node.body, inner, fate, *rest)
        elif isinstance(node, Function):
            state.functions[node.name] = (node.body, script)
        return False

    def _inside_words(
        self, statement: Statement, state: State, fate: _Fate, script: Script, chain: tuple[str, ...], guards: tuple[Guard, ...]
    ) -> None:
        node = statement.node
        bare = isinstance(node, Call) and not node.words
        for word in words(statement):
            if word.inner:
                name = node.keyword if isinstance(node, Declaration) else node.name if isinstance(node, Call) else "a test"
                hidden = f"`{name}` hides its status"
                lost = fate.of(state) if bare else hidden
                inner = state.copy()
                inner.errexit = False
                outer, self._into = self._into, ()
                self._list(word.inner, inner, _Fate(lost, lost, asked=True), script, chain, guards)
                self._into = outer

    def _and_or(
        self, node: AndOr, state: State, fate: _Fate, script: Script, chain: tuple[str, ...], guards: tuple[Guard, ...]
    ) -> bool | Guard:
        known = holds(node.left, state)
        if node.op == "&&":
            # A failure on the left is the list's status, but errexit does not look at it.
            left = replace(fate, tested=True)
            if isinstance(node.right.node, Call) and node.right.node.name in ("break", "exit", "return", "continue"):
                # A try that ends a loop or a script when it succeeds: what comes behind is the answer to a failure.
                left = replace(
                    left,
                    status="" if ends_badly_later(script, node.right.line) else fate.status or "no try that failed is looked at",
                )
            self._statement(node.left, state, left, script, chain, guards)
            if known is False:
                return False
            guard = Guard(_shown(node.left, state), held=True, line=script.first_line + node.left.line - 1)
            inner = guards if known else (*guards, guard)
            ended = self._statement(node.right, state, fate, script, chain, inner)
            if ended is True and known and not self._badly:
                return True
            return replace(guard, held=False) if ended is True else False
        quiet = quiet_fallback(node.right, script)
        ending = fails(node.right, script)
        # `|| exit 1` ends the shell as errexit would, also where errexit is off or a loop goes on.
        lost = (fate.abort if _exits(node.right) else fate.of(state)) if ending else quiet or fate.unless
        self._statement(node.left, state, _Fate(lost, lost, tested=True, asked=not ending and not lost), script, chain, guards)
        if known is True:
            return False
        guard = Guard(_shown(node.left, state), held=False, line=script.first_line + node.left.line - 1)
        ended = self._statement(node.right, state.copy() if known is None else state, fate, script, chain, (*guards, guard))
        if ended is True and (known is None or self._badly):
            return replace(guard, held=True)
        return ended is True

    def _pipeline(
        self, node: Pipeline, state: State, fate: _Fate, script: Script, chain: tuple[str, ...], guards: tuple[Guard, ...]
    ) -> None:
        outer = self._into
        for part in node.parts:
            here = fate
            self._into = outer if part is node.parts[-1] else ()
            if part is not node.parts[-1] and not state.pipefail and not fate.parts_asked:
                lost = "piped into another command without pipefail"
                here = replace(fate, abort=lost, status=lost)
            self._statement(part, state.copy(), here, script, chain, guards)

    def _if(
        self, node: If, state: State, fate: _Fate, script: Script, chain: tuple[str, ...], guards: tuple[Guard, ...]
    ) -> bool | Guard:
        ways: list[State] = []
        ended: list[tuple[bool, Guard]] = []
        remaining = guards
        complete = False
        for at, branch in enumerate(node.branches):
            known: bool | None = True
            guard = Guard((), held=True, line=0)
            if branch.condition:
                known = all_hold(branch.condition, state)
                otherwise = next((later.body for later in node.branches[at + 1 :] if not later.condition), ())
                bad = otherwise if not branch.condition[-1].negated else branch.body
                good = branch.body if not branch.condition[-1].negated else otherwise
                quiet = all(quiet_fallback(each, script) for each in bad) and not any(
                    is_remembered(each, script) for each in good
                )
                tried_again = any(ends_well(each) for each in good) and fails_in_the_end(script, branch.condition[-1].line)
                refuses = tried_again or any(fails(each, script) for each in bad)
                lost = fate.abort if refuses else "an `if` that goes on either way" if quiet else ""
                self._list(branch.condition, state, _Fate(lost, lost, tested=True, asked=True), script, chain, remaining)
                guard = Guard(
                    _shown(branch.condition[-1], state), held=True, line=script.first_line + branch.condition[-1].line - 1
                )
            if known is False:
                continue
            way = state.copy()
            inner = (*remaining, guard) if branch.condition and known is None else remaining
            stops = self._list(branch.body, way, fate, script, chain, inner)
            stops = stops and not (known is True and branch.condition and self._badly)
            ended.append((stops, guard))
            if not stops:
                ways.append(way)
            if known is True:
                complete = True
                break
            remaining = (*remaining, replace(guard, held=False))
        if not complete:
            ways.append(state.copy())
        if not ways:
            return True
        state.join(ways)
        stopping = [guard for stops, guard in ended if stops and guard.words]
        return replace(stopping[0], held=False) if stopping else False

    def _loop(
        self, node: Loop, state: State, fate: _Fate, script: Script, chain: tuple[str, ...], guards: tuple[Guard, ...]
    ) -> None:
        if node.condition:
            unless = "a loop that may also end without its success" if node.kind == "until" else ""
            self._list(node.condition, state, _Fate("", "", tested=True, asked=True, unless=unless), script, chain, guards)
        items = [text for word in node.words for text in state.words(word)]
        if node.kind == "for" and len(items) == 1 and re.fullmatch(r"[\w./-]+/\*/?", items[0]):
            items = self._packages(items[0]) or items
        known = node.kind == "for" and items and not any("$" in item or "*" in item for item in items) and len(items) <= 12
        inner = replace(
            fate, status=fate.status or "" if len(items) == 1 and known else fate.status or "only the last round counts"
        )
        pattern = items[0] if len(items) == 1 and re.fullmatch(r"[\w./-]*\*[\w.-]*\.[\w.]+", items[0]) else None
        for item in items if known else [pattern]:
            way = state.copy() if item is None else state
            if node.name:
                way.values[node.name] = (item,) if item is not None else None
            if self._list(node.body, way, inner, script, chain, guards) and not self._next_round:
                break
        if not known:  # nobody knows how often it is gone through, nor where it is left
            state.values.update(dict.fromkeys(_set_in(node.body)))

    def _packages(self, pattern: str) -> list[str]:
        """Return the folders of packages that a pattern stands for."""
        folders = {key.split(":")[1] for key in self.scripts if key.startswith("npm:")}
        wanted = pattern.removeprefix("./").rstrip("/")
        return sorted(each for each in folders if fnmatchcase(each, wanted) and each.count("/") == wanted.count("/"))

    def _case(
        self, node: Case, state: State, fate: _Fate, script: Script, chain: tuple[str, ...], guards: tuple[Guard, ...]
    ) -> bool | Guard:
        said = state.text(node.word.text)
        ways, stops = [], []
        for arm in node.arms:
            patterns = [state.text(word.text) for word in arm.patterns]
            known = None if "$" in said else any(fnmatchcase(said, pattern) for pattern in patterns)
            if known is False:
                continue
            way = state.copy()
            guard = Guard(("case", said, *patterns), held=True, line=script.first_line + node.word.line - 1)
            stops.append(self._list(arm.body, way, fate, script, chain, guards if known else (*guards, guard)))
            if not stops[-1]:
                ways.append(way)
            if known:
                state.join(ways)
                return stops[-1]
        state.join([*ways, state.copy()] if ways else [])
        return False

    def _call(
        self,
        call: Call,
        statement: Statement,
        state: State,
        fate: _Fate,
        script: Script,
        chain: tuple[str, ...],
        guards: tuple[Guard, ...],
    ) -> bool | Guard:
        if not call.words:
            _assign(call, state)
            return False
        if call.name in ("cd", "pushd") and len(call.words) > 1:
            line, lost = script.first_line + statement.line - 1, fate.of(state) or ("in a condition" if fate.asked else "")
            self.moves.append(Moved(state.folder, state.text(call.texts[1]), script.file, line, chain, guards, lost))
        if call.name in _BUILTINS:
            return _BUILTINS[call.name](call, state)
        if call.name in ("exit", "return", "continue", "break"):
            self._next_round = call.name == "continue"
            self._badly = call.name == "exit" and call.texts[1:2] not in ((), ("0",))
            return True
        expanded = tuple(_word(text, word) for word in call.words for text in state.words(word))
        if not expanded:
            return False
        command = invoked(expanded)
        lost = fate.of(state) or state.forgiven
        if (function := state.functions.get(expanded[0].text)) is not None:
            self._function(function, expanded, state, fate, chain, guards)
            return False
        by_find = started_by_find(Call(expanded, ()))
        ignored = "find ends well whatever `-exec ... \\;` answers" if "+" not in command.arguments[-1:] else ""
        for found, fault in ((command, lost), (by_find, lost or ignored)):
            if found is None:
                continue
            self.found.append(
                Ran(
                    found, script.file, script.first_line + statement.line - 1, chain, guards, fault, fate.asked, state.folder,
                    _files(statement, state) or self._into,
                    " ".join(word.text for word in expanded),
                )
            )  # fmt: skip
        texts = tuple(word.text for word in expanded)
        for key in self.starts(command, statement, script, state.folder, texts):
            self._started(key, command, call, state, lost, chain, guards, script)
        return False

    def _function(
        self,
        function: tuple[Statement, Script],
        expanded: tuple[Word, ...],
        state: State,
        fate: _Fate,
        chain: tuple[str, ...],
        guards: tuple[Guard, ...],
    ) -> None:
        body, script = function
        name = f"{script.file}:{expanded[0].text}()"
        if name in chain or len(chain) > _DEPTH:
            return
        kept = state.arguments
        if not script.file.endswith(".py"):  # there, the words of the command line are everywhere
            state.arguments = tuple(word.text for word in expanded[1:])
        self._statement(body, state, fate, script, (*chain, name), guards)
        state.arguments = kept

    def _started(
        self,
        key: str,
        command: Invocation,
        call: Call,
        state: State,
        lost: str,
        chain: tuple[str, ...],
        guards: tuple[Guard, ...],
        caller: Script,
    ) -> None:
        if key in chain or len(chain) > _DEPTH:
            return
        script = self.scripts[key]
        sourced = command.tool in ("source", ".", "eval")
        inner = state if sourced else state.copy()
        inner.values.update({assign.name: _value(assign.value, state) for assign in call.assigns})
        texts = [word.text for word in command.words]
        if key.startswith(("make:", "just:")):
            pairs = [text.partition("=") for text in texts if "=" in text and not text.startswith("-")]
            inner.values.update({name: (value,) if "$" not in value else None for name, _, value in pairs})
            inner.folder = script.folder or inner.folder
        if key.startswith("npm:"):
            inner.folder = script.folder  # a script of a package runs in the package's folder
        if script.parameters:
            given = texts[texts.index(key.split(":")[-1]) + 1 :] if key.split(":")[-1] in texts else []
            for at, parameter in enumerate(script.parameters):
                name, _, default = parameter.partition("=")
                said = given[at] if at < len(given) else default.strip("\"'")
                inner.values[f"just_{name}"] = None if "$" in said else (said,)
        if not key.startswith("inline:") and not sourced:
            at = next(
                (i for i, text in enumerate(texts) if key.endswith(text.removeprefix("./").rsplit("/", 1)[-1]) and text), -1
            )
            inner.arguments = tuple(texts[at + 1 :])
        errexit, pipefail = state.errexit, state.pipefail
        if key.startswith("make:") and command.flag("-i", "--ignore-errors"):
            lost = "make -i"
        if sourced:
            self._list(script.statements, inner, _Fate(lost, lost), script, (*chain, key), guards)
        else:
            self.script(script, inner, (*chain, key), lost, guards)
            state.errexit, state.pipefail = errexit, pipefail


def _files(statement: Statement, state: State) -> tuple[str, ...]:
    """Return the files that a statement redirects its output to."""
    return tuple(state.text(each.target.text) for each in statement.redirects if each.op in (">", ">>", "&>"))


def _is_waited_for(script: Script, statement: Statement) -> bool:
    return any(call.name == "wait" and (len(call.words) > 1) and each.line >= statement.line for call, each, _ in script.calls())


def _shown(statement: Statement, state: State) -> tuple[str, ...]:
    """Return the words of a condition, those of every command in it."""
    said: list[str] = []
    for each, _ in walk([statement]):
        if isinstance(each.node, Call | Test):
            said.extend(state.text(word.text) for word in each.node.words)
    return tuple(said)


def _word(text: str, word: Word) -> Word:
    return Word(text, word.line, "$" not in text, word.quoted, word.inner, word.names if "$" in text else ())


def _value(word: Word | None, state: State) -> tuple[str, ...] | None:
    if word is None:
        return ("",)
    said = state.text(word.text)
    return None if "$" in said else (said,)


def _assign(node: Call | Declaration, state: State) -> None:
    for assign in node.assigns:
        if assign.values or (assign.value is None and isinstance(node, Call)):
            listed = tuple(text for word in assign.values for text in state.words(word))
            before = state.values.get(assign.name, ()) if assign.append else ()
            state.values[assign.name] = None if before is None else (*before, *listed)
        elif assign.value is not None:
            value = _value(assign.value, state)
            before = state.values.get(assign.name, ("",)) if assign.append else ("",)
            state.values[assign.name] = None if value is None or before is None else ("".join(before) + "".join(value),)


def _set_in(body: tuple[Statement, ...]) -> set[str]:
    """Return the names of the variables that statements set, wherever they stand in them."""
    nodes = [statement.node for statement, place in walk(body) if not place.function]
    assigned = {
        each.name
        for node in nodes
        if isinstance(node, Declaration) or (isinstance(node, Call) and not node.words)
        for each in node.assigns
    }
    read = {
        text
        for node in nodes
        if isinstance(node, Call) and node.name in ("read", "mapfile", "readarray")
        for text in node.texts[1:]
    }
    return assigned | {name for name in read if name.isidentifier()}


def _set(call: Call, state: State) -> bool:
    if "e" in set_options(call, "-"):
        state.errexit = True
    if "e" in set_options(call, "+"):
        state.errexit = False
    if "pipefail" in set_options(call, "-"):
        state.pipefail = True
    if "pipefail" in set_options(call, "+"):
        state.pipefail = False
    if "--" in call.texts:
        state.arguments = tuple(state.text(text) for text in call.texts[call.texts.index("--") + 1 :])
    return False


def _exits(statement: Statement) -> bool:
    """Whether a statement ends its shell by `exit`, alone or at the end of a group."""
    node = statement.node
    if isinstance(node, Group) and not node.subshell and node.body:
        return _exits(node.body[-1])
    return isinstance(node, Call) and node.name == "exit"


def _cd(call: Call, state: State) -> bool:
    import posixpath

    said = state.text(call.texts[1]) if len(call.texts) > 1 else ""
    if said == "$js_folder":  # a program computes it: it is not the folder where the program runs
        state.folder = said
        return False
    joined = posixpath.normpath(posixpath.join(state.folder, said)) if said and "$" not in said else ""
    state.folder = "" if joined in (".", "") or joined.startswith("..") else joined
    return False


def _trap(call: Call, state: State) -> bool:
    if len(call.texts) > 2 and {"ERR", "EXIT", "0"} & set(call.texts[2:]) and re.search(r"\bexit 0\b|\bexit\s*$", call.texts[1]):
        state.forgiven = "a trap ends the script well"
    return False


def _shift(call: Call, state: State) -> bool:
    count = int(call.texts[1]) if len(call.texts) > 1 and call.texts[1].isdigit() else 1
    state.arguments = None if state.arguments is None else state.arguments[count:]
    return False


def _unset(call: Call, state: State) -> bool:
    for name in call.texts[1:]:
        state.values.pop(name, None)
    return False


_BUILTINS: Mapping[str, Callable[[Call, State], bool]] = {
    "set": _set,
    "cd": _cd,
    "pushd": _cd,
    "shift": _shift,
    "trap": _trap,
    "unset": _unset,
}
