"""What points at the files of a release is published after the files are there."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.findings import Finding
from core.location import Location
from core.rules import Rule
from discovery.workflows.effects import Effect
from discovery.workflows.job_commands import commands
from discovery.workflows.job_runs import JobRun, Run, runs
from facts.workflows.yaml_positions import scalars
from gates.tooling.named_programs import program_texts
from gates.tooling.rule_context import Context

_POINTS = frozenset({"winget", "Scoop", "Chocolatey", "Krew"})
_FILES = re.compile(r"releases/(latest/)?download|releases/download")
_PUBLIC = re.compile(r"draft[=:\s\"']+false|--draft=false|updateRelease|update_release")
_AN_INDEX = re.compile(r"(?:^|[-_])(?:tap|bucket|formulae?|casks?|taps)(?:$|[-_])", re.IGNORECASE)
_JOBS = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  release:
    runs-on: ubuntu-24.04
    steps: [{{run: gh release create "$GITHUB_REF_NAME" demo.exe}}]
  winget:
{0}    runs-on: windows-2025
    steps:
      - uses: vedantmgoyal9/winget-releaser@v2
        with: {{identifier: Example.Demo, token: "${{{{ secrets.WINGET_TOKEN }}}}"}}
"""

RULE = Rule(
    id="formulas-are-published-after-files",
    title="A formula or manifest that refers to release files is published after these files.",
    why="Until the files exist, or if the release fails, users of that channel are sent to a file that does not exist.",
    fix="make the job wait for the one that creates the release",
    reference="GitHub: jobs.<job_id>.needs",
    bad={".github/workflows/release.yml": _JOBS.format("")},
    good={".github/workflows/release.yml": _JOBS.format("    needs: release\n")},
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each publication of a pointer that does not wait for the release which the same run makes."""
    seen: set[Location] = set()
    for run in runs(context.graph):
        makers = [job for job in run.jobs if any(_adds_files(each) for each in job.irreversible)]
        for job in run.jobs if makers else ():
            for effect in job.effects:
                points = _points(job, effect) if effect.irreversible else _pushes_addresses(job, effect)
                if effect.at not in seen and points and not _comes_after(run, job, effect, makers):
                    seen.add(effect.at)
                    got = f"job {job.id} publishes to {effect.what} although {makers[0].id}, which creates the release, failed or has not run"
                    yield Finding(RULE.id, effect.file, effect.line, got, f"{makers[0].id} in its needs", RULE.fix)
        yield from _of_a_draft(run, seen)


def _of_a_draft(run: Run, seen: set[Location]) -> Iterator[Finding]:
    """Yield each publication of a pointer while the release that the run makes is a draft, which others cannot download."""
    texts = [each.text for job in run.jobs for each in scalars(job.job.body)]
    if any(_PUBLIC.search(text) for text in texts) or any(each.kind == "finalize" for job in run.jobs for each in job.effects):
        return
    for job in run.jobs:
        for where, got in _downloads_it(run, job, seen):
            seen.add(where)
            yield Finding(RULE.id, where.path, where.line, got, "a public release", "publish the release first")
        drafts = [other for other in run.before(job) if any(_is_draft(each) for each in other.effects)]
        for effect in job.effects if drafts else ():
            if effect.at not in seen and not effect.dry and (_points(job, effect) or _pushes_an_index(job, effect)):
                seen.add(effect.at)
                got = f"job {job.id} refers to files of the release while {drafts[0].id} has only created a draft"
                yield Finding(
                    RULE.id,
                    effect.file,
                    effect.line,
                    got,
                    "a public release",
                    "publish the release first, or update this channel from a later run",
                )


def _downloads_it(run: Run, job: JobRun, seen: set[Location]) -> Iterator[tuple[Location, str]]:
    """Yield each anonymous download of a file of the release that a job before has only drafted."""
    drafts = [other for other in run.before(job) if any(_is_draft(each) for each in other.effects)]
    for each in commands(job) if drafts else ():
        asks = each.ran.command.tool in ("curl", "wget") and re.search(
            r"releases/download/[^\s\"']*(?:REF_NAME|ref_name|TAG|VERSION)", each.ran.text, re.I
        )
        if asks and "uthorization" not in each.ran.text and each.ran.at not in seen and not each.ran.lost:
            yield each.ran.at, f"job {job.id} downloads a file of the release while {drafts[0].id} has only created a draft"


def _is_draft(effect: Effect) -> bool:
    if effect.what != "a GitHub release":
        return False
    return effect.kind == "draft" or (effect.kind == "release" and effect.step.input("draft") == "true")


def _pushes_an_index(job: JobRun, effect: Effect) -> bool:
    """Whether a push goes to the checkout of a tap, a bucket or another index."""
    if effect.kind != "push":
        return False
    names = [step.input("repository").rsplit("/", 1)[-1] for step in job.steps if step.action == "actions/checkout"]
    return any(_AN_INDEX.search(name) for name in names)


def _pushes_addresses(job: JobRun, effect: Effect) -> bool:
    """Whether a push to an index carries addresses of the release's files, as a step or a program of the job writes them."""
    if effect.dry or not (_pushes_an_index(job, effect) or (effect.kind == "push" and _AN_INDEX.search(effect.text))):
        return False
    return any("releases/download" in text for step in job.steps for text in program_texts(job, step))


def _adds_files(effect: Effect) -> bool:
    return effect.what == "a GitHub release" and effect.kind in ("release", "assets", "finalize")


def _points(job: JobRun, effect: Effect) -> bool:
    """Whether a publication names files of the release: by its kind, or by an address in its job."""
    if effect.what in _POINTS:
        return True
    return effect.what == "a Homebrew tap" and any(_FILES.search(each.text) for each in scalars(effect.step.body))


def _comes_after(run: Run, job: JobRun, effect: Effect, makers: list[JobRun]) -> bool:
    before = run.before(job)
    own = [each for each in job.effects if _adds_files(each)]
    earlier = any(job.effects.index(each) < job.effects.index(effect) for each in own)
    return earlier or any(maker in before for maker in makers)
