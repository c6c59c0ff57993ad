"""Ask one rule of gate 0 about a small checkout."""

from collections.abc import Mapping
from pathlib import Path

from core.rules import load
from facts.workflows.assembly import read, written
from gates.tooling.rule_context import Context
from profiles.schema.channels import Channel
from profiles.schema.tooling import ToolingTable

RULES = load("gates.tooling.rules")


def said(
    rule: str,
    folder: Path,
    files: Mapping[str, str],
    table: ToolingTable | None = None,
    channels: Mapping[str, Channel] | None = None,
) -> list[str]:
    """Return what a rule finds in a checkout, as `path:line: problem; fix`; every finding is the rule's own."""
    found = list(RULES[rule].findings(Context(read(written(folder, files)), table or ToolingTable(), channels or {})))
    assert {each.rule for each in found} <= {rule}
    return [f"{each.place}: {each.problem}; {each.fix}" for each in found]
