"""A variable of one step's shell is not there in the next step."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.findings import Finding
from core.rules import Rule
from discovery.workflows.job_commands import said
from discovery.workflows.path import on_the_way
from facts.shell.script import Script
from facts.shell.syntax import Loop
from facts.shell.variables import assignments
from facts.shell.walking import words
from facts.workflows.sources import is_powershell, step_key
from gates.tooling.rule_context import Context

_PUT = re.compile(r"(?:echo|printf)\s+(?:-\w+\s+)?[\"']?([A-Za-z_]\w*)(?:=|<<)")
_SET_BY = re.compile(
    r"\b(?:read|mapfile|readarray|getopts|unset)\b([^\n;|&]*)|printf\s+-v\s+(\w+)|\bfor\s+(\w+)\s+in\b|\(\(\s*(\w+)\s*="
)
_FROM_A_FILE = re.compile(r"(?m)(?:^[^\S\n]*|(?:[;&|({]|\b(?:then|do|else))\s*)(?:source|\.|eval)\s")
_PUTS_ANY = re.compile(r"BASH_ENV|bashrc|\.profile|\b(?:cat|tee|env|sed|awk|grep|jq|cp|python3?|node)\b[^\n]*GITHUB_ENV")
_JOBS = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  publish:
    runs-on: ubuntu-24.04
    permissions: {{contents: write}}
    env: {{GH_TOKEN: "${{{{ github.token }}}}", GH_REPO: example/finch}}
    steps:
      - run: |
          version=${{GITHUB_REF_NAME#v}}
          {0}
      - run: gh release create "$GITHUB_REF_NAME" --notes "finch $version"
"""

RULE = Rule(
    id="shell-variables-are-set-in-their-step",
    title="A step reads no shell variable that only an earlier step sets.",
    why="Each step has its own shell: the variable is silently empty there, and the step continues with the empty value.",
    fix='write it to "$GITHUB_ENV" in the earlier step, or set it again',
    reference="GitHub: workflow commands, setting an environment variable",
    bad={".github/workflows/release.yml": _JOBS.format('echo "finch $version"')},
    good={".github/workflows/release.yml": _JOBS.format('echo "version=$version" >> "$GITHUB_ENV"')},
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each variable that a step reads and that is gone, or not there yet."""
    seen: set[tuple[str, int, str]] = set()
    for _, job in on_the_way(context.graph):
        made: dict[str, str] = {}
        put: set[str] = set()
        given = {*job.workflow.env, *job.job.env}
        for step in job.steps:
            script = job.machinery.scripts.get(step_key(step))
            text = said(job, step)
            if "GITHUB_ENV" in text:
                put |= set(_PUT.findall(text))
            if script is None or step.run is None or is_powershell(job.job, step):
                continue
            own = _assigned(script)
            if _PUTS_ANY.search(text):
                break  # what it puts into the environment is not known
            for name, line in () if _FROM_A_FILE.search(script.text) else _read(script):
                known = name in own or name in given or name in step.env
                late = (
                    name in put
                    and name in _PUT.findall(script.text)
                    and not known
                    and name not in made
                    and _before(script, name, line)
                )
                at = script.at(line)
                if (late or (name in made and name not in put and not known)) and (at.path, at.line, name) not in seen:
                    seen.add((at.path, at.line, name))
                    got = (
                        f"{name} is read in the step that puts it into GITHUB_ENV, where it is still empty (job {job.id})"
                        if late
                        else f"{name} is read here but set only in the shell of a different step: {made[name]} (job {job.id})"
                    )
                    yield Finding(RULE.id, at.path, at.line, got, "a variable of this step", RULE.fix)
            made.update(dict.fromkeys(own, step.title.splitlines()[0][:40]))


def _assigned(script: Script) -> set[str]:
    names = {each.name for each in assignments(script)}
    names |= {statement.node.name for statement, _ in script.spots if isinstance(statement.node, Loop)}
    return names | {
        name for groups in _SET_BY.findall(script.text) for each in groups for name in re.findall(r"[A-Za-z_]\w*", each)
    }


def _read(script: Script) -> Iterator[tuple[str, int]]:
    for statement, _ in script.spots:
        for word in words(statement):
            for name in word.names:
                spared = re.search(rf"\$\{{[!#]?{re.escape(name)}(?:\[[^\]]*\])?:?[-+=?]", script.text)
                if re.fullmatch(r"[A-Za-z_]\w+", name) and not spared:
                    yield name, word.line


def _before(script: Script, name: str, line: int) -> bool:
    """Whether the variable is put into the environment above the line that reads it."""
    above = "\n".join(script.text.splitlines()[: line - 1])
    return name in _PUT.findall(above) and "GITHUB_ENV" in above
