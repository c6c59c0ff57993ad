"""A target of make that stands for a deed is no file of the project: make would have nothing to do for it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from core.findings import Finding
from core.rules import Rule
from discovery.workflows.job_commands import commands
from discovery.workflows.path import on_the_way
from facts.runs.ran import Ran
from facts.shell.script import Script
from facts.tasks import makefile
from facts.workflows.started import started
from gates.tooling.committed_tree import CommittedTree, committed
from gates.tooling.rule_context import Context

_JOBS = """\
on: {push: {tags: ["v*"]}}
jobs:
  publish:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4
      - run: make test
      - run: cargo publish
"""
_TREE = {".github/workflows/release.yml": _JOBS, "test/data.txt": "x\n"}
_RECIPE = "test:\n\tcargo test\n"
_FILE = re.compile(r"(?:GNU)?[Mm]akefile.*|.*\.(?:mk|mak|make)")

RULE = Rule(
    id="make-targets-are-phony",
    title="Every make target that a release runs is declared .PHONY if a file or directory of the project has its name.",
    why="make considers an existing file up to date: nothing is tested or built, and the step succeeds.",
    fix="add the target to .PHONY",
    reference="GNU make: phony targets",
    bad={**_TREE, "Makefile": _RECIPE},
    good={**_TREE, "Makefile": ".PHONY: test\n" + _RECIPE},
    looks_at=lambda context: context.graph.workflows,
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each target that make finds already there."""
    tree = committed(context.graph)
    seen: set[str] = set()
    for _, job in on_the_way(context.graph):
        if not any(step.action == "actions/checkout" for step in job.steps):
            continue
        for each in commands(job):
            for key in _goals(context, each.ran):
                script = context.graph.scripts[key]
                folder, goal = key.split(":", 2)[1:]
                path = f"{folder}/{goal}".lstrip("/")
                line = _idle(tree, script.file, goal) if key not in seen and tree.has(path) else 0
                seen.add(key)
                if line and not _is_removed(context.graph.scripts_of(each.step), goal):
                    got = f"job {job.id} runs `make {goal}`, but {path} exists, so make does nothing"
                    yield Finding(RULE.id, script.file, line, got, f".PHONY: {goal}", RULE.fix)


def _goals(context: Context, ran: Ran) -> Iterator[str]:
    """Yield the keys of the targets that a command names, as far as it reads the usual files."""
    command = ran.command
    if command.tool in ("make", "gmake") and not command.flag("-B", "--always-make", "-f", "--file", "--makefile"):
        texts = [word.text for word in command.words]
        for key in started(command, texts, context.graph.scripts, ran.file, ran.folder):
            if key.startswith("make:") and key.rsplit(":", 1)[-1]:
                yield key


def _idle(tree: CommittedTree, file: str, goal: str) -> int:
    """Return the line of a target that make takes for a file that is up to date; 0 where it may run."""
    found = makefile.targets(tree.text(file), goal)
    if not any(each.recipe for each in found) or any(each.always or each.needs for each in found):
        return 0
    declared = {name for path in _makefiles(tree) for name in makefile.phony(tree.text(path))}
    return 0 if goal in declared or any("$" in name for name in declared) else found[0].line


def _makefiles(tree: CommittedTree) -> Iterator[str]:
    """Yield every file that may be one of make: each may be included by another."""
    yield from (path for path in tree.files if _FILE.fullmatch(path.rsplit("/", 1)[-1]))


def _is_removed(scripts: Iterable[Script], goal: str) -> bool:
    removes = re.compile(rf"\b(?:rm|mv|rmdir)\b[^\n;&|]*(?<![\w-]){re.escape(goal)}(?![\w-])")
    return any(removes.search(script.text) for script in scripts)
