"""An output that is read under one name is not written under another."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.errors import Undecided
from core.findings import Finding
from core.rules import Rule
from discovery.workflows.job_runs import JobRun, runs
from facts.runs.steps import ran
from facts.workflows.composite import action_file
from facts.workflows.workflow import WorkflowStep
from facts.workflows.yaml_positions import read, scalars
from gates.tooling.named_programs import program_texts
from gates.tooling.rule_context import Context

_JOBS = """\
on: {push: {tags: ["v*"]}}
jobs:
  plan:
    runs-on: ubuntu-24.04
    outputs: {publish: "${{ steps.plan.outputs.publish }}"}
    steps:
      - uses: actions/checkout@v4
      - id: plan
        run: node plan.mjs
  publish:
    needs: plan
    if: needs.plan.outputs.publish == 'true'
    runs-on: ubuntu-24.04
    steps:
      - run: npm publish
"""
_PLAN = 'import { appendFileSync } from "node:fs";\nappendFileSync(process.env.GITHUB_OUTPUT, `{0}=${1 > 0}\\n`);\n'

RULE = Rule(
    id="read-outputs-are-written",
    title="A step that writes outputs writes every output that is read from it.",
    why="An output that is never written is empty: what depends on it is skipped in every release, and the run still succeeds.",
    fix="write the output under the name by which it is read",
    reference="GitHub: passing information between jobs",
    bad={"plan.mjs": _PLAN.replace("{0}", "fresh"), ".github/workflows/release.yml": _JOBS},
    good={"plan.mjs": _PLAN.replace("{0}", "publish"), ".github/workflows/release.yml": _JOBS},
    looks_at=lambda context: context.graph.workflows,
)
_READ = re.compile(r"\bsteps\.([\w-]+)\.outputs\.([\w-]+)")
_FILE = re.compile(r"GITHUB_OUTPUT|::set-output|setOutput|set_output")
# A name that a program works out: `echo "$key=$value"`, f"{key}={value}", `${key}=...`.
_COMPUTED = re.compile(
    r"\}\}[\w.-]*(?:=|<<)|\$\w[\w.-]*(?:=|<<)|\$\{[^}]{0,500}\}[\w.-]*(?:=|<<)|\{\w+(?:\.\w+|\[[^\]]{0,200}\])*\}[\w.-]*(?:=|<<)|\+\s*[\"'][\w.-]*=|%s[\w.-]*="
    r"|\bentries\(|\.items\(\)|\bprintenv\b|\benv\s*\|"
)
_SAY = frozenset({"echo", "printf", "cat", ":", "true"})


def findings(context: Context) -> Iterator[Finding]:
    """Yield each output that is read of a step whose texts all show, and that none of them names."""
    seen: set[tuple[str, int, str]] = set()
    for run in runs(context.graph):
        for job in run.jobs:
            asked = {found for each in scalars(job.job.body) for found in _READ.findall(each.text)}
            for step in job.steps:
                names = sorted(name for of, name in asked if step.id and of == step.id)
                yield from _undeclared(job, step, names, seen)
                yield from _of_no_package(job, step, seen)
                if not names or step.run is None:
                    continue
                texts = list(program_texts(job, step))
                if not any(map(_FILE.search, texts)) or any(map(_COMPUTED.search, texts)) or _is_filled_by_a_tool(job, step):
                    continue
                for name in names:
                    if not any(re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text, re.IGNORECASE) for text in texts):
                        key = (step.file, step.line, name)
                        if key not in seen:
                            seen.add(key)
                            got = f"the output {name} of step {step.id} is read (job {job.id}), and the step never writes it"
                            yield Finding(RULE.id, step.file, step.line, got, f"{name}=... written by the step", RULE.fix)


def _of_no_package(job: JobRun, step: WorkflowStep, seen: set[tuple[str, int, str]]) -> Iterator[Finding]:
    """Yield an output that is asked of the package at the root by its path: only packages below it have a path before the name."""
    if step.action != "googleapis/release-please-action" or not step.id:
        return
    asked = re.compile(rf"\bsteps\.{re.escape(step.id)}\.outputs\[\s*['\"](\.--\w+)['\"]\s*\]")
    for scalar in scalars(job.job.body):
        for name in asked.findall(scalar.text):
            if (step.file, step.line, name) not in seen:
                seen.add((step.file, step.line, name))
                got = f"the output {name} of step {step.id} is read (job {job.id}), and it is never set: the root package has no path"
                yield Finding(RULE.id, step.file, scalar.line, got, name.removeprefix(".--"), "read the output without the path")


def _undeclared(job: JobRun, step: WorkflowStep, names: list[str], seen: set[tuple[str, int, str]]) -> Iterator[Finding]:
    """Yield each output that is read of a composite action and that it does not hand out: what its steps write stays inside."""
    path = action_file(job.machinery.root, step.uses) if names and step.uses.startswith(("./", "$/")) else None
    if path is None:
        return
    try:
        body = read(path.read_text(encoding="utf-8", errors="replace"), step.uses)
    except Undecided:
        return
    declared = {name.lower() for name in body.mapping("outputs").entries}
    for name in names if body.mapping("runs").text("using") == "composite" else ():
        if name.lower() not in declared and (step.file, step.line, name) not in seen:
            seen.add((step.file, step.line, name))
            label = path.relative_to(job.machinery.root).as_posix()
            got = f"the output {name} of step {step.id} is read (job {job.id}), and {label} declares {', '.join(sorted(declared)) or 'none'}"
            yield Finding(RULE.id, step.file, step.line, got, f"outputs: {name} in {label}", "declare the output in the action")


def _is_filled_by_a_tool(job: JobRun, step: WorkflowStep) -> bool:
    """Whether the output of a program goes into the file as it is."""
    for each in ran(job.machinery, job.workflow, job.job, step):
        if any("GITHUB_OUTPUT" in target for target in each.writes) and each.command.tool not in _SAY:
            return True
    return False
