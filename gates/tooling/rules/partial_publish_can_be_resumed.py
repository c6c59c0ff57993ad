"""A second run goes on where the first one stopped: what is already published is skipped."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.findings import Finding
from core.location import Location
from core.rules import Rule
from discovery.workflows.effects import Effect
from discovery.workflows.job_runs import runs
from facts.runs.ran import Ran
from facts.runs.steps import ran
from facts.workflows.job_conditions import exclude_each_other
from gates.tooling.program_sources import knows_what_is_published
from gates.tooling.rule_context import Context

ONCE = frozenset({"crates.io", "npm", "PyPI", "RubyGems", "NuGet", "Hex", "pub.dev"})
_ASKS = (
    ("cargo", "info"), ("cargo", "search"), ("npm", "view"), ("npm", "info"), ("npm", "show"), ("pip", "index"), ("pip", "download"), ("yarn", "info"),
    ("pnpm", "view"), ("pnpm", "info"), ("gem", "search"), ("gem", "list"), ("gh", "release", "view"), ("curl",), ("wget",), ("http",), ("yarn", "npm", "info"),
)  # fmt: skip
_JOBS = 'on: {push: {tags: ["v*"]}}\njobs:\n  publish: {runs-on: ubuntu-24.04, steps: [{run: just publish}]}\n'
_JUST = "publish:\n    scripts/crate.sh a\n    scripts/crate.sh b\n"
_SCRIPT = '#!/usr/bin/env bash\nset -euo pipefail\n%scargo publish -p "$1"\n'
_LOOK = 'if cargo info "$1" > /dev/null 2>&1; then exit 0; fi\n'

RULE = Rule(
    id="partial-publish-can-be-resumed",
    title="A job that publishes several packages skips those that are already published.",
    why=(
        "If a later package fails, a second run stops at the first one, whose version exists, so the release can "
        "never be completed."
    ),
    fix="check whether the version is published before publishing it",
    bad={".github/workflows/release.yml": _JOBS, "justfile": _JUST, "scripts/crate.sh": _SCRIPT % ""},
    good={".github/workflows/release.yml": _JOBS, "justfile": _JUST, "scripts/crate.sh": _SCRIPT % _LOOK},
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each of several publications that nothing skips in a second run."""
    seen: set[Location] = set()
    for run in runs(context.graph):
        for job in run.jobs:
            found = [
                each for each in job.irreversible if each.kind == "publish" and each.what in ONCE and each.command is not None
            ]
            asked = [each for step in job.steps for each in ran(context.graph, job.workflow, job.job, step) if is_question(each)]
            told: set[str] = set()
            for effect in found:
                count = 1 + sum(not _excludes(effect, other) for other in found if other is not effect)
                if count < 2:
                    continue
                known = knows_what_is_published(context.graph.root, effect.file)
                if not known and not skips(effect, asked) and effect.at not in seen:
                    seen.add(effect.at)
                    if effect.file in told:
                        continue  # one cause, and one change that removes it
                    told.add(effect.file)
                    got = f"job {job.id} publishes {count} packages to {effect.what}, and a second run stops at the first that is already published"
                    yield Finding(
                        "partial-publish-can-be-resumed",
                        effect.file,
                        effect.line,
                        got,
                        "published packages skipped",
                        "check for the version before this command",
                    )


def _excludes(one: Effect, other: Effect) -> bool:
    """Whether only one of two is reached: they are in two branches of the same condition."""
    if exclude_each_other(one.step.condition, other.step.condition):
        return True
    answers = {(guard.words, guard.line): guard.held for guard in one.guards if guard.words}
    return one.file == other.file and any(
        answers.get((guard.words, guard.line), guard.held) is not guard.held for guard in other.guards
    )


def is_question(each: Ran) -> bool:
    """Whether a command asks a registry what it has."""
    return any((each.command.tool, *each.command.arguments)[: len(words)] == words for words in _ASKS)


def skips(effect: Effect, asked: list[Ran]) -> bool:
    """Whether a publication is skipped, or taken for success, when its version is there."""
    publisher, command = effect.publisher, effect.command
    if publisher is None or command is None:
        return True
    if publisher.words[0] in publisher.safe_again or command.flag(*publisher.safe_again):
        return True
    guarded = " ".join(word for guard in effect.guards for word in guard.words)
    if re.search(r"cargo (info|search)|npm (view|info|show)|pip (index|download)|curl|already|exist|publish", guarded):
        return True
    return bool(effect.guards) and bool(asked)
