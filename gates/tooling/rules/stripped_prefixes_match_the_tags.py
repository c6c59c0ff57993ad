"""What is cut off a tag is what the tags of the run begin with."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.findings import Finding
from core.location import Location
from core.rules import Rule
from discovery.workflows.job_runs import Run
from discovery.workflows.path import example_of, on_the_way, patterns
from gates.tooling.rule_context import Context

_CUT = re.compile(r"\$\{(GITHUB_REF|GITHUB_REF_NAME)(##?)([^}$*?\[]+)\}")
_VERSION = re.compile(r"v?\d")
_JOBS = """\
on: {{push: {{tags: ["{0}"]}}}}
jobs:
  publish:
    runs-on: ubuntu-24.04
    permissions: {{contents: write}}
    steps:
      - run: echo "VERSION=${{GITHUB_REF#refs/tags/v}}" >> "$GITHUB_ENV"
      - run: gh release create "$GITHUB_REF_NAME" --title "$VERSION" --generate-notes --repo example/finch
        env: {{GH_TOKEN: "${{{{ github.token }}}}"}}
"""

RULE = Rule(
    id="stripped-prefixes-match-the-tags",
    title="The prefix that a release workflow removes from its tag is one that the tags have.",
    why="A prefix that does not occur is silently not removed: files and packages are named refs/tags/1.2.3.",
    fix="strip the same prefix that the tag filter requires, such as `v`, and fail if what remains is not a version",
    reference="bash: shell parameter expansion; GitHub: default environment variables",
    bad={".github/workflows/release.yml": _JOBS.format("[0-9]*")},
    good={".github/workflows/release.yml": _JOBS.format("v[0-9]*")},
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each expansion that leaves the tag as it is, and no version."""
    seen: set[Location] = set()
    for run, job in on_the_way(context.graph):
        tags = _tags(run)
        for step in job.steps if tags else ():
            for script in context.graph.scripts_of(step) if step.run is not None else ():
                for number, line in enumerate(script.text.splitlines()):
                    for name, _, prefix in _CUT.findall(line):
                        whole = [f"refs/tags/{tag}" if name == "GITHUB_REF" else tag for tag in tags]
                        where = Location(script.file, script.first_line + number)
                        if where not in seen and not any(each.startswith(prefix) or _VERSION.match(each) for each in whole):
                            seen.add(where)
                            got = f"job {job.id} removes {prefix} from {whole[0]}, which does not begin with it"
                            yield Finding(RULE.id, where.path, where.line, got, "the prefix of the tags", RULE.fix)


def _tags(run: Run) -> list[str]:
    """Return a tag for each filter of the run; none where anything else starts it too."""
    filters = [each for each in patterns(run.workflow, "push", "tags") if not each.startswith("!")]
    if not set(run.workflow.triggers.entries) <= {"push", "workflow_call"} or patterns(run.workflow, "push", "branches"):
        return []
    return [] if any(re.match(r"[*?]", each) for each in filters) else [_spelled(each) for each in filters]


def _spelled(pattern: str) -> str:
    return "1.2.3" if pattern.startswith(("[0-9", "[1-9")) else example_of(pattern)
