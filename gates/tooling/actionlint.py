"""What actionlint says of the workflows: keys, contexts, expressions, types, needs.

It exits 0 when it was given nothing, so the files are named one by one and it must say that it linted each.
"""

from __future__ import annotations

import re
from pathlib import Path

import msgspec

from core.commands import Completed, run
from core.errors import Undecided
from core.findings import Finding
from facts.workflows.workflow_files import Checkout, checkout
from profiles.schema.tooling import WorkflowLinter

_LIMIT = 120.0
_LINTED = re.compile(r"Found total \d+ errors in .* for (\S+)")
# A job that needs a job which does not exist.
BAD = {
    ".github/workflows/bad.yml": """\
on: push
jobs:
  release:
    needs: [build]
    runs-on: ubuntu-latest
    steps:
      - run: echo
"""
}
RULE = "actionlint"


class Message(msgspec.Struct):
    """One message of `actionlint -format '{{json .}}'`."""

    message: str
    filepath: str
    line: int
    kind: str


def findings(root: Path, linter: WorkflowLinter) -> list[Finding]:
    """Return one finding for each message that the profile does not ignore."""
    found = checkout(root)
    # shellcheck and pyflakes would be run when they happen to be installed: the same tree, two verdicts.
    argv = ["actionlint", "-verbose", "-no-color", "-shellcheck=", "-pyflakes=", "-format", "{{json .}}"]
    answer = run([*argv, *found.files], cwd=root, timeout=_LIMIT, expect=(0, 1))
    _require_all(answer, found)
    return [_finding(item) for item in _parsed(answer) if not _ignored(item, linter)]


def _require_all(answer: Completed, found: Checkout) -> None:
    linted = set(_LINTED.findall(answer.errors))
    if missed := sorted(set(found.files) - linted):
        raise Undecided(
            got=f"actionlint linted {len(linted)} of {len(found.files)} workflows; not {', '.join(missed)}",
            expected="every workflow file linted",
            advice="run the command by hand and read its log",
        )


def _parsed(answer: Completed) -> list[Message]:
    try:
        return msgspec.json.decode(answer.stdout, type=list[Message])
    except msgspec.DecodeError as fault:
        raise Undecided(
            got=f"an answer of actionlint that cannot be read ({fault})",
            expected="a JSON list of messages",
            advice="install actionlint 1.7.12",
        ) from fault


def _ignored(item: Message, linter: WorkflowLinter) -> bool:
    return any(re.search(pattern, item.message) for pattern in linter.ignore)


def _finding(item: Message) -> Finding:
    fix = "correct the workflow, or ignore it with a reason"
    return Finding(RULE, item.filepath, item.line, f"{item.message} [{item.kind}]", fix=fix)
