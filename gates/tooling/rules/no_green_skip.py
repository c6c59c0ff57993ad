"""A missing credential fails the job that needs it.

A branch that ends with success when the secret is empty, or a step that is skipped then, makes a channel empty and the
release green.
"""

from __future__ import annotations

from collections.abc import Iterator

from facts.shell.script import Script
from facts.shell.syntax import AndOr, Branch, Call, If, Statement, Test, Word
from facts.shell.walking import walk
from facts.workflows.publication import publications
from facts.workflows.release_graph import Machinery
from facts.workflows.release_path import release_steps
from facts.workflows.secrets import holds_secret, secret_names
from facts.workflows.workflow import Step

_ENDS = ("exit", "return")
BAD = {
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
"""
}
REFUSAL = "without the credential the job ends green"


def findings(machinery: Machinery) -> list[str]:
    """Return one sentence for each place where a missing credential is taken for success."""
    found: list[str] = []
    for stop, step in release_steps(machinery):
        names = secret_names(stop.workflow, stop.job, step)
        for script in machinery.scripts_of(step):
            found.extend(_in_script(script, names))
    return [*dict.fromkeys(found), *_skipped_steps(machinery)]


def _in_script(script: Script, names: frozenset[str]) -> Iterator[str]:
    for statement, _ in script.spots:
        for condition, body in _branches(statement):
            line = _green_end(body)
            if line and any(_empty_secret(part, names) for part, _ in walk(condition)):
                yield (
                    f"{script.at(line)}: without the credential the job ends green and nothing is published; "
                    f"exit 1 there and say which secret to set"
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
            holds_secret(side, names) and (item.op == "-z" or item.op in ("==", "=") and _is_empty(other))
            for item in node.comparisons
            for side, other in ((item.right, item.left), (item.left or item.right, item.right))
        )
    if isinstance(node, Call) and node.name in ("[", "test"):
        secret = any(holds_secret(word, names) for word in node.words)
        return secret and ("-z" in node.texts or any(op in node.texts for op in ("=", "==")) and "" in node.texts)
    return False


def _is_empty(word: Word | None) -> bool:
    return word is not None and word.text == ""


def _skipped_steps(machinery: Machinery) -> Iterator[str]:
    for workflow in machinery.workflows:
        for publication in publications(machinery, workflow):
            names = secret_names(workflow, publication.job, publication.step)
            if (condition := publication.step.condition) and _reads(publication.step, names):
                yield (
                    f"{publication.step.file}:{condition.line}: without the credential the step that publishes to "
                    f"{publication.place} is skipped and the job is green; fail in a step before it instead"
                )


def _reads(step: Step, names: frozenset[str]) -> bool:
    text = step.condition.text if step.condition else ""
    return any(f"env.{name}" in text for name in names)
