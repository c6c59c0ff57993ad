"""What is released is built with the dependencies that were tested."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.findings import Finding
from core.location import Location
from core.rules import Rule
from discovery.workflows.job_commands import Placed, commands
from discovery.workflows.job_runs import JobRun, runs
from facts.workflows.runner_tools import raises_version
from gates.tooling.rule_context import Context

_RAISES = (
    ("cargo", "update"), ("npm", "update"), ("npm", "up"), ("npm", "upgrade"), ("pnpm", "update"), ("pnpm", "up"), ("yarn", "upgrade"), ("yarn", "up"),
    ("bundle", "update"), ("poetry", "update"), ("pdm", "update"), ("composer", "update"), ("mix", "deps.update"), ("bun", "update"), ("flutter", "pub", "upgrade"),
)  # fmt: skip
_BY_FLAG = {
    ("go", "get"): ("-u",),
    ("uv", "lock"): ("--upgrade", "-U"),
    ("uv", "sync"): ("--upgrade", "-U"),
    ("git", "submodule", "update"): ("--remote",),
}
_MAKES = frozenset({"build", "publish", "upload"})
_JOBS = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  publish:
    runs-on: ubuntu-24.04
    permissions: {{contents: write}}
    env: {{GH_TOKEN: "${{{{ github.token }}}}"}}
    steps:
      - uses: actions/checkout@v4
      - run: cargo test --locked
{0}      - run: cargo build --release
      - run: gh release create "$GITHUB_REF_NAME" target/release/finch --generate-notes
"""

RULE = Rule(
    id="release-uses-the-locked-dependencies",
    title="A release is built with the dependencies and submodules that its commit records.",
    why="An update during the release installs versions that were never tested and that no commit records.",
    fix="update dependencies in a separate commit, and build with what it records",
    reference="Cargo: cargo update; git submodule: update --remote",
    bad={".github/workflows/release.yml": _JOBS.format("      - run: cargo update\n")},
    good={".github/workflows/release.yml": _JOBS.format("")},
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each update of dependencies in a job that then builds or publishes for a release."""
    seen: set[Location] = set()
    for run in runs(context.graph):
        for job in run.jobs if run.publishes else ():
            for each in commands(job):
                if _updates(each) and each.ran.at not in seen and _makes_after(job, each) and not _is_a_commit(job):
                    seen.add(each.ran.at)
                    what = " ".join((each.ran.command.tool, *each.ran.command.arguments[:2]))
                    got = f"job {job.id} runs `{what}` before it builds"
                    yield Finding(
                        RULE.id, each.ran.file, each.ran.line, got, "the dependencies that the commit records", RULE.fix
                    )


def _updates(each: Placed) -> bool:
    command = each.ran.command
    if command.flag("--dry-run", "-g", "--global", "--precise", "--offline", "-w", "--workspace", "--package-lock-only"):
        return False
    if any(command.runs(*words) for words in _RAISES):
        # One named package, often the project's own in its lock, is not an update of what it rests on.
        return len(command.arguments) == 1 and not command.flag("-p", "--package", "--lock")
    return any(command.runs(*words) and command.flag(*flags) for words, flags in _BY_FLAG.items())


def _makes_after(job: JobRun, each: Placed) -> bool:
    later = job.steps[each.at :]
    return any(effect.kind in _MAKES and any(effect.step is step for step in later) for effect in job.effects)


def _is_a_commit(job: JobRun) -> bool:
    """Whether the job records what it raises: a new version with its lock is committed."""
    listed = [each.ran.command for each in commands(job)]
    return any(re.search(r"commit", " ".join(one.arguments[:3])) and one.tool == "git" for one in listed) or any(
        map(raises_version, listed)
    )
