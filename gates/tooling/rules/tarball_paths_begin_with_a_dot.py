"""npm takes what it is given for a file, not for a GitHub repository.

`npm publish folder/x.tgz` has one slash and no `./`: npm reads it as the shorthand owner/repository and asks GitHub.
Source: npm-package-arg, which tries hosted shorthands before file names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.findings import Finding
from core.rules import Rule
from facts.shell.invocations import Invocation, invocation
from facts.shell.script import Script
from facts.shell.variables import values_of
from facts.workflows.release_scripts import shell
from gates.tooling.rule_context import Context, found_at

_SHORTHAND = re.compile(r"[^@:/.~$][^@:/]*/[^/:]+\.(?:tgz|tar\.gz)")
_VARIABLE = re.compile(r"\$(?:(\w+)|\{(\w+)(?:\[\.\.\.\])?\})")
_VERBS = ("publish", "install", "i", "add", "exec")
RULE = Rule(
    id="tarball-paths-begin-with-a-dot",
    title="A tarball that is passed to npm is read as a file, not as a repository.",
    why="npm reads dir/x.tgz as owner/repository and requests it from GitHub.",
    fix="write ./ before the path",
    bad={
        ".github/workflows/release.yml": """\
on: push
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - run: npm publish dist/x-1.0.0.tgz
""",
    },
    good={
        ".github/workflows/release.yml": """\
on: push
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - run: npm publish ./dist/x-1.0.0.tgz
""",
    },
    looks_at=lambda context: context.graph.scripts,
)


def findings(context: Context) -> list[Finding]:
    """Return one finding for each such path."""
    named = context.table.scripts
    return [line for script in shell(context.graph, named) for line in _in_script(script)]


def _in_script(script: Script) -> Iterator[Finding]:
    for call, statement, _ in script.calls():
        command = invocation(call)
        if command.tool in ("npm", "pnpm") and command.arguments[:1] and command.arguments[0] in _VERBS:
            for path in _paths(command, script):
                yield (
                    found_at(
                        RULE,
                        script.at(statement.line),
                        f"npm reads {path} as the GitHub repository {path.removesuffix('.tgz')}, not as a file",
                        f"write ./{path}",
                    )
                )


def _paths(command: Invocation, script: Script) -> Iterator[str]:
    for text in command.arguments[1:]:
        variable = _VARIABLE.fullmatch(text)
        values = values_of(script, variable.group(1) or variable.group(2)) if variable else ()
        for candidate in [value.text for value in values] or [text]:
            if _SHORTHAND.fullmatch(candidate):
                yield candidate
