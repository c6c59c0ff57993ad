"""A tag that a job makes for its release is pushed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.findings import Finding
from core.location import Location
from core.rules import Rule
from discovery.workflows.job_commands import Placed, commands
from discovery.workflows.job_runs import JobRun, Run, runs
from facts.workflows.runner_tools import facts_of
from gates.tooling.rule_context import Context

_NAMES_A_TAG = re.compile(
    r"refs/tags|--tags|--follow-tags|--mirror|\bv?\d+\.\d+|[Tt][Aa][Gg]|[Vv][Ee][Rr][Ss][Ii][Oo][Nn]|\bv\$|REF_NAME"
)
_OF_ONE_KIND = ("-a", "--annotate", "-m", "--message", "-F", "--file", "-s", "--sign", "-u", "-am", "-sm")
_ONLY_LOOKS = ("-d", "--delete", "-l", "--list", "-v", "--verify", "--contains", "--points-at", "--sort", "--merged", "-n")
_JOBS = """\
on: workflow_dispatch
jobs:
  publish:
    runs-on: ubuntu-24.04
    permissions: {{contents: write}}
    steps:
      - uses: actions/checkout@v4
      - run: git config user.name bot && git config user.email bot@example.org
      - run: npm version minor
      - run: git push{0}
      - run: npm publish
"""

RULE = Rule(
    id="created-tags-are-pushed",
    title="A tag that a release workflow creates is pushed, with a command that pushes tags of its kind.",
    why=(
        "`git push` pushes no tags, and `--follow-tags` pushes no lightweight ones: the version is published, but its tag is not."
    ),
    fix="push the tag by its name, or create it with `git tag -a` and push with --follow-tags",
    reference="git: push, --follow-tags",
    bad={".github/workflows/release.yml": _JOBS.format("")},
    good={".github/workflows/release.yml": _JOBS.format(" --follow-tags")},
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each push that leaves the tag behind which its job has made."""
    seen: set[Location] = set()
    for run in runs(context.graph):
        for job in run.jobs:
            for where, got in _left_behind(run, job):
                if where not in seen:
                    seen.add(where)
                    yield Finding(RULE.id, where.path, where.line, f"job {job.id} {got}", "a tag that is pushed", RULE.fix)


def _left_behind(run: Run, job: JobRun) -> Iterator[tuple[Location, str]]:
    listed = [each for each in commands(job) if not each.ran.folder]
    made = [(place, kind) for place, each in enumerate(listed) if (kind := _makes(each))]
    if not made or any(effect.kind in ("release", "draft") for other in run.jobs for effect in other.effects):
        return
    pushes = [
        (place, each)
        for place, each in enumerate(listed)
        if each.ran.command.tool == "git" and "push" in each.ran.command.arguments[:3]
    ]
    first, kind = made[0]
    after = [each for place, each in pushes if place > first and not each.ran.command.flag("--dry-run", "-n", "--delete", "-d")]
    if not after or any(_carries(each, kinds={kind for _, kind in made}) for each in after):
        return
    if any("api" in each.ran.command.arguments[:1] and "git/refs" in each.ran.text for each in listed):
        return
    follows = any(each.ran.command.flag("--follow-tags") for each in after)
    what = (
        "creates a lightweight tag, and pushes with --follow-tags, which pushes only annotated ones"
        if follows
        else f"creates a tag ({kind}), but pushes no tag"
    )
    yield after[-1].ran.at, what


def _makes(each: Placed) -> str:
    command = each.ran.command
    if (
        command.tool == "git"
        and command.arguments[:1] == ("tag",)
        and len(command.arguments) > 1
        and not command.flag(*_ONLY_LOOKS)
    ):
        return "annotated" if command.flag(*_OF_ONE_KIND) else "lightweight"
    if command.tool in ("npm", "pnpm") and any(True for _ in facts_of("author", command)) and "version" in command.arguments[:1]:
        return "annotated"
    raised = command.tool == "npm" and command.arguments[:1] == ("version",) and len(command.arguments) > 1
    return "annotated" if raised and not command.flag("--no-git-tag-version", "--git-tag-version=false") else ""


def _carries(each: Placed, kinds: set[str]) -> bool:
    command = each.ran.command
    if command.flag("--follow-tags"):
        return "annotated" in kinds or bool(_NAMES_A_TAG.search(_words(each).replace("--follow-tags", "")))
    return bool(_NAMES_A_TAG.search(_words(each)))


def _words(each: Placed) -> str:
    return " ".join(word.text for word in each.ran.command.words)
