"""Rows of a matrix upload under names of their own, also in the workflows and actions that they call."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from core.findings import Finding
from core.rules import Rule
from discovery.workflows.job_runs import JobRun, runs
from facts.workflows.artifacts import expand
from facts.workflows.runners import Machine, machines
from gates.tooling.rule_context import Context

_CALLED = """\
on: {workflow_call: {inputs: {part: {type: string}, name: {type: string}}}}
jobs:
  make:
    runs-on: ubuntu-24.04
    steps:
      - {uses: actions/upload-artifact@v4, with: {name: "${{ inputs.name }}", path: dist}}
"""
_CALLER = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  build:
    strategy: {{matrix: {{part: [wheel, sdist]}}}}
    uses: ./.github/workflows/make.yml
    with: {{part: "${{{{ matrix.part }}}}", name: "{0}"}}
"""

_RUNNER = re.compile(r"\$\{\{\s*runner\.(os|arch)\s*\}\}", re.IGNORECASE)

RULE = Rule(
    id="matrix-artifact-names-are-unique",
    title="No two jobs of a matrix upload an artifact under the same name.",
    why="The second upload under a name fails, or replaces the first: a file of the release is missing.",
    fix="include the matrix values that differ in the artifact's name",
    reference="actions/upload-artifact v4: names are unique in a run",
    bad={".github/workflows/release.yml": _CALLER.format("dist"), ".github/workflows/make.yml": _CALLED},
    good={".github/workflows/release.yml": _CALLER.format("dist-${{ matrix.part }}"), ".github/workflows/make.yml": _CALLED},
    looks_at=lambda context: context.graph.workflows,
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each upload of a called workflow whose name is the same in several rows of its caller."""
    for run in runs(context.graph):
        for job in run.jobs:
            matrices = [each.matrix.rows for each in job.callers if each.matrix.present and len(each.matrix.rows) > 1]
            for effect in job.effects if matrices else ():
                if effect.kind != "upload" or effect.step.input("overwrite") == "true":
                    continue
                known = Counter(expand(effect.what, row) for row in matrices[-1])
                doubled = [name for name, count in known.items() if count > 1 and "*" not in name]
                if doubled and not any(row_name in effect.what for row_name in ("strategy.job-index", "github.job")):
                    got = f"every matrix job that calls {job.workflow.file} uploads the artifact {doubled[0]}"
                    yield Finding(
                        "matrix-artifact-names-are-unique",
                        effect.file,
                        effect.line,
                        got,
                        "a different name for each matrix job",
                        "include the matrix values in the name",
                    )
            yield from _of_its_machines(job)


def _of_its_machines(job: JobRun) -> Iterator[Finding]:
    """Yield each upload that is named after the runner, where several rows run on runners of that name."""
    rows = list(machines(job.job))
    if len(rows) < 2 or len(rows) != len(job.job.matrix.rows or ()):
        return
    for effect in job.effects:
        if effect.kind == "upload" and _RUNNER.search(effect.what) and effect.step.input("overwrite") != "true":
            reached = [each for each in rows if each.runs(effect.step)]
            known = Counter(_named(effect.what, each) for each in reached)
            doubled = [name for name, count in known.items() if count > 1 and "*" not in name and "${{" not in name]
            if doubled:
                got = f"{known[doubled[0]]} matrix jobs of {job.id} upload the artifact {doubled[0]}"
                fix = "include the matrix values in the name"
                yield Finding(RULE.id, effect.file, effect.line, got, "a different name for each matrix job", fix)


def _named(name: str, machine: Machine) -> str:
    spoken = {"os": machine.world.text("runner.os") or "", "arch": machine.processor.upper()}
    return expand(_RUNNER.sub(lambda found: spoken[found[1].lower()], name), machine.row)
