"""A step that waits for a judgement made elsewhere waits for its end, and fails when the judgement is bad."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.findings import Finding
from core.location import Location
from core.rules import Rule
from discovery.workflows.job_commands import Placed, commands
from discovery.workflows.path import on_the_way
from facts.shell.invocations import invoked
from gates.tooling.rule_context import Context

_JOBS = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  publish:
    runs-on: ubuntu-24.04
    permissions: {{actions: read}}
    env: {{GH_TOKEN: "${{{{ github.token }}}}", GH_REPO: example/finch}}
    steps:
      - uses: actions/checkout@v4
      - run: gh run watch "$(gh run list --commit "$GITHUB_SHA" --limit 1 --json databaseId --jq '.[0].databaseId')"{0}
      - run: cargo publish
"""

RULE = Rule(
    id="external-results-are-awaited",
    title="A release workflow waits for the results of external checks, and a bad result fails the step.",
    why=(
        "`gh run watch` succeeds even if the run failed, and a submission for notarization only returns an id: the "
        "release goes out anyway."
    ),
    fix="write `gh run watch --exit-status`, `notarytool submit --wait`, `snapcraft upload --release`",
    reference="gh: run watch, --exit-status; Apple: notarytool submit, --wait",
    bad={".github/workflows/release.yml": _JOBS.format("")},
    good={".github/workflows/release.yml": _JOBS.format(" --exit-status")},
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each question whose answer nobody hears."""
    seen: set[Location] = set()
    for _, job in on_the_way(context.graph):
        listed = list(commands(job))
        for each in listed:
            got = _unheard(each, listed)
            if got and each.ran.at not in seen and not each.ran.asked:
                seen.add(each.ran.at)
                yield Finding(RULE.id, each.ran.file, each.ran.line, f"job {job.id}: {got}", "a result that counts", RULE.fix)


def _unheard(each: Placed, listed: list[Placed]) -> str:
    command = each.ran.command
    if command.tool == "xcrun":
        command = invoked(command.words)
    if command.tool not in ("gh", "notarytool"):
        return ""
    after = [other for other in listed if (other.at, other.ran.line) >= (each.at, each.ran.line) and other is not each]
    if command.runs("gh", "run", "watch") and not command.flag("--exit-status"):
        asked = any(re.search(r"conclusion|gh run view", other.ran.text) for other in after)
        return "" if asked else "`gh run watch` without --exit-status succeeds even if the run fails"
    if command.runs("notarytool", "submit") and not command.flag("--wait", "-w"):
        waits = any(re.search(r"notarytool (?:wait|info)|stapler", other.ran.text) for other in after)
        return "" if waits else "files are submitted for notarization, but nothing waits for the result"
    return ""
