"""The page that the server offers, opened in a real browser."""

import re
from collections.abc import Callable
from pathlib import Path

from core.commands import Completed, run
from core.findings import Finding
from facts.builds.project_builds import Builds
from gates.server.server_process import fresh_home, serving_at
from profiles.schema.server_config import BrowserPage, Serving

_CONSOLE = re.compile(r":(ERROR|WARNING|INFO):CONSOLE[^\]]*\] \"(.*?)\", source:")
_BAD = "<script>console.error('known bad'); fetch('/v0?token=known-bad')</script>"


def visit(builds: Builds, serving: Serving, page: BrowserPage) -> Completed:
    """Open the page in headless Chromium; its log has the console and every address that the page asks for."""
    with serving_at(fresh_home(builds, serving, page.name), serving, (*serving.anywhere, *page.arguments)) as server:
        return _open(server.home.path, f"http://{server.address}{page.path}")


def visit_bad_page(builds: Builds, serving: Serving) -> Completed:
    """Open a page that writes an error to its console: the known-bad input."""
    home = fresh_home(builds, serving, "bad page")
    (home.path / "bad.html").write_text(_BAD)
    return _open(home.path, (home.path / "bad.html").as_uri())


def judging(page: BrowserPage) -> Callable[[Completed], list[Finding]]:
    """Return the judgement of a visit: rendered, nothing on the console, no token in an address."""
    return lambda done: [*_errors(done), *_unrendered(done, page.contains), *_tokens(done)]


def _errors(done: Completed) -> list[Finding]:
    found = [text for level, text in _CONSOLE.findall(done.errors) if level == "ERROR" or "Uncaught" in text or "Error" in text]
    fix = "open the page's developer tools"
    return [Finding("", "", 0, f"the console error {text!r}", "none", fix) for text in found]


def _unrendered(done: Completed, contains: str) -> list[Finding]:
    if contains in done.text:
        return []
    return [Finding("", "", 0, f"{len(done.text)} characters without {contains!r}", "the rendered page", "open it in a browser")]


def _tokens(done: Completed) -> list[Finding]:
    found = re.findall(r"(?<![\w/.:])[\w/.:]*\?(?:\S{0,300}&)?token=[^\"'\s]+", done.text)
    return [Finding("", "", 0, f"the URL {address}", "no token in a URL", "send it in a header") for address in found]


def _open(home: Path, url: str) -> Completed:
    profile = f"--user-data-dir={home}/browser"
    argv = ("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", profile)
    return run((*argv, "--virtual-time-budget=3000", "--dump-dom", url), cwd=home, timeout=60, expect=(0,))
