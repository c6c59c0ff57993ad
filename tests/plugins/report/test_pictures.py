"""The page's pictures and its filter: performance with the limit, the release's steps, one finding's link."""

import re
import subprocess
from pathlib import Path

from gates.performance.decision_rule import Verdict
from gates.performance.slowdowns import JudgedFamilies, charted
from plugins.report import html
from plugins.report.html_session import Anchors
from plugins.report.performance_chart import charts
from plugins.report.release_steps import steps
from plugins.report.report_model import Story
from tests.plugins import documents
from tests.plugins.documents import NOTICES, TAG, Json, document, failed, found, sealed
from tests.tools import needs

TAG_STEP = "mechanics/test_mechanics::test_tag"
PUSH_STEP = "mechanics/test_mechanics::test_push"


def measured() -> Json:
    """Return a document whose run measured one scenario that is slower, one that passed and one far off the axis."""
    verdicts = (
        Verdict("append", "slower", 8, 1.0, 1.3, 1.2, 1.3, 1.4),
        Verdict("scan", "passed", 8, 1.0, 1.0, 0.97, 1.0, 1.03),
        Verdict("noise", "undecided", 8, 1.0, 1.0, 2.1e-9, 1.0, 4.8e8),
    )
    figures = charted(JudgedFamilies({"core": verdicts}, 15.0, 8, 3.0))
    file = {"name": "performance.json", "sha256": "5" * 64, "size": 9, "origin": "measured by this run", "figures": figures}
    return document(**{TAG: {"artifacts": [file]}})


def test_a_picture_has_ratio_interval_and_limit() -> None:
    """Every scenario is on the axis of its family: an interval beyond it ends at its edge, the limit is right of no change."""
    (chart,) = charts(Story(measured()))
    assert [(bar.scenario, bar.state, bar.words) for bar in chart.bars[:2]] == [
        ("append", "slower", "+30 %, between +20 % and +40 %"),
        ("scan", "passed", "0 %, between -3 % and +3 %"),
    ]
    append, scan, noise = chart.bars
    assert scan.middle == chart.same == 50
    assert chart.same < chart.limit < append.low < append.middle < append.high <= 100
    assert (noise.low, noise.high, noise.words) == (0, 100, "0 %, between far faster and far slower")


def test_the_page_draws_it(tmp_path: Path) -> None:
    """One SVG a scenario with the limit's line, named for who cannot see it; nothing is loaded from outside."""
    html.render(measured(), tmp_path / "e.html")
    text = (tmp_path / "e.html").read_text("utf-8")
    assert text.count('<line class="limit"') == text.count('<line class="interval"') == 3
    assert 'aria-label="append: +30 %, between +20 % and +40 %, limit +15 %"' in text
    assert not re.search(r"""src=["']?(https?:)?//|<link[^>]*href|@import|url\(\s*["']?http""", text.split('data-jsonblob="')[0])


def mechanics(**changes: Json) -> Json:
    """Return a document that has two mechanical steps, looked at where changes say how they ended."""
    body = document()
    details = {**body["plan"]["details"], **{step: documents.detail(static=False) for step in (TAG_STEP, PUSH_STEP)}}
    checks = {**body["plan"]["checks"], "mechanics": [TAG_STEP, PUSH_STEP]}
    body["plan"] = documents.plan(details=details, checks=checks)
    body["runs"][0]["plan_digest"] = body["plan"]["digest"]
    for step, outcome in changes.items():
        body["runs"][0]["selection"]["checks"].append(step)
        body["checks"].append(documents.record(step, body["plan"], "run-1", **outcome))
    return sealed(body)


def test_the_steps_say_where_the_release_stands() -> None:
    """Stages and mechanical steps stand in the order of a release; the first that is not done is where it stands."""
    body = mechanics(**{TAG_STEP: {"commands": []}, PUSH_STEP: failed("not on the remote")})
    assert [(step.word, step.state, step.here) for step in steps(Story(body))] == [
        ("pre_release", "clear", False),
        ("tag", "done", False),
        ("push", "not done", True),
        ("delivery", "not run", False),
    ]
    assert [step.state for step in steps(Story(mechanics()))] == ["clear", "not run", "not run", "not run"]


def test_every_finding_has_a_link_of_its_own(tmp_path: Path) -> None:
    """The link is the same in the next report, and differs for the same words at another line."""
    body = document(
        **{NOTICES: failed(found("notices", "N", 7, "none"), found("notices", "N", 9, "none"), found("notices", "M", 1, "none"))}
    )
    html.render(body, tmp_path / "e.html")
    ids = re.findall(r'class="finding" data-words="[^"]*" id="([^"]+)"', (tmp_path / "e.html").read_text("utf-8"))
    assert len(set(ids)) == 3
    assert ids[1] == f"{ids[0]}-2"
    assert [Anchors()(one) for one in Story(body).findings[:1]] == ids[:1]


def test_the_filter_knows_file_rule_and_words(tmp_path: Path) -> None:
    """What the box looks through holds gate, rule, place, problem and fix, in small letters."""
    html.render(document(**{NOTICES: failed(found("notices", "N.md", 7, "No serde", "", "Add it"))}), tmp_path / "e.html")
    text = (tmp_path / "e.html").read_text("utf-8")
    assert 'data-words="licensing notices n.md:7 no serde add it' in text
    assert '<input type="search" id="filter"' in text


@needs("chromium")
def test_the_filter_hides_what_does_not_fit(tmp_path: Path) -> None:
    """In a browser all words have to fit; a group without a finding left is hidden, and the count is shown."""
    html.render(
        document(**{NOTICES: failed(found("notices", "N.md", 7, "No serde"), found("notices", "M.md", 1, "No libc"))}),
        tmp_path / "e.html",
    )
    flags = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--no-first-run",
        f"--user-data-dir={tmp_path / 'profile'}",
        "--dump-dom",
    ]
    argv = ["chromium", *flags, f"{(tmp_path / 'e.html').as_uri()}?filter=notices+serde"]
    page = subprocess.run(argv, capture_output=True, text=True, timeout=90, check=True).stdout
    assert '<span id="filtered" role="status">1 of 2</span>' in page
    assert re.findall(r'<div class="finding"[^>]*hidden=""[^>]*>', page) == re.findall(
        r'<div class="finding"[^>]*m\.md:1[^>]*>', page
    )
