"""What is shown of a rule without importing it is what the rule says."""

from pathlib import Path

import pytest

from core.rules import load
from plugins.plan.rule_catalog import rules

ROOT = Path(__file__).resolve().parents[3]
SHOWN = rules(ROOT)


@pytest.mark.parametrize("package", ["gates.tooling.rules", "facts.packages.rules"])
def test_every_rule_is_shown_as_it_is(package: str) -> None:
    """Title, why, fix and both examples, however the file puts its texts together."""
    loaded = load(package)
    assert loaded
    for name, found in loaded.items():
        for field in ("title", "why", "fix", "reference", "bad", "good"):
            said = getattr(found.rule, field)
            if isinstance(said, str) or all(isinstance(text, str) for text in said.values()):
                assert getattr(SHOWN[name], field) == said, (name, field)
