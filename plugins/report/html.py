"""The HTML report: pytest-html's own page, made by a second, quiet session whose items are the judged records."""

import io
import json
import os
import tempfile
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

from core.errors import Undecided
from plugins.report import html_session


def render(document: Mapping[str, Any], path: Path) -> None:
    """Write the report of an evidence document; an older report is replaced only by a whole new one."""
    with tempfile.TemporaryDirectory(prefix="report-") as folder:
        records, page = Path(folder) / "document.json", Path(folder) / "report.html"
        # A lone surrogate has no spelling in UTF-8; the page shows a question mark for it.
        records.write_bytes(json.dumps(document, ensure_ascii=False).encode("utf-8", "replace"))
        said = _session(records, page)
        text = page.read_text("utf-8") if page.is_file() else ""
    _refuse_partial(document, text, said)
    _replace(path, text)


def _session(records: Path, page: Path) -> str:
    """Draw the page in this process, which is done with its own session; return what the session printed."""
    # Nothing that steers the run's pytest may reach it.
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    before, printed = dict(os.environ), io.StringIO()
    os.environ.clear()
    os.environ.update(kept)
    try:
        with redirect_stdout(printed), redirect_stderr(printed):
            html_session.main(records, page)
    except Exception as fault:
        return f"{printed.getvalue()}{type(fault).__name__}: {fault}"
    finally:
        os.environ.clear()
        os.environ.update(before)
    return printed.getvalue()


def _refuse_partial(document: Mapping[str, Any], text: str, said: str) -> None:
    shown = text.count("data-judged=")
    if shown < len(document["checks"]) or not document["seal"] or document["seal"] not in text:
        raise Undecided(
            got=f"an HTML report of {shown} records: {said[-500:].strip() or 'no reason given'}",
            expected=f"one of {len(document['checks'])} records, with the seal",
            advice="the evidence and the Markdown summary are complete; read those",
        )


def _replace(path: Path, text: str) -> None:
    half = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        half.write_text(text, "utf-8")
        half.replace(path)
    finally:
        half.unlink(missing_ok=True)
