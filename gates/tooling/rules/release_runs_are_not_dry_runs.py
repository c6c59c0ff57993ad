"""A run that a tag starts publishes something, and does not only rehearse."""

from __future__ import annotations

from collections.abc import Iterator

from core.findings import Finding
from core.rules import Rule
from discovery.workflows.effects import Effect
from discovery.workflows.job_runs import JobRun, Run, runs
from discovery.workflows.path import patterns
from gates.tooling.rule_context import Context

_JOBS = 'on: {{push: {{tags: ["v*"]}}}}\njobs:\n  publish: {{runs-on: ubuntu-24.04, steps: [{{run: cargo publish{0}}}]}}\n'

RULE = Rule(
    id="release-runs-are-not-dry-runs",
    title="A run for a release tag really publishes; no dry-run flag is left in.",
    why="With such a flag (--dry-run, --snapshot) the run succeeds without a release.",
    fix="remove the flag from the run for tags, or put the dry run into a workflow of its own",
    reference="cargo publish --dry-run; goreleaser release --snapshot",
    bad={".github/workflows/release.yml": _JOBS.format(" --dry-run")},
    good={".github/workflows/release.yml": _JOBS.format("")},
    looks_at=lambda context: context.graph.workflows,
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield the rehearsal of a run that only tags start and that publishes nothing, where no other run for tags does."""
    known = runs(context.graph)
    tagged = [
        run
        for run in known
        if run.events == {"push"} and patterns(run.workflow, "push", "tags") and not patterns(run.workflow, "push", "branches")
    ]
    if any(run.publishes for run in known):
        return
    for run in tagged:
        rehearsals = [(job, effect) for job in run.jobs for effect in job.effects if _rehearses(effect)]
        if rehearsals and not _does_more(run):
            job, effect = rehearsals[0]
            got = f"job {job.id} only does a dry run ({_shown(job, effect)}), and nothing else in the run for a tag publishes"
            yield Finding(RULE.id, effect.file, effect.line, got, "a publication", RULE.fix)


def _rehearses(effect: Effect) -> bool:
    """Whether a publication is written with a flag of a rehearsal, without a condition; a draft is none."""
    draft = effect.kind == "draft" or effect.step.input("draft") == "true"
    plain = not effect.guards and effect.step.condition is None and "${{" not in effect.text + effect.step.input("args")
    return effect.publisher is not None and effect.dry and plain and not draft and effect.publisher.channel != "source"


def _does_more(run: Run) -> bool:
    """Whether some other thing leaves the run that is not understood: a start of another workflow, a push."""
    return any(
        each.kind in ("start", "push", "draft") or each.step.input("draft") == "true" for job in run.jobs for each in job.effects
    )


def _shown(job: JobRun, effect: Effect) -> str:
    return (effect.text or f"{effect.step.action} {effect.step.input('args')}".strip())[:60]
