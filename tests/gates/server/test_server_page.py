"""A page is opened in a real browser: silent when it renders, loud for its console, its addresses and its absence."""

from pathlib import Path

import pytest

from core.run_cache import Once
from facts.builds.project_builds import Builds
from gates.server import browser_page
from profiles.schema.builds import BuildsTable
from profiles.schema.server_config import BrowserPage, Serving
from tests.repository import checkout
from tests.tools import needs

SERVER = """
import http.server, sys
class Handler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_): pass
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
open(sys.argv[1] + "/ready", "w").write(f"127.0.0.1:{server.server_port}\\n")
server.serve_forever()
"""
PAGE = "<html><head><link rel='icon' href='data:,'></head><body><h1>Pools</h1>{}</body></html>"
SERVING = Serving(("{python}", "{checkout}/server.py", "{home}"), "{home}/ready")
VISIT = BrowserPage("ui", "/page.html", "Pools")


def visited(tmp_path: Path, page: str) -> list[str]:
    """Serve a page, open it, and judge the visit."""
    project = checkout(tmp_path / "project", {"server.py": SERVER, "page.html": page})
    work = tmp_path / "work"
    builds = Builds(project.path, project.head, "v0.1.0", BuildsTable(), work, Once(work / "once"))
    return browser_page.judging(VISIT)(browser_page.visit(builds, SERVING, VISIT))


@needs("chromium")
@pytest.mark.parametrize(
    ("page", "said"),
    [
        (PAGE.format(""), []),
        (PAGE.format("<script>missing()</script>"), ["missing is not defined"]),
        (PAGE.format("<a href='/pools?token=abc'>all</a>"), ["token=abc"]),
        (PAGE.replace("Pools", "Nothing").format(""), ["without 'Pools'"]),
    ],
)
def test_a_page_is_judged_by_what_the_browser_saw(tmp_path: Path, page: str, said: list[str]) -> None:
    """One finding for each thing that is wrong with it."""
    found = visited(tmp_path, page)
    assert [word for one in found for word in said if word in one.got] == said
    assert len(found) == len(said)
