"""Every rule of gate 0 that reads workflows and shell, asked in this process: no child, no evidence, a fraction of a second."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from core.findings import Finding
from core.rules import load
from facts.workflows.release_graph import Machinery
from gates.tooling.rule_context import Context, examined
from profiles.schema.profile import Profile
from profiles.schema.tooling import ToolingTable

_PLACE = re.compile(r":\d+|\bline \d+\b")
_ON_REQUEST = (
    "every-channel-has-a-publish-job",
    "ci-required",
    "notes-from-changelog",
)  # what they look at is named by the profile alone


def findings(machinery: Machinery, profile: Profile | None) -> Iterator[Finding]:
    """Yield what the rules find; those that the profile does not ask for are left out."""
    context = Context(machinery, profile.tooling if profile else ToolingTable(), (profile.channels if profile else None) or {})
    for rule in load("gates.tooling.rules").values():
        if rule.rule.id not in _ON_REQUEST or len(examined(rule, context)):
            yield from rule.findings(context)


def counted(machinery: Machinery, profile: Profile | None) -> Counter[tuple[str, str]]:
    """Return how often each is found, by rule and text, whatever the line: a change moves what stands below it."""
    return Counter((each.rule, f"{each.path}: {_PLACE.sub('', each.problem)}") for each in findings(machinery, profile))
