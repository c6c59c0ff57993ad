"""Every line of the runbook has an answer that exists."""

from pathlib import Path

from plugins.report import runbook_coverage

ROOT = Path(__file__).resolve().parents[2]


def test_no_line_is_without_an_answer() -> None:
    """Each answer is a check of the plan, an option or a command."""
    assert runbook_coverage.unanswered(ROOT) == []


def test_the_page_is_what_the_data_says() -> None:
    """docs/parity.md is exactly what the command writes."""
    assert runbook_coverage.text(ROOT) == (ROOT / runbook_coverage.FILE).read_text("utf-8")
