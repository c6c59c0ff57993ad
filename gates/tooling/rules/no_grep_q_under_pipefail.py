"""No `producer | grep -q` under pipefail.

The matcher ends at the first hit, the producer is killed by SIGPIPE while it still writes, and pipefail turns the hit
into a failure: only with large output, only sometimes.
"""

from __future__ import annotations

from collections.abc import Iterator

from core.findings import Finding
from core.rules import Rule
from facts.shell.invocations import invocation
from facts.shell.script import Script
from facts.shell.syntax import Call, Pipeline, Statement
from facts.workflows.release_scripts import shell
from gates.tooling.rule_context import Context, found_at

_MATCHERS = frozenset({"grep", "egrep", "fgrep", "rg", "ggrep"})
# One short write: it is in the pipe before the matcher can end.
_SHORT = frozenset({"echo", "printf", "whoami", "uname", "hostname", "date", "basename", "dirname"})
RULE = Rule(
    id="no-grep-q-under-pipefail",
    title="No `grep -q` under pipefail (SIGPIPE).",
    why="grep exits at the first match, the producer is killed by SIGPIPE, and pipefail turns the match into a failure.",
    fix="read the output first, or replace `grep -q` with `grep ... >/dev/null`",
    bad={
        ".github/workflows/release.yml": """\
on: push
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - shell: bash
        run: |
          tar -tzf dist/x.tgz | grep -q package.json
          npm publish ./dist/x.tgz
""",
    },
    good={
        ".github/workflows/release.yml": """\
on: push
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - shell: bash
        run: |
          tar -tzf dist/x.tgz | grep package.json > /dev/null
          npm publish ./dist/x.tgz
""",
    },
    looks_at=lambda context: context.graph.scripts,
)


def findings(context: Context) -> list[Finding]:
    """Return one finding for each such pipe in the scripts of the release."""
    named = context.table.scripts
    return [line for script in shell(context.graph, named) if script.fails_with_pipe for line in _in_script(script)]


def _in_script(script: Script) -> Iterator[Finding]:
    for statement, _ in script.spots:
        if isinstance(statement.node, Pipeline):
            producer, matcher = statement.node.parts[-2:]
            if _ends_early(matcher) and not _is_short(producer):
                yield (
                    found_at(
                        RULE,
                        script.at(statement.line),
                        (
                            f"`{_name(producer)} | {_name(matcher)}` under pipefail fails when the match comes early ("
                            f"{_name(producer)} is killed by SIGPIPE)"
                        ),
                        "read its output first, or replace `grep -q` with `grep ... >/dev/null`",
                    )
                )


def _ends_early(statement: Statement) -> bool:
    if not isinstance(statement.node, Call):
        return False
    command = invocation(statement.node)
    letters = "".join(flag[1:] for flag in command.flags if not flag.startswith("--"))
    return command.tool in _MATCHERS and ("q" in letters or command.flag("--quiet", "--silent"))


def _is_short(statement: Statement) -> bool:
    if not isinstance(statement.node, Call):
        return False
    command = invocation(statement.node)
    if command.tool == "zipfile":
        return True  # `python -m zipfile -l`: Python keeps a pipe's text until 8 KiB or the end
    return command.tool in _SHORT or command.flag("--version", "-V") or command.arguments == ("version",)


def _name(statement: Statement) -> str:
    if not isinstance(statement.node, Call):
        return "{ ... }"
    return " ".join(statement.node.texts[:2])
