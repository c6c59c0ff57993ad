"""What one job hands to another holds no secret: the runner leaves such an output out, and the other job gets an empty text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from core.findings import Finding
from core.rules import Rule
from discovery.workflows.job_runs import JobRun
from discovery.workflows.path import on_the_way
from facts.runs.steps import ran
from facts.shell.script import Script
from facts.shell.syntax import Call, Declaration
from facts.workflows.workflow import WorkflowStep
from facts.workflows.yaml_positions import scalars
from gates.tooling.rule_context import Context

_EXPRESSION = re.compile(r"\$\{\{((?:(?!\$\{\{).)*?)\}\}", re.DOTALL)
_SECRET = re.compile(r"\bsecrets(?:\.|\[\s*')([A-Za-z_]\w*)|\bgithub\.token\b")
_ASKS = re.compile(r"[=!<>]=|&&|^\s*!|\b(?:contains|startsWith|endsWith)\(")  # what it is worth is true, false or another text
_OF_STEP = re.compile(r"\bsteps\.([\w-]+)\.outputs\.([\w-]+)")
_MASKED = re.compile(r"(?:^|[-_])(?:token|password|secret)(?:$|[-_])", re.IGNORECASE)
_MASKS = re.compile(r"::add-mask::[\"']?\$\{?(\w+)")
_JOBS = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  name:
    runs-on: ubuntu-24.04
    outputs: {{image: "${{{{ steps.name.outputs.image }}}}"}}
    steps:
      - id: name
        run: echo "image=${{{{ {0} }}}}/finch" >> "$GITHUB_OUTPUT"
  publish:
    needs: name
    runs-on: ubuntu-24.04
    steps:
      - run: docker login -u example --password-stdin <<< "${{{{ secrets.TOKEN }}}}"
      - run: docker push "${{{{ needs.name.outputs.image }}}}:1"
"""

RULE = Rule(
    id="job-outputs-contain-no-secret",
    title="No output that a job passes to another job contains a secret.",
    why="The runner drops an output that contains a secret, with only a warning; the job that reads it gets an empty string.",
    fix="read the secret in the job that needs it, or keep what is no secret in a variable (`vars`)",
    reference="GitHub: passing information between jobs; add-mask",
    bad={".github/workflows/release.yml": _JOBS.format("secrets.DOCKER_USER")},
    good={".github/workflows/release.yml": _JOBS.format("vars.DOCKER_USER")},
    looks_at=lambda context: context.graph.workflows,
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each output that another job reads and that never arrives."""
    seen: set[tuple[str, str]] = set()
    for _, job in on_the_way(context.graph):
        for name, text in job.job.outputs.items():
            if (job.job.id, name) not in seen and _is_read(job, name) and (why := _held(job, text)):
                seen.add((job.job.id, name))
                lines = job.job.body.mapping("outputs").lines
                got = f"the output {name} of job {job.job.id} contains {why}, so it arrives empty"
                yield Finding(RULE.id, job.job.file, lines.get(name, job.job.line), got, "an output without a secret", RULE.fix)


def _is_read(job: JobRun, name: str) -> bool:
    """Whether another job of the file, or the caller of its workflow, takes the output."""
    taken = re.compile(rf"\b(?:needs|jobs)\.{re.escape(job.job.id)}\.outputs\.{re.escape(name)}\b")
    bodies = [each.body for each in job.workflow.jobs.values() if each.id != job.job.id]
    bodies.append(job.workflow.triggers.mapping("workflow_call").mapping("outputs"))
    return any(taken.search(each.text) for body in bodies for each in scalars(body))


def _held(job: JobRun, text: str) -> str:
    """Return the secret that is in a value of the job; nothing where none is seen."""
    for part in _EXPRESSION.findall(text):
        if _ASKS.search(part):
            continue
        if found := _SECRET.search(part):
            return f"the secret {found[1] or 'github.token'}"
        for name, output in _OF_STEP.findall(part):
            step = next((each for each in job.steps if each.id == name), None)
            if step is not None and (why := _of_step(job, step, output)):
                return why
    return ""


def _of_step(job: JobRun, step: WorkflowStep, output: str) -> str:
    if step.uses:
        given = any(_SECRET.search(each.text) for each in scalars(step.with_))
        return f"the {output} of {step.action}, which is masked" if given and _MASKED.search(output) else ""
    names = {name: secret for name, value in _environment(job, step).items() if (secret := _in_text(value))}
    for script in job.machinery.scripts_of(step):
        names.update(_assigned(script, names))
    for each in ran(job.machinery, job.workflow, job.job, step):
        line = re.match(rf"(?:echo|printf)\s+(?:-\w+\s+)?{re.escape(output)}=(.*)", each.text, re.DOTALL)
        if line is not None and any("GITHUB_OUTPUT" in target for target in each.writes) and (why := _in_words(line[1], names)):
            return why
    return ""


def _environment(job: JobRun, step: WorkflowStep) -> Mapping[str, str]:
    return {**job.workflow.env, **job.job.env, **step.env}


def _assigned(script: Script, names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the shell variables that hold one of these, or what the script hides itself."""
    known = dict(names)
    for statement, _ in script.spots:
        if isinstance(statement.node, Call | Declaration):
            for assign in statement.node.assigns:
                if assign.value is not None and not assign.value.inner and (why := _in_words(assign.value.text, known)):
                    known[assign.name] = why
    yield from known.items()
    yield from ((name, f"${name}, which is masked") for name in _MASKS.findall(script.text))


def _in_text(text: str) -> str:
    found = [_SECRET.search(part) for part in _EXPRESSION.findall(text) if not _ASKS.search(part)]
    return next((f"the secret {each[1] or 'github.token'}" for each in found if each is not None), "")


def _in_words(text: str, names: Mapping[str, str]) -> str:
    """Return what a text of the shell expands to: a secret in an expression, or a variable that holds one, whole."""
    plain = re.sub(r"\$\(.*\)", "", text, flags=re.DOTALL)
    return _in_text(plain) or next((why for name, why in names.items() if re.search(rf"\$(?:{name}\b|\{{{name}\}})", plain)), "")
