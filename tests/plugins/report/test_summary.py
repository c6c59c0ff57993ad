"""The Markdown summary: one page with everything that decides, and no text that could be taken for markup."""

import re

from markdown_it import MarkdownIt

from plugins.report import summary
from tests.plugins.documents import HOSTILE, NOTICES, WORKFLOWS, document, everything, failed, found


def page(text: str) -> str:
    """Return the summary as GitHub would show it: HTML with tables, raw HTML passed through."""
    return str(MarkdownIt("gfm-like", {"html": True, "linkify": False}).render(text))


def test_a_clear_page_is_short_and_says_what_was_examined() -> None:
    """Verdict, context, gates with what was examined, and the next command; no empty section."""
    text = summary.render(document())
    headings = re.findall(r"^#+ .*", text, re.MULTILINE)
    assert headings == [
        "# ✅ clear: /p/plasmite v0.1.1 (base v0.1.0)",
        "## Gates and channels",
        "## Does not apply",
        "## Where the time went",
    ]
    assert "| ✅ clear | 11 Licensing and notices | 2 of 2 | 28 | 0.8 s |" in text
    assert f"commit | {'c' * 40} on main |" in text
    assert len(text.splitlines()) < 50


def test_everything_is_on_the_page() -> None:
    """Blockers with task, why and what to do, what is not proven, waivers, mechanics, does-not-apply and the seal."""
    body = everything()
    text = page(summary.render(body))
    for said in [
        "blocked: /p/plasmite",
        "<h3>licensing: failed, task T-17</h3>",
        "<strong>Fix:</strong> add that too",
        "<strong>Fix:</strong> add it",
        "<h3>tooling: environment</h3>",
        "no check yet for gate server",
        "<h2>Waivers</h2>",
        "<td>2027-01-31</td>",
        "<h2>Release steps</h2>",
        "step: tag",
        "<td>npm, PyPI</td>",
        body["seal"],
    ]:
        assert said in text, said


def test_no_text_becomes_markup() -> None:
    """Hostile text is shown as it is written, in every place."""
    text = page(summary.render(everything()))
    assert "<script>" not in text
    assert "<code>x</code>" not in text
    assert "<em>y</em>" not in text
    shown = HOSTILE.split(" \x1b")[0].replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    assert text.count(shown) >= 5
    assert text.count("<table>") == text.count("</table>") == 5


def test_every_finding_is_on_the_page() -> None:
    """A hundred findings are a hundred lines, and a hundred that say the same are one with their number."""
    each = [found("notices", f"{n}.md", 1, f"bad {n}", "", "fix it") for n in range(100)]
    same = [found("same", f"{n}.md", 1, "bad", "", "fix it") for n in range(100)]
    text = summary.render(document(**{NOTICES: failed(*each), WORKFLOWS: failed(*same)}))
    assert [n for n in range(100) if f"`{n}.md:1` **notices**: bad {n}. **Fix:** fix it" not in text] == []
    assert "(100 times)" in text
    assert "## Findings: 200" in text
