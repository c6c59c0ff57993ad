"""`--sarif=FILE`: the findings as SARIF 2.1.0, which code-scanning pages and editors read."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from core.terminal import spelled
from plugins.plan.check_catalog import Catalog
from plugins.report.report_model import Json, Shown, Story

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_NAME = "release-verification"


def render(document: Json, catalog: Catalog) -> str:
    """Return the log of one run: what blocks is an error, a preview a warning, what a waiver covers is suppressed."""
    story, run = Story(document), document["runs"][-1]
    found = [*_leveled(story)]
    log = {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": _NAME,
                        "version": run["suite_version"],
                        "rules": [*_rules([shown for _, shown in found], catalog).values()],
                    }
                },
                "invocations": [
                    {
                        # Only a run that could tell everything: a page that sees `false` must not close older alerts.
                        "executionSuccessful": story.state != "incomplete" and not run["interrupted"],
                        "exitCode": run["exit_status"],
                        "startTimeUtc": _utc(run["started"]),
                        **({"endTimeUtc": _utc(run["ended"])} if run["ended"] else {}),
                        "toolExecutionNotifications": [
                            {"level": "error", "message": {"text": spelled(gap)}} for gap in story.gaps
                        ],
                    }
                ],
                "results": [_result(level, shown) for level, shown in found],
                "properties": {"verdict": story.state, "target": story.release["target"], "evidenceSha256": document["seal"]},
            }
        ],
    }
    return json.dumps(log, indent=1, ensure_ascii=True) + "\n"


def _utc(time: str) -> str:
    """Spell a time as SARIF wants it (3.9): UTC, with a Z."""
    return datetime.fromisoformat(time).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _leveled(story: Story) -> Iterator[tuple[str, Shown]]:
    yield from (("error", shown) for shown in story.findings)
    yield from (("warning", shown) for shown in story.previews)
    yield from (("error", shown) for shown in story.covered)


def _rules(found: list[Shown], catalog: Catalog) -> dict[str, dict[str, Any]]:
    """Return a description of each rule that found something, as --explain gives it."""
    return {shown.finding.rule: _described(shown, catalog) for shown in found}


def _described(shown: Shown, catalog: Catalog) -> dict[str, Any]:
    name = shown.finding.rule
    entry = next(iter(catalog.named(name) or catalog.named(shown.check)), None)
    if entry is None:  # a check that is not this suite's any more, in evidence that is older
        said = {"text": spelled(shown.requirement)}
        return {"id": name, "shortDescription": said, "help": said, "defaultConfiguration": {"level": "error"}}
    what = next((one.text for one in entry.findings if one.names(name)), entry.what)
    reference = f"\n\nReference: {entry.rule.reference}" if entry.rule and entry.rule.reference else ""
    return {
        "id": name,
        "shortDescription": {"text": what},
        "fullDescription": {"text": entry.why},
        "help": {"text": f"{entry.why}\n\nFix: {entry.fix}{reference}"},
        "defaultConfiguration": {"level": entry.rule.severity if entry.rule else "error"},
    }


def _result(level: str, shown: Shown) -> dict[str, Any]:
    found = shown.finding
    place = {"locations": [_location(found.path, found.line)]} if found.path else {}
    fix = f" ({found.fix})" if found.fix else ""
    result = {
        "ruleId": found.rule,
        "level": level,
        "message": {"text": spelled(f"{found.problem or shown.requirement}{fix}")},
        "partialFingerprints": {"finding/v1": found.digest},
        "properties": {"check": shown.check, "outcome": shown.outcome},
        **place,
    }
    if shown.waiver:
        said = spelled(f"{shown.waiver['reason']} (approved by {shown.waiver['approved_by']}, until {shown.waiver['expires']})")
        result["suppressions"] = [{"kind": "external", "justification": said}]
    return result


def _location(path: str, line: int) -> dict[str, Any]:
    """Return a place in the project; an artifact or a platform, which has no line, is named by its name alone."""
    region = {"region": {"startLine": line}} if line else {}
    return {"physicalLocation": {"artifactLocation": {"uri": quote(path.encode("utf-8", "replace"))}, **region}}
