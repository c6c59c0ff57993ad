"""A name of published documentation that moves from release to release is not at the same time a version of its own."""

from __future__ import annotations

from collections.abc import Iterator

from core.findings import Finding
from core.rules import Rule
from discovery.workflows.job_commands import commands
from discovery.workflows.job_runs import runs
from facts.runs.ran import Ran
from gates.tooling.rule_context import Context

_VALUED = frozenset(
    [
        "-t",
        "--title",
        "--alias-type",
        "-T",
        "--template",
        "-F",
        "--config-file",
        "-r",
        "--remote",
        "-b",
        "--branch",
        "-m",
        "--message",
        "--deploy-prefix",
        "--prop-set",
        "--prop-set-string",
    ]
)
_JOBS = """\
on: {{push: {{branches: [main], tags: ["v*"]}}}}
jobs:
  docs:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4
      - if: github.ref_type == 'branch'
        run: mike deploy --push {0}
      - if: github.ref_type == 'tag'
        run: mike deploy --push --update-aliases "$GITHUB_REF_NAME" latest
"""

RULE = Rule(
    id="docs-versions-are-not-aliases",
    title="No version of the documentation is deployed under a name that is an alias of a different version.",
    why="The deployment of the release is refused, because its alias already exists as a version: the documentation stays old.",
    fix="deploy the state of the branch under a name of its own, such as dev",
    reference="mike: deploy, aliases",
    bad={".github/workflows/docs.yml": _JOBS.format("latest")},
    good={".github/workflows/docs.yml": _JOBS.format("dev")},
    looks_at=lambda context: context.graph.workflows,
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each name that one command deploys as a version and another as an alias."""
    deployed = [
        each.ran
        for run in runs(context.graph)
        for job in run.jobs
        for each in commands(job)
        if each.ran.command.runs("mike", "deploy")
    ]
    aliases = {name for each in deployed for name in _names(each)[1:] if "$" not in name}
    seen: set[str] = set()
    for each in deployed:
        version = next(iter(_names(each)), "")
        if version in aliases and version not in _names(each)[1:] and str(each.at) not in seen:
            seen.add(str(each.at))
            got = f"{version} is deployed as a version, and as an alias of the releases"
            yield Finding(RULE.id, each.file, each.line, got, "a name of its own", RULE.fix)


def _names(each: Ran) -> list[str]:
    """Return the version and the aliases of a deployment."""
    texts = [word.text for word in each.command.words]
    given = [
        text for text, before in zip(texts, ["", *texts], strict=False) if not text.startswith("-") and before not in _VALUED
    ]
    return given[1:]
