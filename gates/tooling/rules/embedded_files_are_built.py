"""Files that a program embeds and that no commit holds are built before the program is."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from core.findings import Finding
from core.rules import Rule
from discovery.workflows.job_commands import commands
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
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-go@v5
{0}      - run: go build -o finch .
      - run: gh release create "$GITHUB_REF_NAME" finch
"""
_TREE = {
    "go.mod": "module example.org/finch\n\ngo 1.24\n",
    "main.go": 'package main\n\nimport "embed"\n\n//go:embed all:dist\nvar dist embed.FS\n\nfunc main() { println(dist) }\n',
    "dist/.gitkeep": "",
    "web/package.json": '{"name": "web", "private": true, "scripts": {"build": "vite build --outDir ../dist"}}',
}
_JOBS_BAD = _JOBS.format("")
_JOBS_GOOD = _JOBS.format("      - run: npm ci && npm run build\n        working-directory: web\n")

RULE = Rule(
    id="embedded-files-are-built",
    title="Files that a released program embeds, and that are not committed, are built in the job that builds the program.",
    why="A placeholder keeps the build working: the program is released without its web interface, and tests do not notice.",
    fix="build the files before the program, in the same job, or download them from the job that builds them",
    reference="Go: package embed",
    bad={**_TREE, ".github/workflows/release.yml": _JOBS_BAD},
    good={**_TREE, ".github/workflows/release.yml": _JOBS_GOOD},
    looks_at=lambda context: context.graph.workflows,
)
_EMBEDS = re.compile(r"^//go:embed[ \t]+(.+)$", re.MULTILINE)
_PLACEHOLDER = re.compile(r"\.\w*keep|\.gitignore|placeholder[\w.]*|keep", re.IGNORECASE)
# What builds nothing but Go programs, or only looks; after any other command the files may be there.
_ONLY_GO = frozenset(
    {"cd", "cp", "echo", "export", "gh", "git", "go", "grep", "ls", "mkdir", "printf", "set", "tar", "test", "zip", "["}
)
_ONLY_ACTIONS = re.compile(
    r"actions/(?:checkout|setup-[\w-]+|cache|upload-artifact)$|goreleaser/goreleaser-action$|sigstore/cosign-installer$|anchore/sbom-action"
)
_HOOK = re.compile(r"^[^\S\n]*-\s*(?:cmd:\s*)?(?!go\s)\S.*$", re.MULTILINE)
_CONFIGURATIONS = (".goreleaser.yaml", ".goreleaser.yml", "goreleaser.yaml", "goreleaser.yml")


def findings(context: Context) -> Iterator[Finding]:
    """Yield each folder that a program embeds and that only holds a placeholder, where no step can have filled it."""
    tree = committed(context.graph)
    empty = list(_empty(tree))
    if not empty or _has_hooks(tree):
        return
    for _, job in on_the_way(context.graph):
        builds = [
            each
            for each in job.effects
            if each.kind in ("build", "release", "publish", "draft") and _builds_go(f"{each.text} {each.step.uses}")
        ]
        if builds and any(step.action == "actions/checkout" for step in job.steps) and not _may_fill(job):
            for path, line, folder in empty:
                got = f"{path}:{line} embeds {folder}, which only holds a placeholder, and job {job.id} builds the program without filling it"
                yield Finding(RULE.id, builds[0].file, builds[0].line, got, "a step that builds the files", RULE.fix)
            return


def _empty(tree: CommittedTree) -> Iterator[tuple[str, int, str]]:
    """Yield source, line and folder of each embedded folder of which only a placeholder is committed."""
    for path in sorted(tree.files):
        if not path.endswith(".go") or path.endswith("_test.go") or "testdata/" in path or "vendor/" in path:
            continue
        text = tree.text(path)
        for found in _EMBEDS.finditer(text):
            for word in found[1].split():
                folder = posixpath.normpath(posixpath.join(posixpath.dirname(path), word.removeprefix("all:").removesuffix("/*")))
                held = [each for each in tree.files if each.startswith(f"{folder}/")]
                if held and "*" not in folder and all(_PLACEHOLDER.fullmatch(posixpath.basename(each)) for each in held):
                    yield path, text[: found.start()].count("\n") + 1, folder


def _has_hooks(tree: CommittedTree) -> bool:
    """Whether the configuration of a release tool runs something before it builds."""
    texts = [tree.text(name) for name in _CONFIGURATIONS]
    return any(_HOOK.search(text.partition("hooks:")[2].partition("\nbuilds:")[0]) for text in texts if "hooks:" in text)


def _builds_go(text: str) -> bool:
    return re.search(r"\bgo (?:build|install)\b|goreleaser", text) is not None


def _may_fill(job: JobRun) -> bool:
    actions = [step.action for step in job.steps if step.action]
    others = [each.ran.command.tool for each in commands(job) if each.ran.command.tool not in _ONLY_GO]
    generates = any(each.ran.command.tool == "go" and "generate" in each.ran.command.arguments[:1] for each in commands(job))
    return generates or bool(others) or any(not _ONLY_ACTIONS.match(action) for action in actions)
