"""A job of a release that takes files of a release takes those of its own tag."""

from __future__ import annotations

from collections.abc import Iterator

from core.findings import Finding
from core.location import Location
from core.rules import Rule
from discovery.workflows.job_runs import runs
from discovery.workflows.path import starts_for_tags, tag_inputs
from facts.runs.steps import ran
from facts.shell.invocations import Invocation
from gates.tooling.rule_context import Context

_VALUED = ("--repo", "-R", "--pattern", "-p", "--dir", "-D", "--output", "-O", "--archive", "-A")
_JOBS = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  sums:
    runs-on: ubuntu-24.04
    steps:
      - run: |
          gh release download {0}--pattern demo
          sha256sum demo > SUMS
          gh release upload "$GITHUB_REF_NAME" SUMS
"""

RULE = Rule(
    id="downloads-are-from-this-release",
    title="A job downloads the files of the release that it works on.",
    why=(
        "Without a tag, gh uses the latest release: the wrong one until this release is public, and always wrong "
        "for maintenance releases."
    ),
    fix="pass the release's tag",
    reference="gh release download",
    bad={".github/workflows/release.yml": _JOBS.format("")},
    good={".github/workflows/release.yml": _JOBS.format('"$GITHUB_REF_NAME" ')},
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each download of the latest release in a job that publishes something of a tag."""
    seen: set[Location] = set()
    for run in runs(context.graph):
        for job in run.jobs if starts_for_tags(run.workflow) or tag_inputs(run.workflow) else ():
            publishes = any(each.irreversible or each.kind == "push" for each in job.effects)
            for step in job.steps if publishes else ():
                for each in ran(context.graph, job.workflow, job.job, step):
                    if each.command.runs("gh", "release", "download") and not _names_one(each.command) and each.at not in seen:
                        seen.add(each.at)
                        got = f"job {job.id} downloads files of the latest release"
                        yield Finding(RULE.id, each.file, each.line, got, "the tag's release", RULE.fix)


def _names_one(command: Invocation) -> bool:
    """Whether a tag is given, or the release of another repository is meant."""
    texts = [word.text for word in command.words][2:]
    given = [text for text, flag in zip(texts, ["", *texts], strict=False) if not text.startswith("-") and flag not in _VALUED]
    repository = command.value("--repo", "-R") or ""
    return bool(given) or (bool(repository) and "GITHUB_REPOSITORY" not in repository and "github.repository" not in repository)
