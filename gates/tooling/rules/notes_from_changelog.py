"""The notes of a GitHub release are the changelog's section for the tag, and without that section there is no release."""

from __future__ import annotations

from collections.abc import Iterator

from core.findings import Finding
from core.rules import Rule
from facts.shell.invocations import invocation
from facts.shell.script import Script
from facts.shell.syntax import Call, If, Statement, Test
from facts.shell.walking import walk, words
from facts.workflows.publication import Publication, publications
from facts.workflows.release_graph import Machinery
from gates.tooling.rule_context import Context, found_at
from profiles.schema.tooling import ToolingTable

_RELEASE = "a GitHub release"
RULE = Rule(
    id="notes-from-changelog",
    title="The notes of a GitHub release are the changelog's section for the tag.",
    why="Otherwise a release goes out with other notes, or with none.",
    fix="extract the tag's section, fail the job if there is none, and use --notes-file",
    bad={
        ".github/workflows/release.yml": """\
on: {push: {tags: ["v*"]}}
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - run: gh release create "$GITHUB_REF_NAME" --notes "See the website"
""",
    },
    good={
        ".github/workflows/release.yml": """\
on: {push: {tags: ["v*"]}}
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - run: awk -v tag="$GITHUB_REF_NAME" -f section.awk CHANGELOG.md > notes.md && gh release create "$GITHUB_REF_NAME" --notes-file notes.md
""",
    },
    given={"table": ToolingTable(changelog="CHANGELOG.md")},
    looks_at=lambda context: context.table.changelog.split(),
)


def findings(context: Context) -> list[Finding]:
    """Return one finding for each release whose notes are not the section."""
    found = [
        line
        for workflow in context.graph.workflows
        for item in publications(context.graph, workflow)
        if item.place == _RELEASE and not _only_uploads(context.graph, item)
        for line in _of(context.graph, item, context.table.changelog)
    ]
    return list(dict.fromkeys(found))


def _only_uploads(machinery: Machinery, item: Publication) -> bool:
    commands = [command for _, _, command in machinery.commands_of(item.step)]
    uploads = any(command.runs("gh", "release", "upload") for command in commands)
    return uploads and not any(command.runs("gh", "release", "create") for command in commands)


def _of(machinery: Machinery, item: Publication, changelog: str) -> Iterator[Finding]:
    scripts = [script for step in item.job.steps for script in machinery.scripts_of(step)]
    readers = [script for script in scripts if _reads(script, changelog)]
    if not readers and not any(_is_read_by_a_program(machinery, script, changelog) for script in scripts):
        yield (
            found_at(
                RULE,
                item.at,
                f"the notes of the release do not come from {changelog}",
                "extract the tag's section and pass it with --notes-file",
            )
        )
    for script in readers:
        for statement, _ in script.spots:
            if isinstance(statement.node, If) and _on_empty(statement.node) and _assigns_text(statement.node):
                yield (
                    found_at(
                        RULE,
                        script.at(statement.line),
                        f"a tag without a section in {changelog} is released with other notes",
                        "fail the job there, with the name of the missing section",
                    )
                )


def _is_read_by_a_program(machinery: Machinery, script: Script, changelog: str) -> bool:
    """Whether a program of the checkout that names the changelog is run."""
    for call, _, _ in script.calls():
        for text in invocation(call).arguments[:2] if invocation(call).tool not in ("echo", "printf", "cat", "test") else ():
            path = machinery.root / text.removeprefix("./")
            if "$" not in text and path.is_file() and path.suffix and changelog in path.read_text("utf-8", "replace"):
                return True
    return False


def _reads(script: Script, changelog: str) -> bool:
    return any(
        isinstance(statement.node, Call)
        and invocation(statement.node).tool not in ("echo", "printf")
        and any(changelog in word.text for word in words(statement))
        for statement, _ in script.spots
    )


def _on_empty(node: If) -> bool:
    inside = [s.node for s, _ in walk(node.branches[0].condition)]
    tests = [part for part in inside if isinstance(part, Test)]
    calls = [part for part in inside if isinstance(part, Call)]
    return any(item.op == "-z" for test in tests for item in test.comparisons) or any("-z" in call.texts for call in calls)


def _assigns_text(node: If) -> bool:
    body: list[Statement] = [s for s, _ in walk(node.branches[0].body)]
    calls = [s.node for s in body if isinstance(s.node, Call)]
    ends = any(call.name == "exit" and call.texts[1:] != ("0",) for call in calls)
    return not ends and any(assign.value and assign.value.text for call in calls for assign in call.assigns)
