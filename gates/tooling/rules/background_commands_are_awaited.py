"""A command in the background that a script waits for is asked how it ended."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.findings import Finding
from core.location import Location
from core.rules import Rule
from discovery.workflows.path import on_the_way
from facts.shell.script import Script
from facts.shell.syntax import Call, Statement
from facts.shell.walking import walk, words
from gates.tooling.rule_context import Context

_RECORDS = re.compile(
    r"\bwait\s+(?:-n|\"?\$|%)|\bjobs\b|\bkill\b|exit_?(?:code|status)|\bfail(?:ed|ures?)?\b|PIPESTATUS", re.IGNORECASE
)
_GOES_ON = re.compile(r"\bwait\s+[^\n|;&]*\|\|\s*(?:true|:|echo|printf)\b(?![^\n]*(?:exit|fail\w*=|status=|rc=))")
_QUIET = ("sleep", "echo", "printf", "tail", "cat", "wait", "tee")
_JOBS = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  publish:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4
      - run: |
          node bundle.mjs en & first=$!
          node bundle.mjs fr & second=$!
          wait{0}
      - run: npm publish
"""

RULE = Rule(
    id="background-commands-are-awaited",
    title="A script that waits for background commands waits for each of them by its process id.",
    why=(
        "`wait` without an id always succeeds: a part that failed to build is missing from the release, and the "
        "run still succeeds."
    ),
    fix='save `$!` of each command, and run `wait "$pid"` for each',
    reference="bash: wait",
    bad={".github/workflows/release.yml": _JOBS.format("")},
    good={".github/workflows/release.yml": _JOBS.format(' "$first"; wait "$second"')},
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield the first command of each script that is started in the background and awaited by `wait` alone."""
    seen: set[Location] = set()
    for _, job in on_the_way(context.graph):
        for step in job.steps:
            for script in context.graph.scripts_of(step):
                line = _forgotten(script)
                where = script.at(line) if line else None
                if where is not None and where not in seen:
                    seen.add(where)
                    got = f"job {job.id} runs a command in the background, but `wait` without an id hides its status"
                    yield Finding(RULE.id, where.path, where.line, got, "`wait` with its process id", RULE.fix)


def _forgotten(script: Script) -> int:
    """Return the line of a command whose end nobody asks for; 0 where there is none."""
    waits = [each.line for call, each, _ in script.calls() if call.name == "wait" and len(call.words) == 1]
    if _GOES_ON.search(script.text):
        waits += [each.line for call, each, _ in script.calls() if call.name == "wait"]
    elif not waits or _RECORDS.search(script.text):
        return 0
    started = [each for each, _ in script.spots if each.background and each.line <= max(waits) and _counts(each)]
    return started[0].line if started else 0


def _counts(statement: Statement) -> bool:
    inside = [each for each, _ in walk([statement])]
    calls = [each.node for each in inside if isinstance(each.node, Call) and each.node.words]
    records = any("$?" in word.text for each in inside for word in words(each))
    return bool(calls) and not records and any(call.name not in _QUIET for call in calls)
