"""The tag filter of a workflow can match a tag that is spelled like a version."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.findings import Finding
from core.rules import Rule
from discovery.workflows.path import example_of, patterns
from gates.tooling.context import Context

_JOBS = "on: {{push: {{tags: ['{0}']}}}}\njobs:\n  publish: {{runs-on: ubuntu-24.04, steps: [{{run: cargo publish}}]}}\n"

RULE = Rule(
    id="tag-filters-match",
    title="Every tag filter can match a tag that is spelled like a version.",
    why="GitHub's filters are no regular expressions: `(`, `|`, `$` and `\\.` stand for themselves, `?` and `+` repeat the sign before them; a filter that matches nothing starts nothing, and nobody sees it.",
    fix="write the filter in GitHub's own patterns: `v[0-9]+.[0-9]+.[0-9]+`",
    reference="GitHub: filter pattern cheat sheet",
    bad={".github/workflows/release.yml": _JOBS.format(r"v[0-9]+(\.[0-9]+)*")},
    good={".github/workflows/release.yml": _JOBS.format("v[0-9]+.[0-9]+.[0-9]+")},
    looks_at=lambda context: context.graph.workflows,
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each workflow whose tag filters, taken together, match no tag."""
    for workflow in context.graph.workflows:
        given = patterns(workflow, "push", "tags")
        wanted = [each for each in given if not each.startswith("!")]
        if wanted and not any(_matches_some(each) for each in wanted):
            line = workflow.triggers.mapping("push").lines.get("tags", 1)
            got = f"the tag filter {', '.join(wanted)} matches no tag like {example_of(wanted[0])}"
            yield Finding(
                "tag-filters-match",
                workflow.file,
                line,
                got,
                "a filter that matches the project's tags",
                "write it in GitHub's filter patterns",
            )


def _matches_some(pattern: str) -> bool:
    if pattern.startswith(("refs/", "/")) or re.search(r"[^\d\]*]\.\*", pattern):
        return False  # a filter sees the name alone, and `.*` begins with a point
    said = as_expression(pattern)
    plain = re.split(r"[*?+\[\]!()\\$^|{]", pattern, maxsplit=1)[0]
    starts = {plain, re.sub(r"[\d.]*$", "", plain), "v", ""}
    ends = (
        "1.2.3",
        "1",
        "1.2",
        "1.2.3-rc.1",
        "1.2.3rc1",
        "1.2.3-beta.1",
        "1.2.3-alpha.1",
        "10.20.30",
        "2025.1.1",
        "20250101",
        "name-1.2.3",
        "a/b",
        "x",
        "",
    )
    return any(said.fullmatch(start + end) for start in starts for end in ends) or not re.search(r"[()|$^\\{]", pattern)


def as_expression(pattern: str) -> re.Pattern[str]:
    """Return a filter pattern as a regular expression."""
    said, at = "", 0
    while at < len(pattern):
        sign = pattern[at]
        if pattern.startswith("**", at):
            said, at = said + ".*", at + 1
        elif sign == "*":
            said += "[^/]*"
        elif sign in "?+" and said:
            said += sign if not said.endswith(("*", "+", "?")) else ""
        elif sign == "[" and (end := pattern.find("]", at)) > 0:
            said, at = said + pattern[at : end + 1], end
        elif sign == "\\" and at + 1 < len(pattern):
            said, at = said + re.escape(pattern[at + 1]), at + 1
        else:
            said += re.escape(sign)
        at += 1
    try:
        return re.compile(said)
    except re.error:
        return re.compile(r"(?!)")
