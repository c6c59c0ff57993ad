"""What tells the rows of a matrix apart in the names of their files also reaches their builds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from core.findings import Finding
from core.rules import Rule
from discovery.workflows.commands import commands
from discovery.workflows.job_runs import JobRun
from discovery.workflows.path import on_the_way
from facts.workflows.yaml_positions import scalars
from gates.tooling.rule_context import Context

_MATRIX = re.compile(r"\bmatrix\.([\w.-]+)|\bmatrix\[")
# What only names and packs files; everything else may build by the value that it is given.
_PACKS = frozenset(
    {
        "tar",
        "zip",
        "7z",
        "cp",
        "mv",
        "mkdir",
        "echo",
        "printf",
        "gh",
        "sha256sum",
        "shasum",
        "ls",
        "cd",
        "rm",
        "strip",
        "Compress-Archive",
        "Copy-Item",
        "Move-Item",
        "gzip",
        "xz",
        "zstd",
    }
)
_HANDS = (
    "actions/upload-artifact",
    "softprops/action-gh-release",
    "ncipollo/release-action",
    "svenstaro/upload-release-action",
    "actions/cache",
    "actions/upload-release-asset",
)
_JOBS = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  build:
    strategy: {{matrix: {0}}}
    runs-on: ${{{{ matrix.{1} }}}}
    steps:
      - run: make finch
      - uses: actions/upload-artifact@v4
        with: {{name: "finch-${{{{ matrix.arch }}}}", path: finch}}
  publish: {{needs: build, runs-on: ubuntu-24.04, steps: [{{run: gh release create v1 finch}}]}}
"""

RULE = Rule(
    id="rows-reach-their-build",
    title="Rows whose files have different names also build them differently.",
    why="The value stands in the name and nowhere else: the same program is released under several names, and does not start on most of them.",
    fix="choose the runner by the row, or give the value to the build",
    reference="GitHub: running variations of jobs in a workflow",
    bad={".github/workflows/release.yml": _JOBS.format("{os: [ubuntu-24.04], arch: [x64, arm64]}", "os")},
    good={
        ".github/workflows/release.yml": _JOBS.format(
            "{include: [{arch: x64, runner: ubuntu-24.04}, {arch: arm64, runner: ubuntu-24.04-arm}]}", "runner"
        )
    },
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each job with rows that differ only in values which nothing but names of files reads."""
    seen: set[tuple[str, int]] = set()
    for _, job in on_the_way(context.graph):
        rows = job.job.matrix.rows
        if len(rows) < 2 or len(rows) > 200 or (job.job.file, job.job.line) in seen or job.job.calls:
            continue
        named, used = _read(job)
        for first, second in combinations(rows, 2):
            differ = {key for key in {*first, *second} if first.get(key) != second.get(key)}
            if differ and differ & named and not any(_touches(key, used) for key in differ):
                seen.add((job.job.file, job.job.line))
                values = ", ".join(f"{key} {first.get(key, '')} and {second.get(key, '')}" for key in sorted(differ & named))
                got = f"rows of job {job.id} differ in {values}, which names their files and reaches no build"
                yield Finding(RULE.id, job.job.file, job.job.line, got, "builds that differ as their names do", RULE.fix)
                break


def _touches(key: str, used: set[str]) -> bool:
    return "*" in used or any(key == each or key.startswith(f"{each}.") or each.startswith(f"{key}.") for each in used)


def _read(job: JobRun) -> tuple[set[str], set[str]]:
    """Return the keys of the matrix that names of files hold, and those that anything else reads."""
    named: set[str] = set()
    used: set[str] = set()
    for key, value in job.job.body.entries.items():
        if key not in ("steps", "name", "strategy"):
            used |= {name for each in scalars(value) for name in _keys(each.text)}
    for step in job.steps:
        hands = step.action in _HANDS
        for key, value in step.body.entries.items():
            texts = [each.text for each in scalars(value)]
            if key == "name":
                continue
            if key == "with" and hands:
                named |= {name for text in texts for name in _keys(text)}
            elif key != "run":
                used |= {name for text in texts for name in _keys(text)}
    _commands(job, named, used)
    return named, used


def _commands(job: JobRun, named: set[str], used: set[str]) -> None:
    lines: dict[str, set[str]] = {}
    for each in commands(job):
        kind = named if each.ran.command.tool in _PACKS else used
        for name in _keys(each.ran.text):
            kind.add(name)
        lines.setdefault(each.step.line.__str__(), set()).update(_keys(each.ran.text))
    for step in job.steps:
        if step.run is not None and set(_keys(step.run.text)) - lines.get(str(step.line), set()):
            used |= set(_keys(step.run.text)) - lines.get(str(step.line), set())  # read in a way that is no word of a command
        outputs = (
            step.run is not None
            and step.id
            and any(f"steps.{step.id}.outputs" in each.text for other in job.steps for each in scalars(other.body))
        )
        if outputs and step.run is not None:
            used |= set(_keys(step.run.text))


def _keys(text: str) -> list[str]:
    return [name or "*" for name in _MATRIX.findall(text)]
