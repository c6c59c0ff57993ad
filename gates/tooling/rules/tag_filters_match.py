"""The tag filter of a workflow can match a tag that is spelled like a version."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

from core.findings import Finding
from core.rules import Rule
from discovery.tags import split
from discovery.workflows.path import example_of, on_the_way, patterns
from discovery.workflows.publications import laid_out
from facts.vcs.files import TreeAt
from facts.vcs.git import Checkout
from facts.workflows.assembly import read
from facts.workflows.filters import as_expression, selects
from facts.workflows.workflow import Workflow
from gates.tooling.rule_context import Context

_OFTEN = re.compile(r"nightly|latest|canary|snapshot|preview|test|dev", re.I)  # tags that move are no releases
_JOBS = "on: {{push: {{tags: ['{0}']}}}}\njobs:\n  publish: {{runs-on: ubuntu-24.04, steps: [{{run: cargo publish}}]}}\n"

RULE = Rule(
    id="tag-filters-match",
    title="Every tag filter can match a tag that looks like a version.",
    why=(
        "GitHub's filters are not regular expressions: `(`, `|`, `$` and `\\.` are literal, `?` and `+` repeat the "
        "preceding character; a filter that matches nothing silently never starts the workflow."
    ),
    fix="write the filter in GitHub's own pattern syntax: `v[0-9]+.[0-9]+.[0-9]+`",
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
            yield _finding(workflow, line, got)
    yield from _for_other_tags(context)


def _for_other_tags(context: Context) -> Iterator[Finding]:
    """Yield the filters of a release where none of them lets its tag in, and nothing else starts its workflows."""
    parts = {run.workflow.file for run, _ in on_the_way(context.graph)}
    release = [workflow for workflow in context.graph.workflows if workflow.file in parts]
    by_tag = [each for each in release if each.started_by("push") and _tags_alone(each)]
    others = any(each.started_by("release") for each in release) or any(_lets_in(each, context.tag) for each in release)
    if not context.tag or others or _is_of_another_line(context, by_tag):
        return
    for workflow in by_tag:
        given = patterns(workflow, "push", "tags")
        if any(_matches_some(each) for each in given if not each.startswith("!")):
            line = workflow.triggers.mapping("push").lines.get("tags", 1)
            yield _finding(workflow, line, f"the tag filter {', '.join(given)} leaves out {context.tag}, the tag of this release")


def _is_of_another_line(context: Context, release: list[Workflow]) -> bool:
    """Whether the filters have let in other tags of the project, and none that is spelled as this one.

    What is tagged as this release has been released without them before, by hand or by another workflow.
    """
    mine = split(context.tag)
    base = split(context.base)
    if mine is None or base is None or mine[0] != base[0] or any(_lets_in(each, context.base) for each in release):
        return False
    root = context.graph.root
    tags = Checkout(root).tags if (root / ".git").exists() else frozenset()
    others = [tag for tag in tags if (parts := split(tag)) and parts[0] != mine[0]]
    return any(_lets_in(each, tag) for each in release for tag in others) and not _was_let_in(root, context.base, tags)


def _was_let_in(root: Path, base: str, tags: frozenset[str]) -> bool:
    """Whether a workflow of the base let its own tag in, or that cannot be told: then a filter was lost on the way here."""
    if base not in tags:
        return True
    with tempfile.TemporaryDirectory(prefix="tag-filters-") as folder:
        then = read(laid_out(TreeAt(Checkout(root), base), Path(folder)))
        return any(_tags_alone(each) and _lets_in(each, base) for each in then.workflows)


def _tags_alone(workflow: Workflow) -> bool:
    started = set(workflow.triggers.entries) - {"push", "pull_request", "workflow_call", "workflow_dispatch"}
    given = patterns(workflow, "push", "tags")
    return not started and bool(given) and not any(_OFTEN.search(each) for each in given)


def _lets_in(workflow: Workflow, tag: str) -> bool:
    given, left_out = patterns(workflow, "push", "tags"), patterns(workflow, "push", "tags-ignore")
    if not workflow.started_by("push") or (left_out and selects(left_out, tag)):
        return False
    return selects(given, tag) if given else not patterns(workflow, "push", "branches")


def _finding(workflow: Workflow, line: int, got: str) -> Finding:
    expected = "a filter that matches the project's tags"
    return Finding("tag-filters-match", workflow.file, line, got, expected, "write it in GitHub's filter patterns")


def _matches_some(pattern: str) -> bool:
    if pattern.startswith(("refs/", "/")) or re.search(r"(?<!\]\+)(?<![\d\]*])\.\*", pattern):
        return False  # a filter sees the name alone, and `.*` begins with a point
    said = as_expression(pattern)
    plain = re.split(r"[*?+\[\]!()\\$^|{]", pattern, maxsplit=1)[0]
    starts = {plain, re.sub(r"(?<![\d.])[\d.]+$", "", plain), "v", ""}
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
