"""Which paths git ignores."""

import pytest

from facts.text.ignored import Ignored


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("dist/a.whl", True),
        ("src/dist/a.whl", False),
        ("a.log", True),
        ("deep/b.log", True),
        ("keep.log", False),
        ("web/out/index.html", True),
        ("out/index.html", False),
        ("docs/x/tmp/a", True),
    ],
)
def test_patterns_are_read_as_git_reads_them(path, expected, tmp_path):
    """A pattern with a slash is anchored, one without holds at any depth, and the last that matches decides."""
    (tmp_path / ".gitignore").write_text("# built\n/dist/\n*.log\n!keep.log\ndocs/**/tmp\n")
    (tmp_path / "web").mkdir()
    (tmp_path / "web/.gitignore").write_text("out/\n")
    assert Ignored.of(tmp_path).matches(path) is expected
