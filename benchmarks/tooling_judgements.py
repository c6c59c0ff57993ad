"""Every rule of gate 0 that reads workflows and shell, asked in this process: no child, no evidence, a fraction of a second."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from inspect import signature
from types import ModuleType

from facts.workflows.release_graph import Machinery
from gates import tooling
from profiles.schema.profile import Profile
from profiles.schema.tooling import ToolingTable

OUTSIDE = ("actionlint", "zizmor")  # other people's programs
_PLACE = re.compile(r":\d+|\bline \d+\b")


def rules() -> dict[str, ModuleType]:
    """Return the rules by name."""
    return {name: getattr(tooling, name) for name in tooling.__all__ if name not in OUTSIDE}


def findings(machinery: Machinery, profile: Profile | None) -> Iterator[tuple[str, str]]:
    """Yield what the rules say, each sentence after its rule's name."""
    table = profile.tooling if profile else ToolingTable()
    given = {
        "channels": (profile.channels if profile else None) or {},
        "table": table,
        "targets": table.targets,
        "promised": table.promises,
        "ci_workflow": table.ci_workflow,
        "changelog": table.changelog,
    }
    for name, rule in rules().items():
        words = [given[word] for word in list(signature(rule.findings).parameters)[1:]]
        if "" not in words:  # the profile does not ask for it
            yield from ((name, line) for line in rule.findings(machinery, *words))


def counted(machinery: Machinery, profile: Profile | None) -> Counter[tuple[str, str]]:
    """Return how often each is said, whatever the line: a change moves what stands below it."""
    return Counter((name, _PLACE.sub("", line)) for name, line in findings(machinery, profile))
