"""What a job reads from other jobs and from earlier steps is there.

An output of a job that is not among `needs`, that no job declares, or that no step sets, is the empty text: no error,
an empty tag, an empty version, a condition that is always true.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.findings import Finding
from core.location import Location
from core.rules import Rule
from facts.shell.script import Script
from facts.workflows.release_graph import Machinery
from facts.workflows.sources import step_key
from facts.workflows.workflow import Job, Workflow
from facts.workflows.yaml_positions import Scalar, scalars
from gates.tooling.rule_context import Context, found_at

_EXPRESSION = re.compile(r"\$\{\{((?:(?!\$\{\{).)*?)\}\}", re.DOTALL)
_NEED = re.compile(r"\bneeds\.([\w-]+)(?:\.(outputs|result)(?:\.([\w-]+))?)?")
_STEP = re.compile(r"\bsteps\.([\w-]+)\.(outputs|outcome|conclusion)(?:\.([\w-]+))?")
_RESULT = re.compile(r"\bneeds\.[\w-]+\.result\s*[!=]=\s*'([^']*)'")
_RESULTS = ("success", "failure", "cancelled", "skipped")
# A file that is called so: the sign before the variable is missing, or its name is misspelled.
_OTHER_FILE = re.compile(r">\s*[\"']?(?:GITHUB_OUTPUT\b|\$\{?GITHUB_(?!OUTPUT\b|ENV\b|PATH\b|STEP_SUMMARY\b|STATE\b)OUT?P?\w*)")
_OUTPUT_FILE = re.compile(r"(?<!\w)\$\{?(?:env:)?GITHUB_OUTPUT\b")
# A name of an output that begins with a value, or has one in it, may become any name.
_COMPUTED = re.compile(r"(?:echo|printf)\s+[\"']?[\w-]*\$[^=\n]*=[^\n]*GITHUB_OUTPUT")
RULE = Rule(
    id="references-are-defined",
    title="Every output, result and step that a job reads exists and is set.",
    why="A reference to something undefined is an empty string, without an error.",
    fix="declare the output, set it, or add the job to needs",
    bad={
        ".github/workflows/release.yml": """\
on: push
jobs:
  context:
    runs-on: ubuntu-latest
    outputs: {tag: "${{ steps.tag.outputs.tag }}"}
    steps:
      - id: tag
        run: echo "tag=v1" >> "$GITHUB_OUTPUT"
  publish:
    runs-on: ubuntu-latest
    steps:
      - run: gh release create "${{ needs.context.outputs.tag }}"
""",
    },
    good={
        ".github/workflows/release.yml": """\
on: push
jobs:
  context:
    runs-on: ubuntu-latest
    outputs: {tag: "${{ steps.tag.outputs.tag }}"}
    steps:
      - id: tag
        run: echo "tag=v1" >> "$GITHUB_OUTPUT"
  publish:
    needs: [context]
    runs-on: ubuntu-latest
    steps:
      - run: gh release create "${{ needs.context.outputs.tag }}"
""",
    },
    looks_at=lambda context: context.graph.checkout.files,
)


def findings(context: Context) -> list[Finding]:
    """Return one finding for each value that can never be there."""
    found = (
        line
        for workflow in context.graph.workflows
        for job in workflow.jobs.values()
        for scalar, text in _expressions(job)
        for line in _dead(context.graph, workflow, job, text, Location(job.file, scalar.line))
    )
    return list(dict.fromkeys(found))


def _expressions(job: Job) -> Iterator[tuple[Scalar, str]]:
    conditions = [body.scalar("if") for body in (job.body, *(step.body for step in job.steps))]
    for scalar in scalars(job.body):
        whole = any(scalar is condition for condition in conditions)
        for text in [scalar.text] if whole else _EXPRESSION.findall(scalar.text):
            yield scalar, text


def _dead(machinery: Machinery, workflow: Workflow, job: Job, text: str, at: Location) -> Iterator[Finding]:
    for need, kind, name in _NEED.findall(text):
        if need not in job.needs:
            yield found_at(
                RULE, at, f"needs.{need} is always empty in job {job.id}, which does not need {need}", "add it to its needs"
            )
        elif kind == "outputs" and name and not _declares(machinery, workflow.jobs.get(need), name):
            yield found_at(
                RULE, at, f"needs.{need}.outputs.{name} is always empty: {need} has no output {name}", "declare it in that job"
            )
    for step, kind, name in _STEP.findall(text):
        yield from _dead_step(machinery, job, step, name if kind == "outputs" else "", at)
    for result in _RESULT.findall(text):
        if result not in _RESULTS:
            yield found_at(
                RULE,
                at,
                f"a result is never '{result}', so the comparison decides nothing",
                f"write one of {', '.join(_RESULTS)}",
            )


def _declares(machinery: Machinery, job: Job | None, name: str) -> bool:
    if job is None:
        return True  # a need that is not there is told by another rule
    called = machinery.called(job)
    if called is not None:
        return name in called.triggers.mapping("workflow_call").mapping("outputs").entries
    return bool(job.calls) or name in job.outputs


def _dead_step(machinery: Machinery, job: Job, step_id: str, output: str, at: Location) -> Iterator[Finding]:
    step = next((found for found in job.steps if found.id == step_id), None)
    if step is None:
        yield found_at(
            RULE, at, f"steps.{step_id} is always empty: job {job.id} has no step with that id", "add the id to the step"
        )
    elif step.action == "actions/github-script":
        if output and not _sets_in_node(step.input("script"), output):
            got = f"steps.{step_id}.outputs.{output} is always empty: the script never sets {output}"
            yield found_at(RULE, at, got, "set it with core.setOutput")
    elif output and step_key(step) in machinery.scripts and not _sets(machinery, step_key(step), output, step.run):
        yield (
            found_at(
                RULE,
                at,
                (f"steps.{step_id}.outputs.{output} is always empty: the step never writes {output} to GITHUB_OUTPUT"),
                "write it in that step",
            )
        )


def _sets_in_node(script: str, output: str) -> bool:
    """Whether the script sets the output: by name, by a name that it computes, by what it returns, or by a file that it loads."""
    named = re.search(rf"setOutput\(\s*['\"`]{re.escape(output)}['\"`]", script)
    computed = re.search(r"setOutput\(\s*(?!['\"])|require\(|import\(|GITHUB_OUTPUT|\bcore\b(?!\s*\.)", script)
    return bool(named or computed) or (output == "result" and bool(re.search(r"\breturn\b", script)))


def _sets(machinery: Machinery, key: str, output: str, run: Scalar | None) -> bool:
    calls = [call for call, _, _ in machinery.scripts[key].calls()]
    texts = [script.text for script in machinery.closure(key)]
    elsewhere = any("GITHUB_ENV" in text and f"{output}=" in text for text in texts)
    if elsewhere and not any(re.search(r"GITHUB_OUTPUT|set-output", text) for text in texts):
        return False  # written, but as a variable of the steps that follow
    named = output in (run.text if run else "") or any("GITHUB_OUTPUT" in text and output in text for text in texts)
    # A program that is given the file, or that knows of it, may write any name.
    foreign = any(call.name not in ("echo", "printf", "cat") and "GITHUB_OUTPUT" in " ".join(call.texts) for call in calls)
    scripts = any(call.words[0].text.startswith(("./", "$", "python", "node", "uv", "cargo", "npm")) for call in calls)
    if _COMPUTED.search("\n".join(texts)):
        return True
    if named and not foreign and not scripts and (written := _written(machinery.closure(key))) is not None:
        return output in written
    return named or foreign or scripts


def _written(scripts: tuple[Script, ...]) -> frozenset[str] | None:
    """Return the names that scripts write to the file of outputs; None where they may write others."""
    names: set[str] = set()
    for script in scripts:
        left = len(_OUTPUT_FILE.findall(_OTHER_FILE.sub("", script.text))) + len(re.findall(r"::set-output", script.text))
        for call, statement, _ in script.calls():
            if any(_OUTPUT_FILE.search(each.target.text) for each in statement.redirects):
                left -= 1
                said = [word for word in call.texts[1:] if not word.startswith("-")][:1]
                found = re.match(r"([\w-]+)(=|<<)?", said[0]) if said else None
                if call.name not in ("echo", "printf") or found is None or re.search(r"[%$]", said[0].split("=")[0]):
                    return None
                names.update([found[1]] if found[2] else [])
        if left:
            return None
    misspelled = any(_OTHER_FILE.search(script.text) for script in scripts)
    return frozenset(names) if names or misspelled else None
