"""An irreversible step waits for the jobs that prove that it may run.

These are the job that settles which build run is published (provenance), the job that tries the credentials
(preflight) and, for a project with a tap, the job that compares the tap with what was built. The profile may name
them; otherwise the first is whatever asks about the build run, the second whatever only reads the publishers' secrets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.findings import Finding
from core.rules import Rule
from facts.shell.script import Script
from facts.shell.syntax import Call, Test, Word
from facts.workflows.job_handover import run_resolvers, takes_another_run
from facts.workflows.publication import Publication, publications
from facts.workflows.release_graph import Machinery
from facts.workflows.secrets import holds_secret, secret_names
from facts.workflows.workflow import Job, Workflow
from facts.workflows.yaml_positions import scalars
from gates.tooling.rule_context import Context, found_at
from profiles.schema.tooling import ToolingTable

_SECRET = re.compile(r"secrets\.([A-Za-z_]\w*)")
RULE = Rule(
    id="publishing-waits-for-required-jobs",
    title=(
        "An irreversible step depends, directly or indirectly, on the jobs that verify the credentials, the build "
        "and the Homebrew tap (`preflight_jobs`, `provenance_jobs`, `tap_jobs`)."
    ),
    why="Otherwise something is published although a check that should prevent it failed.",
    fix="add the job to needs",
    bad={
        ".github/workflows/publish.yml": """\
on: {workflow_dispatch: {inputs: {run: {required: true}}}}
jobs:
  resolve:
    runs-on: ubuntu-latest
    steps:
      - run: gh run view ${{ inputs.run }} --json conclusion
  credentials:
    runs-on: ubuntu-latest
    steps:
      - run: test -n "${{ secrets.TOKEN }}"
  publish:
    runs-on: ubuntu-latest
    steps:
      - run: gh run download ${{ inputs.run }} && twine upload dist/* -p ${{ secrets.TOKEN }}
""",
    },
    good={
        ".github/workflows/publish.yml": """\
on: {workflow_dispatch: {inputs: {run: {required: true}}}}
jobs:
  resolve:
    runs-on: ubuntu-latest
    steps:
      - run: gh run view ${{ inputs.run }} --json conclusion
  credentials:
    runs-on: ubuntu-latest
    steps:
      - run: test -n "${{ secrets.TOKEN }}"
  publish:
    needs: [resolve, credentials]
    runs-on: ubuntu-latest
    steps:
      - run: gh run download ${{ inputs.run }} && twine upload dist/* -p ${{ secrets.TOKEN }}
""",
    },
)


def findings(context: Context) -> list[Finding]:
    """Return one finding for each irreversible step and each such job that it does not wait for."""
    named = context.table
    return [line for workflow in context.graph.workflows for line in _in_workflow(context.graph, workflow, named)]


def _in_workflow(machinery: Machinery, workflow: Workflow, table: ToolingTable) -> Iterator[Finding]:
    found = publications(machinery, workflow)
    if not found or not _starts_by_itself(workflow):
        return
    duties = {
        "verifies the build": (table.provenance_jobs, _provenance(machinery, workflow)),
        "verifies the credentials": (table.preflight_jobs, _preflight(machinery, workflow, found)),
        "verifies the Homebrew tap": (table.tap_jobs, ()),
    }
    for publication in found:
        for duty, (named, derived) in duties.items():
            yield from _missing(publication, duty, named, derived)


def _starts_by_itself(workflow: Workflow) -> bool:
    return set(workflow.triggers.entries) != {"workflow_call"}


def _missing(publication: Publication, duty: str, named: tuple[str, ...], derived: tuple[str, ...]) -> Iterator[Finding]:
    workflow, job = publication.workflow, publication.job
    awaited = workflow.ancestors(job) | {job.id}
    if named and not awaited & set(named):
        there = [name for name in named if name in workflow.jobs]
        what = f"add {there[0]} to the needs of {job.id}" if there else f"add such a job (profile: {', '.join(named)})"
        yield found_at(
            RULE,
            publication.at,
            f"job {job.id} publishes to {publication.place} without waiting for a job that {duty}",
            f"{what}",
        )
    for name in () if named else derived:
        if name not in awaited and job.id not in workflow.ancestors(workflow.jobs[name]):
            yield (
                found_at(
                    RULE,
                    publication.at,
                    (
                        f"job {job.id} publishes to {publication.place} without waiting for {name}, which {duty}, even "
                        "if that job fails"
                    ),
                    f"add {name} to the needs of {job.id}",
                )
            )


def _provenance(machinery: Machinery, workflow: Workflow) -> tuple[str, ...]:
    return tuple(run_resolvers(machinery, workflow)) if takes_another_run(machinery, workflow) else ()


def _preflight(machinery: Machinery, workflow: Workflow, found: tuple[Publication, ...]) -> tuple[str, ...]:
    publishers = {publication.job.id for publication in found}
    used = {name for publisher in publishers for name in _secrets(workflow.jobs[publisher])}
    others = [job for job in workflow.jobs.values() if job.id not in publishers]
    return tuple(job.id for job in others if _secrets(job) & used and _tries_secrets(machinery, workflow, job))


def _tries_secrets(machinery: Machinery, workflow: Workflow, job: Job) -> bool:
    for step in job.steps:
        names = secret_names(workflow, job, step)
        for script in machinery.scripts_of(step):
            if any(holds_secret(word, names) for word in _tested(script)):
                return True
    return False


def _tested(script: Script) -> Iterator[Word]:
    for statement, _ in script.spots:
        node = statement.node
        if isinstance(node, Test) or (isinstance(node, Call) and node.name in ("[", "test")):
            yield from node.words


def _secrets(job: Job) -> set[str]:
    return {name for scalar in scalars(job.body) for name in _SECRET.findall(scalar.text)}
