"""A pre-release does not become the version that users get who name none."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from core.findings import Finding
from core.rules import Rule
from core.versions import is_prerelease
from discovery.workflows.path import publishing
from gates.tooling.npm_folders import package, packed
from gates.tooling.rule_context import Context

_VERSION = re.compile(r"\d+(?:\.\d+)+.*$")
_JOBS = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  publish:
    runs-on: ubuntu-24.04
    steps:
      - run: npm publish --access public{0}
"""

RULE = Rule(
    id="prerelease-is-not-latest",
    title="A pre-release is published under a dist-tag of its own, so that the stable version stays the default.",
    why="npm makes any version that is published without a dist-tag the default version, including a pre-release.",
    fix="publish pre-releases with their own dist-tag, such as --tag next",
    reference="npm publish: `tag`, default `latest`",
    bad={".github/workflows/release.yml": _JOBS.format("")},
    good={".github/workflows/release.yml": _JOBS.format(" --tag next")},
    given={"tag": "v1.1.0-beta.2"},
    looks_at=lambda context: context.graph.workflows,
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each publication of a pre-release that would become the default version."""
    version = _VERSION.search(context.tag)
    if version is None or not is_prerelease(version[0]):
        return
    for _, job, effect in publishing(context.graph):
        flags = effect.publisher.latest_unless if effect.publisher else ()
        if not flags or effect.command is None or effect.command.flag(*flags):
            continue
        settings = [package(context.graph.root, folder).get("publishConfig") for folder in packed(context.graph.root, effect)]
        if not any(isinstance(each, dict) and each.get("tag") for each in settings):
            got = f"job {job.id} publishes {version[0]} to {effect.what} without {flags[0]}: it becomes the default version"
            yield Finding(
                RULE.id, posixpath.normpath(effect.file), effect.line, got, "a tag of its own for a pre-release", RULE.fix
            )
