"""A job behind the one that commits the new version works on that commit."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.findings import Finding
from core.location import Location
from core.rules import Rule
from discovery.workflows.job_commands import commands, said
from discovery.workflows.job_runs import JobRun, Run, runs
from facts.workflows.runner_tools import raises_version
from facts.workflows.workflow import WorkflowStep
from gates.tooling.rule_context import Context

_OF_THE_EVENT = re.compile(r"^\s*\$\{\{\s*github\.(?:sha|event\.\w+(?:\.\w+)*\.sha|event\.after)\s*\}\}\s*$")
_MOVES = re.compile(r"\bgit\s+(?:pull|checkout|switch|reset|fetch|rebase|merge)\b")
_USES = frozenset({"publish", "release", "assets", "draft", "build", "finalize"})
_JOBS = """\
on: workflow_dispatch
jobs:
  version:
    runs-on: ubuntu-24.04
    permissions: {{contents: write}}
    outputs: {{sha: "${{{{ steps.bump.outputs.sha }}}}"}}
    steps:
      - uses: actions/checkout@v4
      - id: bump
        run: |
          git config user.name bot && git config user.email bot@example.org
          npm version minor
          git push origin HEAD:main --follow-tags
          echo "sha=$(git rev-parse HEAD)" >> "$GITHUB_OUTPUT"
  publish:
    needs: version
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4
{0}      - run: npm publish
"""

RULE = Rule(
    id="later-jobs-check-out-the-new-commit",
    title="A job after the one that commits the new version checks out that commit.",
    why=(
        "Without `ref` a job gets the commit that started the run, which still has the old version: the registry "
        "gets the old version again."
    ),
    fix="pass the commit on as an output, and check it out",
    reference="actions/checkout: ref, default",
    bad={".github/workflows/release.yml": _JOBS.format("")},
    good={".github/workflows/release.yml": _JOBS.format('        with: {ref: "${{ needs.version.outputs.sha }}"}\n')},
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each checkout of the run's own commit behind a job that pushed a newer one."""
    seen: set[Location] = set()
    for run in runs(context.graph):
        for job in run.jobs:
            for step in _stays_behind(run, job):
                if step.at not in seen:
                    seen.add(step.at)
                    got = f"job {job.id} uses the commit that started the run, but an earlier job has pushed the new version"
                    yield Finding(RULE.id, step.file, step.line, got, "the commit with the new version", RULE.fix)


def _stays_behind(run: Run, job: JobRun) -> Iterator[WorkflowStep]:
    if not any(effect.kind in _USES and effect.step.action != "actions/checkout" for effect in job.effects):
        return
    if not any(_pushes_a_version(before) for before in run.before(job)) or any(
        _MOVES.search(said(job, step)) for step in job.steps
    ):
        return
    if not any(_needs_the_sources(effect.kind, effect.paths) for effect in job.effects):
        return
    if any(raises_version(each.ran.command) for each in commands(job)):
        return  # it raises the version itself as well
    for step in job.steps:
        ref = step.input("ref").strip()
        if step.action == "actions/checkout" and not step.input("repository") and (not ref or _OF_THE_EVENT.match(ref)):
            yield step


def _needs_the_sources(kind: str, paths: tuple[str, ...]) -> bool:
    """Whether an effect takes what is in the checkout: a package, a build, an image."""
    return kind == "build" or (kind == "publish" and not any(path.endswith((".tgz", ".whl", ".tar.gz")) for path in paths))


def _pushes_a_version(job: JobRun) -> bool:
    listed = [each for each in commands(job) if not each.ran.lost]
    raised = any(raises_version(each.ran.command) for each in listed)
    committed = any(each.ran.command.tool == "git" and "commit" in each.ran.command.arguments[:3] for each in listed)
    by_npm = any(
        each.ran.command.tool in ("npm", "pnpm")
        and each.ran.command.arguments[:1] == ("version",)
        and not each.ran.command.flag("--no-git-tag-version")
        for each in listed
    )
    pushed = any(
        each.ran.command.tool == "git" and "push" in each.ran.command.arguments[:3] and not each.ran.guards for each in listed
    )
    return raised and pushed and (committed or by_npm)
