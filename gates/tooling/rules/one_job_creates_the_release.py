"""The release is made once, and not by every row of a matrix."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.findings import Finding
from core.location import Location
from core.rules import Rule
from discovery.workflows.effects import Effect
from discovery.workflows.job_runs import JobRun, Run, runs
from facts.workflows.matrix_rows import runs_in
from gates.tooling.rule_context import Context

_MAKES = ("ncipollo/release-action", "softprops/action-gh-release", "actions/create-release")
_ROW = re.compile(r"\b(?:matrix|strategy|runner)\.|RUNNER_(?:OS|ARCH)", re.IGNORECASE)
_JOBS = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  draft:
    runs-on: ubuntu-24.04
    steps: [{{run: gh release create "$GITHUB_REF_NAME" --draft --verify-tag}}]
  build:
    needs: draft
    strategy: {{matrix: {{os: [linux, darwin]}}}}
    runs-on: ubuntu-24.04
    steps:
      - run: go build -o "demo-${{{{ matrix.os }}}}" .
      - run: gh release {0} "$GITHUB_REF_NAME" "demo-${{{{ matrix.os }}}}"
"""

RULE = Rule(
    id="one-job-creates-the-release",
    title="One job creates the release; the matrix jobs only add files to it.",
    why=(
        "If several jobs create the release, all but one fail; with drafts, each may create its own, and the files "
        "end up spread over several drafts."
    ),
    fix="create the release in a job that the matrix needs, and upload to it",
    reference="GitHub: draft releases; `gh release create`",
    bad={".github/workflows/release.yml": _JOBS.format("create")},
    good={".github/workflows/release.yml": _JOBS.format("upload")},
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each place where every row makes the release."""
    seen: set[Location] = set()
    for run in runs(context.graph):
        for job in run.jobs:
            matrix = job.job.matrix
            rows = () if matrix.computed or not matrix.present else matrix.rows
            in_turn = job.job.body.mapping("strategy").text("max-parallel") == "1"
            for effect in job.effects if len(rows) > 1 else ():
                reached = [row for row in rows if runs_in(effect.step.condition, row)]
                if len(reached) < 2 or effect.at in seen or (effect.dry and effect.command is not None):
                    continue
                if _differs(job, effect) or not (_fails_again(effect) or (not in_turn and _makes_a_draft(run, job, effect))):
                    continue
                seen.add(effect.at)
                got = f"each matrix job of {job.id} creates the release"
                yield Finding(RULE.id, effect.file, effect.line, got, "one job that creates it", RULE.fix)


def _fails_again(effect: Effect) -> bool:
    """Whether a second row fails because the release is there: nobody asks, and nobody goes on."""
    command = effect.command
    unasked = not effect.guards and not effect.asked and not effect.lost
    return command is not None and command.runs("gh", "release", "create") and unasked and not command.flag("--draft", "-d")


def _makes_a_draft(run: Run, job: JobRun, effect: Effect) -> bool:
    """Whether each row may make a draft of its own, of which a later job publishes one."""
    before = [each for other in run.before(job) for each in other.effects if each.what == "a GitHub release"]
    if before or effect.what != "a GitHub release":
        return False
    step = effect.step
    by_action = effect.command is None and step.action in _MAKES and step.input("draft") == "true"
    by_command = (
        effect.command is not None and effect.command.runs("gh", "release", "create") and effect.command.flag("--draft", "-d")
    )
    later = [other for other in run.jobs if job in run.before(other)]
    return (by_action or by_command) and any(each.kind == "finalize" for other in later for each in other.effects)


def _differs(job: JobRun, effect: Effect) -> bool:
    """Whether each row makes a release of its own, or only one of them makes it."""
    env = {**job.workflow.env, **job.job.env, **effect.step.env}
    said = " ".join([*(effect.step.input(name) for name in ("tag_name", "tag", "repository", "owner", "repo")), effect.text])
    tag = " ".join(effect.command.arguments[2:3]) if effect.command is not None else said
    names = re.findall(r"\$\{?(\w+)", tag) + re.findall(r"\benv\.(\w+)", tag)
    unknown = [name for name in names if name not in env and not name.startswith("GITHUB_")]
    asked = [word for guard in effect.guards for word in guard.words]
    asked += [each.text for each in (effect.step.condition, job.job.condition) if each is not None]
    repository = (effect.command.value("--repo", "-R") or "") if effect.command is not None else ""
    rows = (tag, repository, *asked, *(env.get(name, "") for name in (*names, "GH_REPO")))
    return bool(unknown) or "steps." in tag or any(_ROW.search(text) for text in rows)
