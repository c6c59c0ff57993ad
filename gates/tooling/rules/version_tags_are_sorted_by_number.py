"""The newest version tag is told by its numbers, not by the order of its letters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from core.findings import Finding
from core.rules import Rule
from facts.runs.ran import Ran
from facts.runs.steps import ran
from facts.workflows.release_path import release_path
from gates.tooling.rule_context import Context

_JOBS = """\
on: {{push: {{branches: [main]}}}}
jobs:
  tag:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4
        with: {{fetch-depth: 0}}
      - run: |
          last="$(git tag --list 'v*' | {0} | tail -n 1)"
          gh release create "$(./next.sh "$last")" --generate-notes
"""

RULE = Rule(
    id="version-tags-are-sorted-by-number",
    title="A release that looks for the newest version tag sorts the tags by their numbers.",
    why="Plain `sort` puts v0.9.0 behind v0.10.0: from the tenth version on, the wrong one is taken for the newest.",
    fix="use `sort -V`, or `git tag --sort=-v:refname`",
    reference="coreutils: sort --version-sort; git: versionsort",
    bad={".github/workflows/release.yml": _JOBS.format("sort")},
    good={".github/workflows/release.yml": _JOBS.format("sort -V")},
    given={"tag": "v0.10.0", "base": "v0.9.0"},
    looks_at=lambda context: context.graph.workflows,
)
_TENTH = re.compile(r"(?:^|\.|v)\d{2,3}(?:\.|$)")
_YEAR = re.compile(r"(?:^|v)\d{2,4}\.\d{2}\.")


def findings(context: Context) -> Iterator[Finding]:
    """Yield each plain sort between a list of tags and the one that is taken, where a number of this project has two digits."""
    known = [tag for tag in (context.tag, context.base) if tag]
    if not any(_TENTH.search(tag) for tag in known) or all(_YEAR.search(tag) for tag in known):
        return  # while all numbers have one digit, letters sort them rightly; so they do with dates of fixed width
    seen: set[tuple[str, int]] = set()
    for stop in release_path(context.graph):
        for step in stop.job.steps:
            commands = ran(context.graph, stop.workflow, stop.job, step)
            for before, each in pairwise(commands):
                if (
                    _lists_tags(before)
                    and _sorts_letters(each)
                    and before.line == each.line
                    and (each.file, each.line) not in seen
                ):
                    seen.add((each.file, each.line))
                    got = f"`{before.text} | {each.text}` sorts versions by their letters"
                    yield Finding(RULE.id, each.file, each.line, got, "a sort by numbers", RULE.fix)


def _lists_tags(each: Ran) -> bool:
    words = each.command.arguments
    lists = each.command.tool == "git" and (words[:1] in (("tag",), ("for-each-ref",)) or "ls-remote --tags" in each.text)
    return lists and "sort" not in each.text and "--points-at" not in each.text


def _sorts_letters(each: Ran) -> bool:
    given = " ".join(word.text for word in each.command.words)
    return each.command.tool == "sort" and re.search(r"version|(^|\s)-\w*[Vngkt]", given) is None
