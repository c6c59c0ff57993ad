"""An output or variable that is written as `name=value` has a value of one line."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.findings import Finding
from core.location import Location
from core.rules import Rule
from discovery.workflows.path import on_the_way
from facts.shell.invocations import Invocation, invocation
from facts.shell.script import Script
from facts.shell.syntax import AndOr, Call, Pipeline, Statement, Word
from facts.shell.variables import values_of
from facts.workflows.sources import step_key
from gates.tooling.rule_context import Context

_FILE = re.compile(r"GITHUB_(?:OUTPUT|ENV)\b")
_JOBS = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  publish:
    runs-on: ubuntu-24.04
    permissions: {{contents: write}}
    steps:
      - uses: actions/checkout@v4
        with: {{fetch-depth: 0}}
      - id: notes
        run: |
          {0}
      - uses: softprops/action-gh-release@v2
        with: {{body: "${{{{ steps.notes.outputs.text }}}}"}}
"""
_ONE = 'echo "text=$(git log --format=%s v1.0.0..)" >> "$GITHUB_OUTPUT"'
_MANY = '{ echo "text<<END"; git log --format=%s v1.0.0..; echo END; } >> "$GITHUB_OUTPUT"'

RULE = Rule(
    id="multiline-outputs-use-a-delimiter",
    title="A multiline value is written to GITHUB_OUTPUT with a delimiter.",
    why="The runner rejects the second line (`Invalid format`): any multiline value fails the step.",
    fix="write name<<DELIMITER, the value, and DELIMITER, or join the lines",
    reference="GitHub: workflow commands, multiline strings",
    bad={".github/workflows/release.yml": _JOBS.format(_ONE)},
    good={".github/workflows/release.yml": _JOBS.format(_MANY)},
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each value that has several lines and is written as one."""
    seen: set[Location] = set()
    for _, job in on_the_way(context.graph):
        for step in job.steps:
            script = context.graph.scripts.get(step_key(step))
            if script is None or step.run is None:
                continue
            for call, statement, place in script.calls():
                redirects = [*statement.redirects, *(each for parent in place.parents for each in parent.redirects)]
                written = any(_FILE.search(each.target.text) for each in redirects)
                if not written or call.name not in ("echo", "printf"):
                    continue
                at = script.at(statement.line)
                shown = next((each for word in call.words[1:] if (each := _several(context, script, word))), "")
                if shown and at not in seen:
                    seen.add(at)
                    got = f"the output of `{shown}` may have several lines and is written as name=value (job {job.id})"
                    yield Finding(RULE.id, at.path, at.line, got, "a value with a delimiter", RULE.fix)


def _several(context: Context, script: Script, word: Word) -> str:
    """Return the command that makes a value of several lines in an assignment `name=value`; nothing where it makes one line."""
    if not re.match(r"[\w-]+=", word.text):
        return ""
    for name in word.names:
        values = values_of(script, name)
        whole = len(values) == 1 and bool(values[0].inner) and re.fullmatch(rf"[\w-]+=\$\{{?{name}\}}?", word.text)
        if whole and (shown := _of(context, values[0].inner)):
            return shown
    return _of(context, word.inner)


def _of(context: Context, inner: tuple[Statement, ...]) -> str:
    last = _last(inner[-1]) if len(inner) == 1 else None
    if last is None or not isinstance(last.node, Call):
        return ""
    command = invocation(last.node)
    return " ".join((command.tool, *command.arguments[:1])) if _has_several(context, command) else ""


def _last(statement: Statement) -> Statement | None:
    node = statement.node
    if isinstance(node, Pipeline):
        return None if any(isinstance(part.node, AndOr) for part in node.parts) else node.parts[-1]
    if isinstance(node, AndOr):
        return _last(node.left) if node.op == "||" else None
    return statement


def _has_several(context: Context, command: Invocation) -> bool:
    if command.tool == "git":
        return _of_git(command)
    return command.tool == "git-cliff" or (command.tool in ("cat", "sed", "awk") and _of_a_text(context, command))


def _of_git(command: Invocation) -> bool:
    one = command.flag("-1", "--max-count", "-n") or any(re.match(r"-n?1$|--max-count=1", flag) for flag in command.flags)
    verb = command.arguments[:1]
    return (verb in (("log",), ("shortlog",)) and not one) or (verb == ("diff",) and command.flag("--name-only"))


def _of_a_text(context: Context, command: Invocation) -> bool:
    """Whether it prints a text of the project that has several lines, or a range of its lines."""
    files = [context.graph.root / word for word in command.arguments if "$" not in word and not word.startswith("/")]
    several = any(
        path.is_file() and path.suffix in (".md", ".rst", ".txt") and path.read_text("utf-8", "replace").count("\n") > 2
        for path in files
    )
    if command.tool == "cat":
        return several
    ranges = any(re.search(r"/[^/]*/\s*,\s*/|\bflag\b|\bf\b.*;\s*f|found|p=1", word.text) for word in command.words)
    return several and ranges
