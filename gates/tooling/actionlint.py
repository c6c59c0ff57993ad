"""What actionlint says of the workflows: keys, contexts, expressions, types, needs.

It exits 0 when it was given nothing, so the files are named one by one and it must say that it linted each.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from core.commands import Completed, run
from core.errors import Undecided
from core.findings import Finding
from core.regular_files import read_text
from facts.workflows.workflow_files import Checkout, checkout
from facts.workflows.yaml_positions import Scalar
from facts.workflows.yaml_positions import read as read_yaml
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
    with TemporaryDirectory() as folder:
        settings = Path(folder) / "actionlint.yaml"
        settings.write_text(_settings(root), encoding="utf-8")
        answer = run([*argv, "-config-file", str(settings), *found.files], cwd=root, timeout=_LIMIT, expect=(0, 1))
    _require_all(answer, found)
    return [_finding(item) for item in _parsed(answer) if not _ignored(item, linter)]


def _settings(root: Path) -> str:
    """Return our configuration: what the project's own one ignores has no say, which runners it has is a fact."""
    labels: list[str] = []
    for name in ("actionlint.yaml", "actionlint.yml"):
        path = root / ".github" / name
        if path.is_file():
            given = read_yaml(read_text(path, errors="replace"), f".github/{name}")
            labels += [each.text for each in given.mapping("self-hosted-runner").listing("labels") if isinstance(each, Scalar)]
    return json.dumps({"self-hosted-runner": {"labels": labels}}) + "\n"


def _require_all(answer: Completed, found: Checkout) -> None:
    linted = set(_LINTED.findall(answer.errors))
    if missed := sorted(set(found.files) - linted):
        raise Undecided(
            got=f"actionlint linted {len(linted)} of {len(found.files)} workflows; not {', '.join(missed)}",
            expected="every workflow file linted",
            advice="run the command manually and read its log",
        )


def _parsed(answer: Completed) -> list[Message]:
    try:
        return msgspec.json.decode(answer.stdout, type=list[Message])
    except msgspec.DecodeError as fault:
        raise Undecided(
            got=f"unreadable output from actionlint ({fault})",
            expected="a JSON list of messages",
            advice="install actionlint 1.7.12",
        ) from fault


def _ignored(item: Message, linter: WorkflowLinter) -> bool:
    return any(re.search(pattern, item.message) for pattern in linter.ignore)


def _finding(item: Message) -> Finding:
    fix = "correct the workflow, or ignore the message with a reason"
    return Finding(RULE, item.filepath, item.line, f"{item.message} [{item.kind}]", fix=fix)
