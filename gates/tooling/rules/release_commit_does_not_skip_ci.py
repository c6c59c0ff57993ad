"""The commit that is tagged lets the workflows start that wait for its tag."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from core.findings import Finding
from core.location import Location
from core.rules import Rule
from discovery.workflows.job_runs import JobRun, Run, runs
from discovery.workflows.path import patterns
from facts.runs.steps import ran
from facts.text import json_text
from gates.tooling.rule_context import Context

_MARK = re.compile(r"\[(?:skip ci|ci skip|no ci|skip actions|actions skip)\]|skip-checks:\s*true", re.IGNORECASE)
_CUT = """\
on: workflow_dispatch
jobs:
  cut:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4
        with: {{token: "${{{{ secrets.RELEASE_TOKEN }}}}"}}
      - run: git commit -am "Release 1.2.3{0}" && git tag v1.2.3 && git push origin main v1.2.3
"""
_PUBLISH = 'on: {push: {tags: ["v*"]}}\njobs:\n  publish: {runs-on: ubuntu-24.04, steps: [{run: cargo publish}]}\n'
_CONFIGS = (".releaserc", ".releaserc.json", "package.json")

RULE = Rule(
    id="release-commit-does-not-skip-ci",
    title="The message of the tagged commit does not skip workflows.",
    why="[skip ci] in a commit message also applies to the push of its tag: the publishing workflow never starts.",
    fix="leave the marker out of the message of the release commit",
    reference="GitHub: skipping workflow runs",
    bad={".github/workflows/cut.yml": _CUT.format(" [skip ci]"), ".github/workflows/publish.yml": _PUBLISH},
    good={".github/workflows/cut.yml": _CUT.format(""), ".github/workflows/publish.yml": _PUBLISH},
    looks_at=lambda context: context.graph.workflows,
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each commit that is tagged with such a mark, where a publishing workflow waits for the tag."""
    known = runs(context.graph)
    waiting = [run for run in known if run.publishes and patterns(run.workflow, "push", "tags")]
    for run in known:
        others = [other for other in waiting if other is not run]
        for job in run.jobs if others else ():
            for at, said in _tagged(context, run, job):
                got = f"job {job.id} tags a commit whose message has {said}, and {others[0].workflow.file} waits for the tag"
                yield Finding(RULE.id, at.path, at.line, got, "a message without it", RULE.fix)


def _tagged(context: Context, run: Run, job: JobRun) -> Iterator[tuple[Location, str]]:
    """Yield each commit with a mark that is the last one before a tag is made in the job."""
    last: tuple[Location, str] | None = None
    for step in job.steps:
        message = " ".join(step.input(key) for key in ("commit_message", "message", "commit-message"))
        if step.uses and re.search(r"commit", step.action):
            found = _MARK.search(message)
            last = (step.at, found[0]) if found else None
            if last and (step.input("tagging_message") or step.input("tag")):
                yield last
        for each in ran(context.graph, job.workflow, job.job, step):
            command = each.command
            if command.tool == "git" and "commit" in command.arguments[:3]:
                found = _MARK.search(each.text)
                last = (each.at, found[0]) if found else last if command.flag("--amend") else None
            elif command.runs("npm", "version") or command.runs("lerna", "version") or command.runs("cargo", "release"):
                found = _MARK.search(each.text)
                if found and not command.flag("--no-git-tag-version", "--no-push"):
                    yield each.at, found[0]
            elif (
                command.tool == "git"
                and command.arguments[:1] == ("tag",)
                and last
                and not command.flag("-d", "--delete", "-l", "--list")
            ):
                yield last
                last = None
            elif command.tool == "semantic-release" and (mark := _of_the_plugin(context.graph.root)):
                yield each.at, mark


def _of_the_plugin(root: Path) -> str:
    """Return the mark in the message of semantic-release's git plugin, which has one unless it is told otherwise."""
    for name in _CONFIGS:
        try:
            said = json_text.parsed((root / name).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue
        said = said.get("release", {}) if name == "package.json" and isinstance(said, dict) else said
        for plugin in said.get("plugins", []) if isinstance(said, dict) else []:
            name_of, options = (
                (plugin[0], plugin[1] if len(plugin) > 1 else {}) if isinstance(plugin, list) and plugin else (plugin, {})
            )
            if name_of == "@semantic-release/git":
                message = str(options.get("message", "[skip ci]")) if isinstance(options, dict) else ""
                return found[0] if (found := _MARK.search(message)) else ""
    return ""
