"""docs/options.md is what the suite declares."""

from pathlib import Path

from plugins.cli.options_page import FILE, page

ROOT = Path(__file__).resolve().parents[2]


def test_the_page_is_what_the_options_say() -> None:
    """`python -m plugins.cli.options_page` writes it again."""
    assert (ROOT / FILE).read_text("utf-8") == page()


def test_every_option_has_a_row() -> None:
    """Also those that stand in no other page."""
    rows = [line for line in page().splitlines() if line.startswith("| `--")]
    assert len(rows) > 25
    assert all(len(row.split("|")) >= 4 and row.split("|")[2].strip() for row in rows)
