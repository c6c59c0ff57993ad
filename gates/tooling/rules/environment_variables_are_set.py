"""A variable that one job puts into its environment is not there in another job."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.findings import Finding
from core.rules import Rule
from discovery.workflows.job_runs import JobRun, Run, runs
from facts.workflows.release_graph import Machinery
from facts.workflows.workflow import WorkflowStep
from facts.workflows.yaml_positions import scalars
from gates.tooling.rule_context import Context

_SET = re.compile(
    r"\b([A-Z][A-Z0-9_]*)(?:=|<<)[^\n]*>>\s*\"?\$\{?(?:env:)?GITHUB_ENV|\b([A-Z][A-Z0-9_]*)=[^\n|]*\|[^\n]*GITHUB_ENV"
)
_BLOCK = re.compile(r"\{([^{}]*)\}\s*>>\s*\"?\$\{?GITHUB_ENV", re.DOTALL)
_GIVEN = re.compile(
    r"\b([A-Z][A-Z0-9_]*)\s*\+?=|\bread\b[^\n]*\b([A-Z][A-Z0-9_]*)|\bfor\s+([A-Z][A-Z0-9_]*)\s+in\b|\bprintf\s+-v\s+([A-Z]\w*)"
)
# What may set any variable: a file that is read in, or a whole file put into the environment.
_SETS_ANY = re.compile(
    r"(?m)(?:^[^\S\n]*|(?:[;&|({]|\b(?:then|do|else))\s*)(?:source|\.|eval)\s|\bcat\b[^\n]*GITHUB_ENV|environ|exportVariable|envFile"
)
_JOBS = """\
on: {push: {tags: ["v*"]}}
jobs:
  version:
    runs-on: ubuntu-24.04
    steps:
      - run: echo "VERSION=${GITHUB_REF_NAME#v}" >> "$GITHUB_ENV"
  publish:
    needs: version
    runs-on: ubuntu-24.04
    steps:
      - run: GIVENgh release create "v$VERSION" --generate-notes
"""

RULE = Rule(
    id="environment-variables-are-set",
    title="A job that publishes reads no environment variable that only another job has set.",
    why=(
        "A variable in GITHUB_ENV exists only in its own job: in the next job it is empty, and the version or tag "
        "built from it is wrong."
    ),
    fix="pass it as an output of the job",
    reference="GitHub: workflow commands, setting an environment variable; jobs.<job_id>.outputs",
    bad={".github/workflows/release.yml": _JOBS.replace("GIVEN", "")},
    good={".github/workflows/release.yml": _JOBS.replace("GIVEN", "VERSION=${GITHUB_REF_NAME#v}; ")},
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each variable that a publishing job reads and only an earlier job of the run sets."""
    for run in runs(context.graph):
        for job in run.jobs:
            for before in run.before(job) if job.irreversible else ():
                for name in sorted(_set_by(context.graph, before) - _known_in(context.graph, run, job)):
                    if line := _reads(job, name):
                        got = f"job {job.id} reads {name}, which job {before.id} puts into its own environment"
                        yield Finding(RULE.id, job.job.file, line, got, "a variable of this job", RULE.fix)


def _texts(machinery: Machinery, job: JobRun) -> Iterator[str]:
    for step in job.steps:
        if step.run is not None:
            yield step.run.text
        yield from (script.text for script in machinery.scripts_of(step))


def _set_by(machinery: Machinery, job: JobRun) -> set[str]:
    found: set[str] = set()
    for text in _texts(machinery, job):
        found |= {name for pair in _SET.findall(text) for name in pair if name}
        found |= {name for block in _BLOCK.findall(text) for name in re.findall(r"\b([A-Z][A-Z0-9_]*)=", block)}
    return found


def _known_in(machinery: Machinery, run: Run, job: JobRun) -> set[str]:
    """Return the variables that a job is given or sets itself, in whatever way."""
    found = {*run.workflow.env, *job.workflow.env, *job.job.env, *(name for step in job.steps for name in step.env)}
    found |= _set_by(machinery, job)
    for text in _texts(machinery, job):
        found |= {name for groups in _GIVEN.findall(text) for name in groups if name}
    other = job.job.body.mapping("container").entries or any(_sets_any(machinery, step) for step in job.steps)
    return found | ({name for before in run.before(job) for name in _set_by(machinery, before)} if other else set())


def _sets_any(machinery: Machinery, step: WorkflowStep) -> bool:
    """Whether a step may set variables whose names are not read here: an action, a file that is read in, a program."""
    if step.uses:
        return not re.match(r"actions/(?!github-script)|docker/", step.action)
    texts = [step.run.text if step.run else "", *(script.text for script in machinery.scripts_of(step))]
    named = {
        word.removeprefix("./") for text in texts for word in re.findall(r"(?<![\w./-])[\w./-]+\.\w+", text) if ".." not in word
    }
    files = [machinery.root / word for word in named if not word.startswith("/") and (machinery.root / word).is_file()]
    return any(_SETS_ANY.search(text) for text in texts) or any(
        "GITHUB_ENV" in path.read_text(encoding="utf-8", errors="replace") for path in files
    )


def _reads(job: JobRun, name: str) -> int:
    """Return the line at which a job reads the variable, as one of the shell or of an expression; 0 where it does not."""
    wanted = re.compile(rf"\${name}\b|\$\{{{name}\b(?!:?[-=+])|\benv\.{name}\b|\$env:{name}\b")
    for step in job.steps:
        for scalar in scalars(step.body):
            if wanted.search(scalar.text):
                return scalar.line
    return 0
