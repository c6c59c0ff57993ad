"""The HTML report: pytest-html's page with judged outcomes, readable from a file, with every text escaped."""

import json
import re
import subprocess
from html import unescape
from pathlib import Path

import pytest

from core.errors import Undecided
from plugins.report import html, html_session
from tests.plugins.documents import HOSTILE, NOTICES, document, everything, failed, sealed
from tests.tools import needs


def outcomes(text: str) -> dict[str, int]:
    """Return how many rows of each result the page's own data holds."""
    found = re.search(r'data-jsonblob="([^"]*)"', text)
    assert found
    rows = [test["result"] for tests in json.loads(unescape(found.group(1)))["tests"].values() for test in tests]
    return {result: rows.count(result) for result in sorted(set(rows))}


def test_the_page_shows_judged_outcomes(tmp_path: Path) -> None:
    """Each record is one row with the judge's outcome, also those that did not run."""
    body = document(
        **{
            NOTICES: failed(),
            "pre_release/test_preflight::test_tag": {
                "outcome": "not_run",
                "kind": "incomplete",
                "message": "stopped",
                "examined": None,
                "minimum": None,
            },
        }
    )
    html.render(body, tmp_path / "e.html")
    assert outcomes((tmp_path / "e.html").read_text("utf-8")) == {"Failed": 1, "Passed": 2, "Skipped": 1}
    assert [file.name for file in tmp_path.iterdir()] == ["e.html"]


def test_everything_is_on_the_page_and_escaped(tmp_path: Path) -> None:
    """Verdict, tiles, blockers with why and what to do, waivers, does-not-apply, time; hostile text stays text."""
    body = everything()
    html.render(body, tmp_path / "e.html")
    text = (tmp_path / "e.html").read_text("utf-8")
    assert "<script>document" not in unescape(text.split('data-jsonblob="')[0]).replace(HOSTILE, "")
    for said in [
        '<section class="verdict blocked">',
        '<div class="tile blocked">',
        'incomplete" title="no check yet"',
        "<b>Fix</b> add it",
        "<b>Problem</b> missing",
        "task T-17",
        "<h2>Waivers</h2>",
        "<td>npm, PyPI</td>",
        body["seal"],
    ]:
        assert said in text, said
    assert outcomes(text) == {"Error": 1, "Failed": 2, "Passed": 1}


def test_the_sample_is_named_on_top(tmp_path: Path) -> None:
    """The title and the first heading say embedded sample."""
    body = document()
    body["release"]["project"] = "embedded sample"
    html.render(sealed(body), tmp_path / "e.html")
    text = (tmp_path / "e.html").read_text("utf-8")
    assert '<title id="head-title">embedded sample v0.1.1 (base v0.1.0): clear</title>' in text
    assert "<h1>embedded sample v0.1.1 (base v0.1.0)</h1>" in text


def test_a_lone_surrogate_is_shown_as_a_question_mark(tmp_path: Path) -> None:
    """Text that UTF-8 cannot spell does not cost the report."""
    html.render(document(**{NOTICES: failed("odd \ud800 text")}), tmp_path / "e.html")
    assert "odd ? text" in (tmp_path / "e.html").read_text("utf-8")


def test_pytest_settings_of_the_run_do_not_reach_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An option in the environment that would hide rows is not obeyed."""
    monkeypatch.setenv("PYTEST_ADDOPTS", "--collect-only")
    html.render(document(), tmp_path / "e.html")
    assert outcomes((tmp_path / "e.html").read_text("utf-8")) == {"Passed": 4}


def test_a_page_that_could_not_be_made_leaves_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the page cannot be drawn there is a sentence, and the older report stays."""
    (tmp_path / "e.html").write_text("old")
    monkeypatch.setattr(html_session, "_TEMPLATES", tmp_path)
    with pytest.raises(Undecided, match=r"(?s)an HTML report of 0 records.*the evidence and the Markdown summary are complete"):
        html.render(document(), tmp_path / "e.html")
    assert (tmp_path / "e.html").read_text() == "old"


@needs("chromium")
def test_a_browser_shows_the_rows(tmp_path: Path) -> None:
    """Opened as a file, the page builds one row a record, failures open and passes closed, and runs no hostile script."""
    html.render(everything(), tmp_path / "e.html")
    flags = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        f"--user-data-dir={tmp_path / 'profile'}",
        "--dump-dom",
    ]
    argv = ["chromium", *flags, (tmp_path / "e.html").as_uri()]
    page = subprocess.run(argv, capture_output=True, text=True, timeout=90, check=True).stdout
    assert page.count('<tr class="collapsible" data-id=') == 4
    assert page.count('<tr class="extras-row hidden"') == 1
    assert '<title id="head-title">/p/plasmite v0.1.1 (base v0.1.0): blocked</title>' in page
    assert page.count("<script>") == 2  # of pytest-html, and the filter
