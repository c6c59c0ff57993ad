"""A Go program that needs cgo is not released without it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.findings import Finding
from core.rules import Rule
from discovery.workflows.effects import Effect
from discovery.workflows.job_commands import said
from discovery.workflows.job_runs import JobRun
from discovery.workflows.path import on_the_way
from gates.tooling.committed_tree import CommittedTree, committed
from gates.tooling.rule_context import Context

_JOBS = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  release:
    runs-on: ubuntu-24.04
    permissions: {{contents: write}}
    env: {{CGO_ENABLED: "{0}"}}
    steps:
      - uses: actions/checkout@v4
      - run: go build -o finch .
      - run: gh release create "$GITHUB_REF_NAME" finch
"""
_TREE = {
    "go.mod": "module example.org/finch\n\ngo 1.24\n\nrequire github.com/mattn/go-sqlite3 v1.14.24\n",
    "main.go": 'package main\n\nimport _ "github.com/mattn/go-sqlite3"\n\nfunc main() {}\n',
}

RULE = Rule(
    id="cgo-is-on-where-it-is-needed",
    title="A Go program that needs cgo is built with cgo.",
    why="With CGO_ENABLED=0 a stub is compiled in its place: the build succeeds, and the program fails at the first call.",
    fix="build with CGO_ENABLED=1 on a machine of each platform, or use a package that is written in Go",
    reference="Go: cmd/cgo; build constraints, the cgo tag",
    bad={**_TREE, ".github/workflows/release.yml": _JOBS.format("0")},
    good={**_TREE, ".github/workflows/release.yml": _JOBS.format("1")},
    looks_at=lambda context: committed(context.graph).files,
)
# Modules that compile without cgo and then refuse to work; others stop the build.
_STUBS = re.compile(
    r'"(github\.com/mattn/go-sqlite3|github\.com/mutecomm/go-sqlcipher(?:/v\d+)?|github\.com/xeodou/go-sqlcipher)"'
)
_NOT_SHIPPED = re.compile(r"_test\.go$|(?:^|/)(?:testdata|vendor|examples?|third_party)/")
_OFF = re.compile(r"\bCGO_ENABLED\s*[:=]\s*[\"']?0\b")
_CONFIGURATIONS = (".goreleaser.yaml", ".goreleaser.yml", "goreleaser.yaml", "goreleaser.yml")


def findings(context: Context) -> Iterator[Finding]:
    """Yield the first build without cgo of each job, where shipped source imports what is only a stub then."""
    tree = committed(context.graph)
    needing = next(_needing(tree), None)
    for _, job in on_the_way(context.graph) if needing is not None else ():
        for effect in job.effects:
            if _builds(effect) and _is_off(tree, job, effect):
                got = (
                    f"job {job.id} builds with CGO_ENABLED=0, and {needing[0]} imports {needing[1]}, which needs cgo"
                    if needing
                    else ""
                )
                yield Finding(RULE.id, effect.file, effect.line, got, "a build with cgo", RULE.fix)
                break


def _needing(tree: CommittedTree) -> Iterator[tuple[str, str]]:
    """Yield each shipped source file without a build constraint on cgo, and what it imports."""
    for path in sorted(tree.files):
        if path.endswith(".go") and not _NOT_SHIPPED.search(path):
            text = tree.text(path)
            found = _STUBS.search(text)
            if found and not re.search(r"^//go:build[^\n]*\bcgo\b", text, re.MULTILINE):
                yield path, found[1]


def _builds(effect: Effect) -> bool:
    return effect.what.startswith("go build") or "goreleaser" in f"{effect.text} {effect.step.uses}"


def _is_off(tree: CommittedTree, job: JobRun, effect: Effect) -> bool:
    """Whether cgo is off for a build: in its environment, on its line, in the script or in the configuration of the tool."""
    env = {**job.workflow.env, **job.job.env, **effect.step.env}
    if "CGO_ENABLED" in env:
        return env["CGO_ENABLED"].strip("\"' ") == "0"
    if "goreleaser" in f"{effect.text} {effect.step.uses}":
        texts = [tree.text(name) for name in _CONFIGURATIONS]
        return any(_OFF.search(text) for text in texts) and not any(
            re.search(r"CGO_ENABLED\s*[:=]\s*[\"']?1", text) for text in texts
        )
    text = said(job, effect.step)
    return bool(_OFF.search(text)) and "CGO_ENABLED=1" not in text
