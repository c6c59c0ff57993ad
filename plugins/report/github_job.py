"""What GitHub Actions shows of a run: the summary with the seal on the job's page, and its findings as annotations.

Both are made of the evidence, which is redacted. Neither has a say: a page that cannot be written takes nothing from it.
"""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from core.terminal import say
from plugins.report.report_model import Shown, Story, short

_LIMIT = 1024 * 1024  # bytes of one step's summary; beyond that GitHub shows none of it


def show(document: Mapping[str, Any], summary: str, environ: Mapping[str, str]) -> None:
    """Append the summary to the job's page and print the annotations, where this is a job of GitHub Actions."""
    if page := environ.get("GITHUB_STEP_SUMMARY"):
        _append(Path(page), summary, str(document["seal"]))
    if environ.get("GITHUB_ACTIONS") == "true":
        for line in annotations(document):
            say(line)


def annotations(document: Mapping[str, Any]) -> list[str]:
    """Return one workflow command for each finding, errors first; GitHub shows the first ten of a step."""
    story = Story(document)
    errors = [_annotation("error", one) for one in story.findings]
    return [*errors, *(_annotation("warning", one) for one in story.previews)]


def _annotation(level: str, shown: Shown) -> str:
    found = shown.finding
    place = {"file": found.path, "line": str(found.line) if found.line else ""} if found.line else {}
    check = short(shown.check)
    named = {**place, "title": found.rule if found.rule == check else f"{found.rule} ({check})"}
    head = ",".join(f"{key}={_property(value)}" for key, value in named.items())
    where = "" if found.line or not found.path else f"{found.path}: "
    return f"::{level} {head}::{_data(where + found.problem + (f' ({found.fix})' if found.fix else ''))}"


def _data(text: str) -> str:
    """Spell a message so that it stays one command, whatever it holds."""
    plain = text.encode("utf-8", "replace").decode()
    return plain.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _append(page: Path, summary: str, seal: str) -> None:
    try:
        there = page.stat().st_size if page.exists() else 0
        told = _fitting(summary, seal, _LIMIT - there)
        with page.open("ab") as file:
            file.write(told)
        trouble = None if told else "the page is full"
    except OSError as fault:
        trouble = fault.strerror or str(fault)
    if trouble:
        say(f"job summary not written: {trouble}; see the .md file next to the evidence", sys.stderr)


def _fitting(summary: str, seal: str, room: int) -> bytes:
    """Return as many whole lines as there is room for; what is cut says so, and the seal is never cut."""
    whole = f"\n{summary}".encode("utf-8", "replace")
    if len(whole) <= room:
        return whole
    end = f"\n\nCut here: the job's page is full. The whole summary is next to the evidence.\n\nSeal `{seal}`\n".encode()
    lines = whole[: max(0, room - len(end))].rpartition(b"\n")[0]
    return lines + end if len(lines + end) <= room else b""
