"""A program that is built on Windows is taken with its suffix."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.findings import Finding
from core.rules import Rule
from discovery.workflows.path import makers
from facts.workflows.artifacts import expand
from facts.workflows.runners import machines
from gates.tooling.rule_context import Context

_TAKES = {
    "actions/upload-artifact": "path",
    "softprops/action-gh-release": "files",
    "svenstaro/upload-release-action": "file",
    "ncipollo/release-action": "artifacts",
}
_PROGRAM = re.compile(r"(?:^|/)target/(?:[\w.-]+/)?release/[\w-]+$")
_JOBS = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  build:
    strategy: {{matrix: {{include: [{{os: ubuntu-24.04, suffix: ""}}, {{os: windows-2025, suffix: .exe}}]}}}}
    runs-on: ${{{{ matrix.os }}}}
    steps:
      - uses: actions/checkout@v4
      - run: cargo build --release
      - uses: actions/upload-artifact@v4
        with: {{name: "finch-${{{{ matrix.os }}}}", path: "target/release/finch{0}"}}
  publish: {{needs: build, runs-on: ubuntu-24.04, steps: [{{uses: actions/download-artifact@v4}}, {{run: cargo publish}}]}}
"""

RULE = Rule(
    id="windows-programs-are-named-exe",
    title="A program that a matrix job builds on Windows is referred to as NAME.exe.",
    why="Without the extension nothing matches, an upload without files only warns, and the release has no program for Windows.",
    fix="give each matrix job the extension of its programs",
    reference="actions/upload-artifact: if-no-files-found",
    bad={".github/workflows/release.yml": _JOBS.format("")},
    good={".github/workflows/release.yml": _JOBS.format("${{ matrix.suffix }}")},
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each step that takes a program of a Windows row without its suffix."""
    seen: set[tuple[str, int]] = set()
    for _, job in makers(context.graph):
        places = [each for each in machines(job.job) if each.system == "windows"]
        for step in job.steps if places else ():
            given = step.input(_TAKES.get(step.action, "")) if step.action in _TAKES else ""
            for place in places if given else ():
                lines = [line.strip() for line in re.split(r"[\n,]", expand(given, place.row)) if line.strip()]
                wrong = [line for line in lines if _PROGRAM.search(line)]
                whole = any(".exe" in line or "*" in line for line in lines)
                if wrong and not whole and place.runs(step) and (step.file, step.line) not in seen:
                    seen.add((step.file, step.line))
                    got = f"job {job.id} uses {wrong[0]} on {place.label}"
                    yield Finding(RULE.id, step.file, step.line, got, f"{wrong[0]}.exe", RULE.fix)
