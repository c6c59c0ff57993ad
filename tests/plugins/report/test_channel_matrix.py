"""The matrix of channel by platform stands in the summary and in the HTML report, as the evidence has it."""

from pathlib import Path

from markdown_it import MarkdownIt

from plugins.report import html, summary
from plugins.report.channel_matrix import matrices
from plugins.report.report_model import Story
from plugins.verdict import reader
from tests.plugins.documents import HOSTILE, Json, document, sealed, two_stages


def entry(channel: str, platform: str, name: str, traced: str, digest: str = "5" * 64) -> Json:
    """One artifact that has a place in the matrix."""
    place = {"channel": channel, "platform": platform, "traced": traced}
    return {"name": name, "sha256": digest, "size": 7, "origin": "index", **place}


def told() -> Json:
    """A document with four files on two channels."""
    files = [
        entry("pypi", "linux", "demo-linux.whl", "is the build run's artifact"),
        entry("pypi", "every platform", "demo.tar.gz", "is made of the tag's files"),
        entry("npm", "linux", "demo.tgz", "not traced: nothing in it names the commit"),
        entry("npm", "darwin", "demo-*.node", "not traced: it is planned but missing", digest=""),
        {"name": "other.whl", "sha256": "6" * 64, "size": 7, "origin": "index"},
    ]
    body = two_stages({"artifacts": files})
    assert reader.damage(body) == []
    return body


def test_rows_are_channels_and_columns_platforms() -> None:
    """Columns stand in the order of the evidence, what is for all last; an empty cell says what it means."""
    (matrix,) = matrices(Story(told()))
    assert matrix.platforms == ("linux", "darwin", "every platform")
    shown = {channel: [[file.name for file in cell.files] or cell.otherwise for cell in cells] for channel, cells in matrix.rows}
    assert shown == {
        "PyPI": [["demo-linux.whl"], "as for every platform", ["demo.tar.gz"]],
        "npm": [["demo.tgz"], ["demo-*.node"], "not planned"],
    }
    assert [file.is_traced for _, cells in matrix.rows for cell in cells for file in cell.files] == [True, True, False, False]


def test_a_document_without_files_has_none() -> None:
    """Before anything was delivered there is no matrix, and no heading of one."""
    assert matrices(Story(document())) == []
    assert "Published artifacts by platform" not in summary.render(document())


def test_the_summary_shows_it() -> None:
    """One table with name, the digest's beginning and the trace of each file."""
    text = MarkdownIt("gfm-like", {"linkify": False}).render(summary.render(told()))
    assert "<h2>Published artifacts by platform: delivery</h2>" in text
    assert "demo-linux.whl 555555555555 (is the build run's artifact)" in text
    assert "demo-*.node (not traced: it is planned but missing)" in text


def test_the_page_shows_it_escaped(tmp_path: Path) -> None:
    """The HTML report has the table, marks what is not traced, and hostile names stay text."""
    body = told()
    body["checks"][-1]["artifacts"][0]["name"] = HOSTILE
    html.render(sealed(body), tmp_path / "e.html")
    text = (tmp_path / "e.html").read_text("utf-8")
    table = text[text.index("<h2>Published artifacts by platform: delivery</h2>") :].split("</table>")[0]
    assert table.count('<div class="traced">') == table.count('<div class="untraced">') == 2
    assert "<code>555555555555</code>" in table
    assert "<script>" not in table
    assert "&lt;script&gt;document" in table
