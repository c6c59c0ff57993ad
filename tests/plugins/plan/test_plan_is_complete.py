"""Nothing that is written as a check is missing from the plan, counted without the plan's own reader of sources."""

import re
from pathlib import Path

import pytest

from plugins.plan import plan
from plugins.plan.check_catalog import Catalog

ROOT = Path(__file__).resolve().parents[3]
MODULES = sorted(path for folder in ("gates", "delivery", "provenance") for path in (ROOT / folder).rglob("test_*.py"))
CONTRACT = re.findall(r"^    def (test_\w+)", (ROOT / "delivery" / "contract.py").read_text(), re.MULTILINE)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_every_test_function_has_a_line(path: Path) -> None:
    """Each function, and for a channel each one of the contract."""
    text = path.read_text()
    written = {*re.findall(r"^ *def (test_\w+)", text, re.MULTILINE), *(CONTRACT if "(ChannelContract)" in text else ())}
    planned = {
        line.test.rpartition("::")[2].partition("[")[0]
        for line in plan.read(ROOT).lines
        if line.test.startswith(f"{path.relative_to(ROOT)}::")
    }
    assert planned == written != set()


def test_every_check_says_why_and_how_to_fix() -> None:
    """A docstring has `Why:` in sentences and `Fix:` as an imperative phrase, as a rule has; neither repeats the requirement."""
    entries = Catalog.of(ROOT).entries
    assert [entry.path for entry in entries if not (entry.why and entry.fix)] == []
    assert [entry.path for entry in entries if not entry.why.endswith(".") or entry.fix.endswith(".")] == []
    assert [entry.path for entry in entries if entry.what.rstrip(".") in entry.why or entry.why == entry.fix] == []
