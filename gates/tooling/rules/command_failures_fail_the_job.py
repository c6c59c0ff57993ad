"""A command that a release stands on fails its job when it fails.

`|| true`, a pipe without pipefail, `set +e` and a script without `set -e` each turn a failed build, test or upload green.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.findings import Finding
from core.rules import Rule
from facts.shell.fallbacks import ends_itself, idle_tests, lost_answers, shrug, unanswered
from facts.shell.invocations import Invocation, invocation
from facts.shell.refusals import green_errors, green_failures
from facts.shell.script import Script
from facts.shell.syntax import Call, Group, Statement
from facts.shell.walking import Place, walk, words
from facts.workflows.ignorable_commands import asks, dispensable
from facts.workflows.release_commands import carries_weight
from facts.workflows.release_graph import Machinery
from facts.workflows.release_path import release_scripts
from gates.tooling.rule_context import Context, found_at

_HARMLESS = frozenset(
    {"", "cd", "echo", "exit", "export", "printf", "pwd", "return", "set", "shift", "shopt", "trap", "true", "unset", "usage"}
)
_QUIET = frozenset({"pwsh_goes_on", "true", ":", "echo", "printf"})
_FILE = re.compile(r"[\w./-]{1,200}")
_RUNTIMES = ("python", "node", "ruby", "perl")
RULE = Rule(
    id="command-failures-fail-the-job",
    title="A command that a release depends on fails its job when it fails.",
    why="Otherwise the job succeeds although a build, test or upload failed.",
    fix="let the failure fail the job",
    bad={
        ".github/workflows/release.yml": """\
on: push
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - run: |
          cargo test || true
          cargo publish
""",
    },
    good={
        ".github/workflows/release.yml": """\
on: push
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - run: |
          cargo test
          cargo publish
""",
    },
    looks_at=lambda context: context.graph.scripts,
)


def findings(context: Context) -> list[Finding]:
    """Return one finding for each command of the release whose failure nobody sees."""
    scripts = release_scripts(context.graph)
    sourced = {key for script in scripts for key in _sourced(context.graph, script)}
    judges = (_cut_short, _in_tests)
    found = [
        line
        for script in scripts
        for line in (*_in_script(context.graph, script), *(said for each in judges for said in each(script)))
    ]
    told = {(line.path, line.line) for line in found}
    more = [line for script in scripts if script.key not in sourced for line in _without_errexit(script)]
    return found + [line for line in more if (line.path, line.line) not in told]


def _sourced(machinery: Machinery, script: Script) -> Iterator[str]:
    for call, _, _ in script.calls():
        if call.name in ("source", "."):
            yield machinery.script_named(call, script)


def _without_errexit(script: Script) -> Iterator[Finding]:
    if script.stops_on_failure or _own_set(script):
        return
    for call, statement, place in script.calls():
        unseen = not (place.tested or place.substituted or place.fallback or _last(script, statement, place))
        minor = script.key.startswith("inline:") and not carries_weight(invocation(call))  # what it is for fails without it
        settles = invocation(call).runs("git", "config")  # a commit without a name fails itself
        if unseen and call.name not in _HARMLESS and not place.function and not minor and not settles:
            yield (
                found_at(
                    RULE,
                    script.at(statement.line),
                    (f"{call.name or call.words[0].text} fails but the script continues, because {script.file} has no set -e"),
                    "begin it with set -euo pipefail",
                )
            )
            return


def _cut_short(script: Script) -> Iterator[Finding]:
    """An `exit 0` that nothing guards: whatever stands below it was written to be run, and is not."""
    for at, statement in enumerate(script.statements[:-1]):
        if isinstance(statement.node, Call) and statement.node.texts in (("exit",), ("exit", "0")):
            below = [call.name for call, later, place in script.calls() if later.line > statement.line and not place.function]
            if any(name not in _HARMLESS - {"exit"} for name in below) and not script.statements[at].redirects:
                yield found_at(
                    RULE,
                    script.at(statement.line),
                    f"nothing below this line is run ({' '.join(statement.node.texts)})",
                    "remove it",
                )
            return


def _in_script(machinery: Machinery, script: Script) -> Iterator[Finding]:
    for call, statement, place in script.calls():
        command = invocation(call)
        own = bool(machinery.script_named(call, script)) or _own_program(machinery, command)
        weighty = own or carries_weight(command)
        way = _way(script, statement, place) if weighty else _shrug(script, statement, place, command)
        if way:
            name = " ".join((command.tool or call.words[0].text, *command.arguments[:1]))
            yield found_at(
                RULE, script.at(statement.line), f"{name} fails but the job continues ({way})", "let its failure fail the job"
            )


def _own_program(machinery: Machinery, command: Invocation) -> bool:
    # A program of the checkout is there because the release needs what it does or says.
    named = [name for name in command.arguments[:1] if _FILE.fullmatch(name)]
    return command.tool.startswith(_RUNTIMES) and any((machinery.root / name).is_file() for name in named)


def _shrug(script: Script, statement: Statement, place: Place, command: Invocation) -> str:
    # `make || true` is meant to hide a failure, whatever is made; in `x="$(find || true)"` the empty answer is the answer.
    seen = all(each.target.text != "/dev/null" or each.descriptor == "2" for each in statement.redirects)
    spared = place.substituted or dispensable(command, seen=seen) or ends_itself(script, command.tool)
    return "" if spared else shrug(statement, place)


def _in_tests(script: Script) -> Iterator[Finding]:
    for statement, way in idle_tests(script):
        yield found_at(RULE, script.at(statement.line), f"this test cannot fail ({way})", "let its failure fail the job")
    for statement, said in green_errors(script):
        yield found_at(RULE, script.at(statement.line), f"it prints `{said[:60]}` and succeeds", "fail there (exit 1)")
    for call, statement in green_failures(script):
        if carries_weight(command := invocation(call)):
            name = " ".join((command.tool, *command.arguments[:1]))
            yield found_at(RULE, script.at(statement.line), f"{name} failed, but the script succeeds", "fail there (exit 1)")
    for call, statement, way in unanswered(script):
        if asks(command := invocation(call)):
            name = " ".join((command.tool, *command.arguments[:1]))
            yield found_at(
                RULE,
                script.at(statement.line),
                f"{name} fails, and no output counts as success ({way})",
                "let its failure fail the job",
            )
    for call, statement, way in lost_answers(script):
        command = invocation(call)
        # What is looked for or asked of a server may stay unanswered; what is read or made here may not.
        of_runs = command.runs("gh", "run", "view") or (
            command.runs("gh", "run", "list") and not _is_refused_empty(script, statement)
        )
        if carries_weight(command) or of_runs or not (asks(command) or command.tool in _HARMLESS):
            name = " ".join((command.tool, *command.arguments[:1]))
            yield (
                found_at(
                    RULE,
                    script.at(statement.line),
                    f"{name} fails, and its output is treated as empty ({way})",
                    "let its failure fail the job",
                )
            )


def _is_refused_empty(script: Script, asked: Statement) -> bool:
    """Whether the variable that takes an answer is itself held against the empty text afterwards."""
    for holder, _ in script.spots:
        for assign in getattr(holder.node, "assigns", ()):
            inner = assign.value.inner if assign.value is not None else ()
            if any(each is asked for each, _ in walk(inner)):
                return bool(re.search(rf"-[zn]\s+\"?\$\{{?{re.escape(assign.name)}\b", script.text))
    return False


def _way(script: Script, statement: Statement, place: Place) -> str:
    if place.fallback is not None and _succeeds(place.fallback):
        shown = _shown(place.fallback)
        return f"|| {shown}" if shown != "pwsh_goes_on" else "PowerShell goes on when a native command fails"
    asked = any("PIPESTATUS" in word.names for each, _ in script.spots if each.line >= statement.line for word in words(each))
    if place.piped_into is not None and not script.fails_with_pipe and not (place.tested or place.substituted or asked):
        return "piped into a second command without pipefail"
    if not place.tested and not place.substituted and not _last(script, statement, place):
        return "" if script.stops_on_failure or _own_set(script) else "no set -e in the script"
    return ""


def _succeeds(fallback: Statement) -> bool:
    node = fallback.node
    if isinstance(node, Group):
        return bool(node.body) and all(_succeeds(statement) for statement in node.body)
    if not isinstance(node, Call):
        return False
    return node.name in _QUIET or node.texts in (("exit", "0"), ("return", "0"))


def _shown(fallback: Statement) -> str:
    return " ".join(fallback.node.texts[:2]) if isinstance(fallback.node, Call) else "{ ... }"


def _last(script: Script, statement: Statement, place: Place) -> bool:
    outermost = place.parents[0] if place.parents else statement
    return bool(script.statements) and script.statements[-1] is outermost


def _own_set(script: Script) -> bool:
    return any(call.name == "set" and any("e" in text for text in call.texts[1:2]) for call, _, _ in script.calls())
