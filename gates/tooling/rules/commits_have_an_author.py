"""A commit and an annotated tag are made where git knows who makes them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.findings import Finding
from core.location import Location
from core.rules import Rule
from discovery.workflows.job_commands import commands, said
from discovery.workflows.job_runs import JobRun, runs
from facts.runs.ran import Ran
from facts.workflows.runner_tools import facts_of, raises_version
from facts.workflows.runners import machines
from facts.workflows.workflow import WorkflowStep
from gates.tooling.rule_context import Context

# Whoever mentions one of these says who commits: in a configuration, in a variable, in a call of a program.
_NAMED = re.compile(r"user\.(?:name|email)|(?:GIT_(?:AUTHOR|COMMITTER)|EMAIL)|git[-_]user|committer|--author", re.IGNORECASE)
_SAYS_NOTHING = re.compile(r"(?:actions|docker|softprops|ncipollo|goreleaser|pypa|dtolnay|swatinem|astral-sh|pnpm|oven-sh)/")
_JOBS = """\
on: {{workflow_dispatch: {{inputs: {{version: {{required: true}}}}}}}}
jobs:
  tag:
    runs-on: ubuntu-24.04
    permissions: {{contents: write}}
    steps:
      - uses: actions/checkout@v4
      - run: |
          {0}
          git tag -a "v${{{{ inputs.version }}}}" -m release
          git push origin "v${{{{ inputs.version }}}}"
"""

RULE = Rule(
    id="commits-have-an-author",
    title="A job that commits or creates an annotated tag sets the git user name and email.",
    why="A runner has neither: git refuses to commit, and the release stops there.",
    fix="run `git config user.name` and `git config user.email` first",
    reference="git: commit information",
    bad={".github/workflows/release.yml": _JOBS.format("make test")},
    good={
        ".github/workflows/release.yml": _JOBS.format("git config user.name release && git config user.email release@example.org")
    },
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield the first commit or annotated tag of each job of a release for which nobody is configured."""
    seen: set[Location] = set()
    for job in (each for run in runs(context.graph) if run.publishes for each in run.jobs):
        if any(each.system == "linux" for each in machines(job.job)) and not _is_named(job):
            made = next((each.ran for each in commands(job) if _signs(each.ran) and not each.ran.lost), None)
            if made is not None and made.at not in seen:
                seen.add(made.at)
                got = f"`{' '.join((made.command.tool, *made.command.arguments[:1]))}` in job {job.id}, but no step sets the git user name and email"
                yield Finding(RULE.id, made.file, made.line, got, "user.name and user.email set first", RULE.fix)


def _signs(each: Ran) -> bool:
    raised = raises_version(each.command)
    commits = raised is not None and raised.commits and not each.command.flag(*raised.unless)
    return commits or any(True for _ in facts_of("author", each.command))


def _is_named(job: JobRun) -> bool:
    names = " ".join((*job.workflow.env, *job.job.env, *(name for step in job.steps for name in step.env)))
    return bool(_NAMED.search(names)) or any(_names(job, step) for step in job.steps)


def _names(job: JobRun, step: WorkflowStep) -> bool:
    if step.action and not step.uses.startswith("./"):
        return not _SAYS_NOTHING.match(step.action) or step.action == "actions/github-script"
    return bool(_NAMED.search(said(job, step)))
