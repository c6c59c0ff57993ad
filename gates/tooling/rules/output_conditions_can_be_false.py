"""A condition that is asked before something is published can be answered with no."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.errors import Undecided
from core.findings import Finding
from core.rules import Rule
from discovery.workflows.job_runs import JobRun, Run, runs
from facts.runs.steps import ran
from facts.workflows.expressions import Binary, Expression, Function, Not, Path, parse
from facts.workflows.workflow import Condition
from gates.tooling.rule_context import Context

_WHOLE = re.compile(r"^\s*\$\{\{((?:(?!\}\}).)*)\}\}\s*$", re.DOTALL)
_COMPARED = ("contains", "startswith", "endswith")  # what these answer is true or false, as an output a text
_JOBS = """\
on: {{push: {{branches: [main]}}}}
jobs:
  look:
    runs-on: ubuntu-24.04
    outputs: {{new: "${{{{ steps.look.outputs.new }}}}"}}
    steps:
      - id: look
        run: if npm view x@1; then echo "new=false" >> "$GITHUB_OUTPUT"; else echo "new=true" >> "$GITHUB_OUTPUT"; fi
  publish:
    needs: look
    if: needs.look.outputs.new{0}
    runs-on: ubuntu-24.04
    steps:
      - run: npm publish
"""

RULE = Rule(
    id="output-conditions-can-be-false",
    title=("A condition that guards a publication compares an output with a value instead of only testing whether it is set."),
    why="Outputs are strings, and every non-empty string counts as true, even the string `false`: the job always runs.",
    fix="compare with the string, as in `== 'true'`",
    reference="GitHub: expressions, literals; jobs.<job_id>.outputs",
    bad={".github/workflows/release.yml": _JOBS.format("")},
    good={".github/workflows/release.yml": _JOBS.format(" == 'true'")},
)

# Outputs of actions that are the word `true` or the word `false`, whatever happens.
_NOTHING = re.compile(r"(?!)")
_ANSWERS = {
    "googleapis/release-please-action": re.compile(r"^(?:releases_created|prs_created)$"),
    "google-github-actions/release-please-action": re.compile(r"^(?:releases_created|prs_created)$"),
    "changesets/action": re.compile(r"^(?:published|hasChangesets)$"),
    "dorny/paths-filter": re.compile(r"^(?!.*_(?:files|count)$|changes$)"),
    "tj-actions/changed-files": re.compile(r"(?:^|_)(?:any|only)_(?:changed|modified|deleted)$"),
    "tj-actions/verify-changed-files": re.compile(r"^files_changed$"),
}


def findings(context: Context) -> Iterator[Finding]:
    """Yield each condition on the way of a publication that holds whatever its output says."""
    seen: set[tuple[str, int]] = set()
    for run in runs(context.graph):
        for job in run.jobs:
            if not job.irreversible:
                continue
            of_steps = [each.step for each in job.irreversible]
            asked = [(each, job.job.file) for other in (job, *run.before(job)) for each in other.conditions]
            asked += [(step.condition, step.file) for step in of_steps if step.condition is not None]
            for condition, file in asked:
                for path in _bare(condition):
                    if (why := _always_there(context, run, job, path)) and (file, condition.line) not in seen:
                        seen.add((file, condition.line))
                        got = f"{path} is only tested for being set, but {why}"
                        yield Finding(RULE.id, file, condition.line, got, "a comparison with a string", f"write {path} == 'true'")


def _bare(condition: Condition) -> Iterator[str]:
    """Yield the outputs that a condition takes for true or false as they are."""
    found = _WHOLE.match(condition.text)
    try:
        yield from _operands(parse(found[1] if found else condition.text))
    except Undecided:
        return


def _operands(tree: Expression) -> Iterator[str]:
    if isinstance(tree, Binary) and tree.op in ("&&", "||"):
        yield from _operands(tree.left)
        yield from _operands(tree.right)
    elif isinstance(tree, Not):
        yield from _operands(tree.operand)
    elif isinstance(tree, Path) and re.match(r"(needs|steps)\.[\w-]+\.outputs\.[\w-]+$", tree.text):
        yield tree.text


def _always_there(context: Context, run: Run, job: JobRun, path: str) -> str:
    """Return why an output is never empty; nothing where it can be, or where that is not known."""
    kind, name, _, output = path.split(".", 3)
    if kind == "steps":
        return _of_step(context, job, name, output)
    prefix = job.id.rpartition("/")[0]
    maker = run.by_id.get(f"{prefix}/{name}" if prefix else name)
    if maker is None or maker.job.condition is not None:
        return ""  # an output of a job that may be skipped can be empty
    text = maker.job.outputs.get(output)
    if text is None or not text.strip():
        return ""
    whole = _WHOLE.match(text)
    if whole is None:
        return "" if "${{" in text else f"job {name} sets it to the fixed string `{text.strip()}`"
    if _is_answer(whole[1]):
        return f"job {name} sets it to `true` or `false`, both of which are non-empty strings"
    found = re.fullmatch(r"\s*steps\.([\w-]+)\.outputs\.([\w-]+)\s*", whole[1])
    return _of_step(context, maker, found[1], found[2]) if found else ""


def _is_answer(text: str) -> bool:
    """Whether an expression is worth true or false whatever it asks."""
    try:
        tree = parse(text)
    except Undecided:
        return False
    return (
        isinstance(tree, Not)
        or (isinstance(tree, Binary) and tree.op not in ("&&", "||"))
        or (isinstance(tree, Function) and tree.name in _COMPARED)
    )


def _of_step(context: Context, job: JobRun, name: str, output: str) -> str:
    step = next((each for each in job.job.steps if each.id == name), None)
    if step is None or step.condition is not None:
        return ""
    if _ANSWERS.get(step.action, _NOTHING).search(output):
        return f"{step.action} sets it to `true` or `false`, both of which are non-empty strings"
    if step.run is None or "GITHUB_OUTPUT" not in step.run.text:
        return ""
    said = []
    for each in ran(context.graph, job.workflow, job.job, step):
        found = re.match(rf"(?:echo|printf)\s+(?:-\w+\s+)?[\"']?{re.escape(output)}=([\w.-]+)\b", each.text)
        if found and any("GITHUB_OUTPUT" in target for target in each.writes):
            said.append(found[1])
    refuses = [word for word in said if word.lower() in ("false", "no", "0")]
    return f"its step writes `{output}={refuses[0]}` for no, which is a non-empty string" if refuses else ""
