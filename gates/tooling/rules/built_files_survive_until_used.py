"""What a job downloads or builds is not cleaned away before it is used."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from core.findings import Finding
from core.location import Location
from core.rules import Rule
from discovery.workflows.job_commands import Placed, commands, said
from discovery.workflows.job_runs import JobRun
from discovery.workflows.path import on_the_way
from facts.workflows.workflow import WorkflowStep
from facts.workflows.yaml_positions import scalars
from gates.tooling.rule_context import Context

_ELSEWHERE = re.compile(r"^(?:/|~|\$\{\{\s*runner\.temp|\$\{?RUNNER_TEMP|\$\{?HOME|\.\.)")
_OUT = ("-o", "--out", "--outdir", "--out-dir", "--output", "--dist-dir", "-d")
_JOBS = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  publish:
    runs-on: ubuntu-24.04
    permissions: {{contents: write}}
    env: {{GH_TOKEN: "${{{{ github.token }}}}"}}
    steps:
      - uses: {0}
      - uses: {1}
      - run: gh release create "$GITHUB_REF_NAME" dist/* --generate-notes
"""
_DOWNLOAD = "actions/download-artifact@v4\n        with: {name: dist, path: dist}"
_CHECKOUT = "actions/checkout@v4"

RULE = Rule(
    id="built-files-survive-until-used",
    title="No checkout or clean removes what a job has downloaded or built and still needs.",
    why="A checkout empties the folder that it checks out into: what was downloaded before is gone, and often nothing fails.",
    fix="check out first, or into a folder of its own",
    reference="actions/checkout: clean, path",
    bad={".github/workflows/release.yml": _JOBS.format(_DOWNLOAD, _CHECKOUT)},
    good={".github/workflows/release.yml": _JOBS.format(_CHECKOUT, _DOWNLOAD)},
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each checkout, and each `git clean`, that removes files which a later step names."""
    seen: set[Location] = set()
    for _, job in on_the_way(context.graph):
        listed = list(commands(job))
        made = list(_made(job, listed))
        for at, step, folder, what in _removes(job, listed):
            for since, name, how in made:
                inside = f"{name}/".startswith(f"{folder}/") if folder else True
                if since < at and inside and step.at not in seen and _used(job, name, at) and not _made_again(made, name, at):
                    seen.add(step.at)
                    got = f"{what} in job {job.id} removes {name or 'everything there'}, which {how}"
                    yield Finding(RULE.id, step.file, step.line, got, "files kept until they are used", RULE.fix)


def _removes(job: JobRun, listed: list[Placed]) -> Iterator[tuple[int, WorkflowStep, str, str]]:
    cloned: set[str] = set()
    for at, step in enumerate(job.steps):
        if step.action == "actions/checkout":
            folder = _inside(step.input("path"))
            # Without a repository there the folder is emptied; in one, what git does not know is cleaned away.
            if folder not in cloned or step.input("clean") != "false":
                yield at, step, folder, "the checkout"
            cloned.add(folder)
    for each in listed:
        command = each.ran.command
        everything = any("x" in flag for flag in command.flags if not flag.startswith("--"))
        spares = command.flag("-n", "--dry-run", "-e", "--exclude") or len(command.arguments) != 1
        if command.runs("git", "clean") and everything and not spares and not each.ran.guards:
            yield each.at, each.step, each.ran.folder, "`git clean`"


def _made(job: JobRun, listed: list[Placed]) -> Iterator[tuple[int, str, str]]:
    for at, step in enumerate(job.steps):
        if step.action == "actions/download-artifact" and not _ELSEWHERE.match(step.input("path")):
            yield at, _inside(step.input("path")), "a step before downloaded"
    for each in listed:
        command = each.ran.command
        folders = list(command.arguments) if command.tool == "mkdir" else []
        named = command.value(*_OUT) if command.tool not in ("curl", "wget", "mkdir", "git", "docker", "grep") else None
        for word in (*folders, *([named] if named else [])):
            if not _ELSEWHERE.match(word) and "$" not in word and "/" not in each.ran.folder:
                first = _inside(posixpath.join(each.ran.folder, word))
                if first and not (job.machinery.root / first).exists():
                    yield each.at, first, "an earlier step created"


def _inside(path: str) -> str:
    found = posixpath.normpath(path.strip().strip("\"'") or ".")
    return "" if found == "." else found


def _used(job: JobRun, name: str, after: int) -> bool:
    """Whether a step behind it names the folder; the root is used by whatever publishes there."""
    rest = job.steps[after + 1 :]
    if not name:
        between = job.steps[:after]
        downloads = [at for at, step in enumerate(between) if step.action == "actions/download-artifact"]
        return bool(downloads) and all(step.run is None for step in between[downloads[-1] :]) and bool(rest)
    wanted = re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w-])")
    return any(wanted.search(each.text) for step in rest for each in scalars(step.body)) or any(
        wanted.search(said(job, step)) for step in rest
    )


def _made_again(made: list[tuple[int, str, str]], name: str, after: int) -> bool:
    return any(since > after and other == name for since, other, _ in made)
