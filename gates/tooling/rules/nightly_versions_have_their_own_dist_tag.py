"""A pre-release version that a run makes up itself is published under a dist-tag of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.findings import Finding
from core.location import Location
from core.rules import Rule
from discovery.workflows.effects import Effect
from discovery.workflows.job_commands import Placed, commands, said
from discovery.workflows.job_runs import JobRun, runs
from gates.tooling.npm_folders import package, packed
from gates.tooling.rule_context import Context

_CANDIDATE = re.compile(r"-(?:nightly|canary|dev|alpha|beta|rc|next|preview|snapshot|pr|experimental|insiders)\b", re.IGNORECASE)
_BY_KIND = ("prerelease", "prepatch", "preminor", "premajor")
_JOBS = """\
on: {{schedule: [{{cron: "0 3 * * *"}}]}}
jobs:
  nightly:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4
      - run: npm version "0.0.0-nightly.$(date +%Y%m%d)" --no-git-tag-version
      - run: npm publish{0}
        env: {{NODE_AUTH_TOKEN: "${{{{ secrets.NPM }}}}"}}
"""

RULE = Rule(
    id="nightly-versions-have-their-own-dist-tag",
    title="A nightly, canary or other pre-release version that a run sets itself is published under its own dist-tag.",
    why="Without a dist-tag the registry makes it the default: everybody who names no version installs the nightly build.",
    fix="publish it with --tag nightly, or the tag that its users name",
    reference="npm publish: `tag`, default `latest`",
    bad={".github/workflows/nightly.yml": _JOBS.format("")},
    good={".github/workflows/nightly.yml": _JOBS.format(" --tag nightly")},
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each publication as the default version behind a command that sets a pre-release version."""
    seen: set[Location] = set()
    for run in runs(context.graph):
        for job in run.jobs:
            made = [each for each in commands(job) if _sets_a_candidate(each) and not each.ran.guards]
            for effect in job.irreversible if made else ():
                if effect.at not in seen and _is_default(context, job, effect) and not effect.guards:
                    seen.add(effect.at)
                    got = f"job {job.id} sets a pre-release version at {made[0].ran.at} and publishes it as the default"
                    yield Finding(RULE.id, effect.file, effect.line, got, "a dist-tag of its own", RULE.fix)


def _sets_a_candidate(each: Placed) -> bool:
    command = each.ran.command
    if command.tool in ("npm", "pnpm", "yarn") and command.arguments[:1] == ("version",):
        return bool(_CANDIDATE.search(" ".join(command.arguments[1:2]))) or command.arguments[1:2] in [
            (kind,) for kind in _BY_KIND
        ]
    if command.runs("npm", "pkg", "set"):
        return any(word.startswith("version=") and _CANDIDATE.search(word) for word in command.arguments)
    return command.runs("changeset", "version") and command.flag("--snapshot")


def _is_default(context: Context, job: JobRun, effect: Effect) -> bool:
    command = effect.command
    if (
        effect.what != "npm"
        or effect.kind != "publish"
        or command is None
        or command.flag("--tag", "--dist-tag", "--canary", "--preid")
    ):
        return False
    if any(
        re.search(r"npm_config_tag|--tag|dist-tag", said(job, step), re.IGNORECASE) for step in job.steps if step is effect.step
    ):
        return False
    given = {**job.workflow.env, **job.job.env, **effect.step.env}
    stated = [package(context.graph.root, folder).get("publishConfig", {}) for folder in packed(context.graph.root, effect)]
    by_manifest = any(isinstance(each, dict) and each.get("tag") for each in stated)
    return not by_manifest and not any(name.upper() == "NPM_CONFIG_TAG" for name in given)
