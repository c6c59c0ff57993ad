"""A step that sets the version of the release does not fail because the manifest states it already."""

from __future__ import annotations

from collections.abc import Iterator

from core.findings import Finding
from core.rules import Rule
from discovery.workflows.job_commands import commands
from discovery.workflows.path import makers, starts_for_tags
from gates.tooling.npm_folders import package
from gates.tooling.rule_context import Context

_JOBS = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  publish:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4
      - run: npm version "${{GITHUB_REF_NAME#v}}" --no-git-tag-version{0}
      - run: npm publish
"""
_OWN = {"package.json": '{"name": "demo", "version": "1.2.0"}\n'}

RULE = Rule(
    id="set-versions-may-be-stated",
    title="A step that sets the version accepts a manifest that states it already.",
    why="`npm version` ends with an error if the version does not change: the release of a bumped package stops there.",
    fix="add --allow-same-version, or compare the version instead of setting it",
    reference="npm version: allow-same-version",
    bad={".github/workflows/release.yml": _JOBS.format(""), **_OWN},
    good={".github/workflows/release.yml": _JOBS.format(" --allow-same-version"), **_OWN},
    given={"tag": "v1.2.0"},
    looks_at=lambda context: context.graph.workflows,
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each command that sets a version which its manifest has at the commit of the release."""
    for run, job in makers(context.graph):
        # A run that makes the tag itself raises the version before: there is no commit yet that states it.
        at_the_tag = starts_for_tags(run.workflow) or "release" in run.events
        for each in commands(job) if at_the_tag else ():
            command = each.ran.command
            sets = command.runs("npm", "version") and command.arguments[1:2] not in ((), ("patch",), ("minor",), ("major",))
            if not sets or command.flag("--allow-same-version") or each.ran.lost or each.ran.asked or each.ran.guards:
                continue
            of_the_tag = any(
                word in each.ran.text for word in ("REF_NAME", "ref_name", "TAG", "VERSION", "version#", context.tag)
            )
            stated = str(package(context.graph.root, each.ran.folder).get("version", ""))
            if of_the_tag and stated and context.tag and context.tag.removeprefix("v") == stated:
                got = f"`{each.ran.text}` fails, as package.json states {stated} already"
                yield Finding(RULE.id, each.ran.file, each.ran.line, got, "a command that accepts it", RULE.fix)
