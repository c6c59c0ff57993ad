"""An output of a job with a matrix is not one that every row sets to a value of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.findings import Finding
from core.rules import Rule
from discovery.workflows.job_runs import JobRun, Run, runs
from facts.workflows.workflow import WorkflowStep
from facts.workflows.yaml_positions import scalars
from gates.tooling.rule_context import Context

_FROM = re.compile(r"\$\{\{\s*steps\.([\w-]+)\.outputs\.([\w-]+)\s*\}\}")
# What differs from row to row: what names the row, and what is computed of the files that the row built.
_OF_ROW = re.compile(r"\bmatrix\.|runner\.(?:os|arch)|RUNNER_(?:OS|ARCH)|sha\d+sum|shasum|\bdigest\b|base64|uname")
_DIGESTS = ("docker/build-push-action", "actions/upload-artifact", "docker/bake-action", "depot/build-push-action")
_JOBS = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  build:
    strategy: {{matrix: {{arch: [amd64, arm64]}}}}
    runs-on: ubuntu-24.04
    outputs: {{{0}}}
    steps:
      - run: make finch-${{{{ matrix.arch }}}}
      - id: sum
        run: echo "{1}=$(sha256sum finch-${{{{ matrix.arch }}}} | cut -c1-64)" >> "$GITHUB_OUTPUT"
  publish:
    needs: build
    runs-on: ubuntu-24.04
    permissions: {{contents: write}}
    env: {{GH_TOKEN: "${{{{ github.token }}}}", GH_REPO: example/finch}}
    steps:
      - run: gh release create "$GITHUB_REF_NAME" --notes "{2}"
"""

RULE = Rule(
    id="matrix-outputs-are-unique",
    title="No two jobs of a matrix set the same output.",
    why=(
        "A job has one set of outputs: the matrix job that ends last wins, and the checksums, digests and names of "
        "the others are lost."
    ),
    fix="put the matrix value in the output's name, or pass the values in artifacts",
    reference="GitHub: jobs.<job_id>.outputs, outputs of a matrix",
    bad={
        ".github/workflows/release.yml": _JOBS.format(
            'sum: "${{ steps.sum.outputs.sum }}"', "sum", "${{ needs.build.outputs.sum }}"
        )
    },
    good={
        ".github/workflows/release.yml": _JOBS.format(
            'amd64: "${{ steps.sum.outputs.amd64 }}", arm64: "${{ steps.sum.outputs.arm64 }}"',
            "${{ matrix.arch }}",
            "${{ needs.build.outputs.amd64 }} ${{ needs.build.outputs.arm64 }}",
        )
    },
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each output of rows that a job behind them reads."""
    seen: set[tuple[str, int]] = set()
    for run in runs(context.graph):
        for job in run.jobs if run.publishes else ():
            rows = len(job.job.matrix.rows)
            if not (rows > 1 or job.job.matrix.computed):
                continue
            for name, text in job.job.outputs.items():
                step = _step(job, text)
                line = job.job.body.mapping("outputs").scalar(name)
                if step is None or line is None or (job.job.file, line.line) in seen or not _is_read(run, job, name):
                    continue
                if _differs(step, _FROM.findall(text)[0][1]):
                    seen.add((job.job.file, line.line))
                    got = f"every matrix job of {job.id} sets the output {name}, and the last one wins"
                    yield Finding(RULE.id, job.job.file, line.line, got, "a different output for each matrix job", RULE.fix)


def _step(job: JobRun, text: str) -> WorkflowStep | None:
    found = _FROM.findall(text)
    own = next((step for step in job.steps if found and step.id == found[0][0]), None)
    asked = own.condition.text if own is not None and own.condition is not None else ""
    return None if "matrix." in asked or "runner." in asked or len(found) != 1 else own


def _differs(step: WorkflowStep, name: str) -> bool:
    if step.run is None:
        return step.action in _DIGESTS and name in ("digest", "imageid", "artifact-id", "artifact-digest", "metadata")
    lines = [line for line in step.run.text.splitlines() if re.search(rf"\b{re.escape(name)}=|{re.escape(name)}<<", line)]
    env = [each for each, text in step.env.items() if _OF_ROW.search(text)]
    return any(_OF_ROW.search(line) or any(re.search(rf"\$\{{?{each}\b", line) for each in env) for line in lines)


def _is_read(run: Run, job: JobRun, name: str) -> bool:
    wanted = re.compile(rf"needs\.{re.escape(job.job.id)}\.outputs\.{re.escape(name)}\b")
    inner = [other for other in run.jobs if other.workflow.file == job.workflow.file and job.job.id in other.job.needs]
    texts = (each.text for other in inner for each in scalars(other.job.body))
    called = (each.text for other in run.workflow.jobs.values() if job.job.id in other.needs for each in scalars(other.body))
    return any(wanted.search(text) for text in (*texts, *called))
