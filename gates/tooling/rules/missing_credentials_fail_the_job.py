"""A missing credential fails the job that needs it.

A branch that ends with success when the secret is empty, or a step that is skipped then, makes a channel empty and the
release green.
"""

from __future__ import annotations

from collections.abc import Iterator

from core.findings import Finding
from core.location import Location
from core.rules import Rule
from facts.shell.script import Script
from facts.shell.syntax import AndOr, Branch, Call, If, Statement, Test, Word
from facts.shell.walking import walk
from facts.workflows.publication import publications
from facts.workflows.release_graph import Machinery
from facts.workflows.release_path import release_steps
from facts.workflows.secrets import holds_secret, secret_names
from facts.workflows.workflow import WorkflowStep
from gates.tooling.rule_context import Context, found_at

_ENDS = ("exit", "return")
RULE = Rule(
    id="missing-credentials-fail-the-job",
    title="A missing credential fails the job that needs it instead of skipping it.",
    why="The channel stays empty and the release still looks successful.",
    fix="fail the job with a message that names the secret to set",
    bad={
        ".github/workflows/release.yml": """\
on: push
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - run: |
          if [ -z "${{ secrets.TOKEN }}" ]; then
            exit 0
          fi
          cargo publish
""",
    },
    good={
        ".github/workflows/release.yml": """\
on: push
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - run: |
          if [ -z "${{ secrets.TOKEN }}" ]; then
            exit 1
          fi
          cargo publish
""",
    },
)


def findings(context: Context) -> list[Finding]:
    """Return one finding for each place where a missing credential is taken for success."""
    found: list[Finding] = []
    for stop, step in release_steps(context.graph):
        names = secret_names(stop.workflow, stop.job, step)
        for script in context.graph.scripts_of(step):
            found.extend(_in_script(script, names))
    return [*dict.fromkeys(found), *_skipped_steps(context.graph)]


def _in_script(script: Script, names: frozenset[str]) -> Iterator[Finding]:
    for statement, _ in script.spots:
        node = statement.node
        if (
            isinstance(node, AndOr)
            and node.op == "||"
            and _filled_secret(node.left, names)
            and (line := _green_end((node.right,)))
        ):
            got = "without the credential the job succeeds, but nothing is published"
            yield found_at(RULE, script.at(line), got, "fail the job there, with the name of the secret to set")
        for condition, body in _branches(statement):
            line = _green_end(body)
            if line and any(_empty_secret(part, names) for part, _ in walk(condition)):
                yield (
                    found_at(
                        RULE,
                        script.at(line),
                        "without the credential the job succeeds, but nothing is published",
                        "fail the job there, with the name of the secret to set",
                    )
                )


def _branches(statement: Statement) -> Iterator[tuple[tuple[Statement, ...], tuple[Statement, ...]]]:
    node = statement.node
    if isinstance(node, If):
        yield from ((branch.condition, branch.body) for branch in node.branches if isinstance(branch, Branch))
    elif isinstance(node, AndOr) and node.op == "&&":
        yield (node.left,), (node.right,)


def _green_end(body: tuple[Statement, ...]) -> int:
    for statement, _ in walk(body):
        node = statement.node
        if isinstance(node, Call) and node.name in _ENDS:
            return statement.line if node.texts[1:] in ((), ("0",)) else 0
    return 0


def _empty_secret(statement: Statement, names: frozenset[str]) -> bool:
    node = statement.node
    if isinstance(node, Test):
        return any(
            holds_secret(side, names) and (item.op == "-z" or (item.op in ("==", "=") and _is_empty(other)))
            for item in node.comparisons
            for side, other in ((item.right, item.left), (item.left or item.right, item.right))
        )
    if isinstance(node, Call) and node.name in ("[", "test"):
        secret = any(holds_secret(word, names) for word in node.words)
        return secret and ("-z" in node.texts or (any(op in node.texts for op in ("=", "==")) and "" in node.texts))
    return False


def _filled_secret(statement: Statement, names: frozenset[str]) -> bool:
    """Whether a test holds only where the secret is there."""
    node = statement.node
    if isinstance(node, Test):
        return any(holds_secret(item.right, names) and item.op == "-n" for item in node.comparisons)
    if isinstance(node, Call) and node.name in ("[", "test") and len(node.words) >= 2:
        return "-n" in node.texts and any(holds_secret(word, names) for word in node.words)
    return False


def _is_empty(word: Word | None) -> bool:
    return word is not None and word.text == ""


def _skipped_steps(machinery: Machinery) -> Iterator[Finding]:
    for workflow in machinery.workflows:
        for publication in publications(machinery, workflow):
            names = secret_names(workflow, publication.job, publication.step)
            if (condition := publication.step.condition) and _reads(publication.step, names):
                yield (
                    found_at(
                        RULE,
                        Location(publication.step.file, condition.line),
                        (
                            f"without the credential the step that publishes to {publication.place} is skipped and "
                            "the job is green"
                        ),
                        "fail in an earlier step instead",
                    )
                )


def _reads(step: WorkflowStep, names: frozenset[str]) -> bool:
    text = step.condition.text if step.condition else ""
    return any(f"env.{name}" in text for name in names)
