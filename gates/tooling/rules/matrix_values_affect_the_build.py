"""What tells the rows of a matrix apart in the names of their files also reaches their builds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from core.findings import Finding
from core.rules import Rule
from discovery.workflows.job_runs import JobRun
from discovery.workflows.path import on_the_way
from facts.workflows.yaml_positions import Value, scalars
from gates.tooling.rule_context import Context

_MATRIX = re.compile(r"\bmatrix\.([\w.-]+)|\bmatrix\[")
# What only names and packs files; everything else may build by the value that it is given.
_PACKS = frozenset({"tar", "zip", "7z", "cp", "mv", "gh", "sha256sum", "shasum", "gzip", "echo"})
_NAMES = frozenset({"gh", "sha256sum", "shasum", "gzip", "echo"})  # of these every word is a name or a text
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
    id="matrix-values-affect-the-build",
    title="Matrix values that appear in a file's name also affect how it is built.",
    why="Otherwise the same program is released under several names, and does not start on most of those platforms.",
    fix="choose the runner by the matrix value, or pass the value to the build",
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
                got = f"matrix jobs of {job.id} differ in {values}, which is in the names of their files but used in no build"
                yield Finding(RULE.id, job.job.file, job.job.line, got, "a build that uses the matrix value", RULE.fix)
                break


def _touches(key: str, used: set[str]) -> bool:
    return "*" in used or any(key == each or key.startswith(f"{each}.") or each.startswith(f"{key}.") for each in used)


def _read(job: JobRun) -> tuple[set[str], set[str]]:
    """Return the keys of the matrix that names of files hold, and those that anything else reads."""
    named: set[str] = set()
    used: set[str] = set()
    paths: set[str] = set()
    for key, value in job.job.body.entries.items():
        if key not in ("steps", "name", "strategy"):
            used |= _keys_below(value)
    for step in job.steps:
        if step.run is not None:
            for line in re.split(r"\n|&&|;", re.sub(r"\\\n", " ", step.run.text)):
                made, taken = _in_line(line)
                named |= made
                used |= taken
        for key, value in step.body.entries.items():
            if key == "with" and step.action in _HANDS:
                named |= {each for name in ("name", "asset_name", "tag_name") for each in _keys(step.input(name))}
                paths |= _keys_below(value)
            elif key not in ("run", "name"):
                used |= _keys_below(value)
    return named, used | (paths - named)


def _in_line(line: str) -> tuple[set[str], set[str]]:
    """Return the keys that a line only writes into the name of what it packs, and those that it uses otherwise."""
    keys = set(_keys(line))
    words = re.sub(r"\$\{\{([^}]{0,500})\}\}", lambda found: f"${{{{{found[1].strip().replace(' ', '')}}}}}", line).split()
    if not keys or not words or words[0] not in _PACKS:
        return set(), keys
    target = words[-1] if words[0] in ("cp", "mv") else _archive(words)
    made = set(_keys(target))
    others = {key for word in words[1:] if word != target for key in _keys(word)}
    if words[0] in _NAMES:
        return keys, set()
    return made, others


def _archive(words: list[str]) -> str:
    """Return the archive that a command makes: behind the flag that names it, or the first word that is no flag."""
    at = next((at for at, word in enumerate(words) if re.fullmatch(r"-?\w*f", word)), 0)
    return (
        words[at + 1]
        if at and at + 1 < len(words)
        else next((word for word in words[1:] if not word.startswith("-") and len(word) > 1), "")
    )


def _keys_below(value: Value) -> set[str]:
    return {name for each in scalars(value) for name in _keys(each.text)}


def _keys(text: str) -> list[str]:
    return [name or "*" for name in _MATRIX.findall(text)]
