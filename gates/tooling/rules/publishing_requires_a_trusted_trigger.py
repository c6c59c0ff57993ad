"""Nothing is published by a push to any branch, by a pull request, or by somebody without write access."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.findings import Finding
from core.rules import Rule
from discovery.workflows.effects import Effect
from discovery.workflows.job_runs import JobRun, Run, runs
from discovery.workflows.path import OPEN_EVENTS, patterns, reached, worlds
from facts.runs.worlds import ANY, World
from facts.workflows.workflow import WorkflowStep
from facts.workflows.yaml_positions import Scalar
from gates.tooling.image_tags import moves_latest
from gates.tooling.rule_context import Context

_CHECKS_WHO = re.compile(r"author_association|github\.actor|github\.triggering_actor|sender\.login|user\.login|permission", re.I)
_WHO = re.compile(r"github\.(?:triggering_)?actor\b|(?:sender|user)\.login")
_ASKS_REF = re.compile(r"GITHUB_REF|GITHUB_EVENT|github\.ref|CI_COMMIT")
_FIRST = re.compile(r"\^(\[[^\]\\]+\]|[A-Za-z0-9])(?![*?{\\])")
_ANY = frozenset({"*", "**", "**/*"})
_IMAGES = "a container registry"
_AGAIN = ("a container registry", "source", "a bucket", "Cloudflare")
_JOBS = """\
on: {0}
jobs:
  publish:
    runs-on: ubuntu-24.04
    steps:
      - run: make all
"""
_MAKE = "all:\n\tpython -m build\n\ttwine upload dist/*\n"

RULE = Rule(
    id="publishing-requires-a-trusted-trigger",
    title="Only a tag, a release, a protected branch or a maintainer can start publishing.",
    why="Otherwise pushing any branch, opening a pull request or writing a comment publishes a version.",
    fix="publish in a separate workflow that a tag starts",
    reference="GitHub: events that trigger workflows",
    bad={".github/workflows/ci.yml": _JOBS.format('{push: {branches: ["**"]}}'), "Makefile": _MAKE},
    good={".github/workflows/ci.yml": _JOBS.format('{push: {tags: ["v*"]}}'), "Makefile": _MAKE},
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each publication that a branch without protection, a pull request or a stranger's event reaches."""
    for run in runs(context.graph):
        for job in run.jobs:
            found = [
                each
                for each in job.irreversible
                if each.kind != "tag" and (each.what not in _AGAIN or (each.what == _IMAGES and moves_latest(job, each, ANY)))
            ]
            yield from _replaces(run, job)
            if found and (event := _reached_by(run, job, found[0])):
                hands = f" (through {' <- '.join(reversed(found[0].chain))})" if found[0].chain else ""
                got = f"job {job.id} publishes to {found[0].what}{hands}, and {event} starts it"
                yield Finding(
                    "publishing-requires-a-trusted-trigger",
                    found[0].file,
                    found[0].line,
                    got,
                    "a tag or a maintainer",
                    "publish in a job that only a tag starts",
                )


def _replaces(run: Run, job: JobRun) -> Iterator[Finding]:
    """Yield each upload that a push to a branch makes to a release which that run does not make: it replaces what users have."""
    if any(each.kind in ("release", "draft", "tag") for other in run.jobs for each in other.effects):
        return
    for effect in job.irreversible:
        command = effect.command
        if effect.kind != "assets" or command is None or not command.flag("--clobber") or effect.guards:
            continue
        tag = next(iter(command.arguments[2:3]), "")
        fixed = "$" not in tag or re.search(r"GITHUB_REF|github\.ref", tag)
        for event, world in worlds(run):
            branch = str(world.values.get("github.ref", "")).startswith("refs/heads/")
            if not fixed and event == "push" and branch and _met(run, job, effect, world) is True:
                got = f"job {job.id} replaces files of the release {tag} on every push to a branch"
                yield Finding(RULE.id, effect.file, effect.line, got, "an upload in the run of the tag", RULE.fix)
                return


def _reached_by(run: Run, job: JobRun, effect: Effect) -> str:
    conditions = " ".join(each.text for each in (*job.conditions, *(s.condition for s in [effect.step] if s.condition)))
    for event, world in worlds(run):
        met = _met(run, job, effect, world)
        if event in OPEN_EVENTS and met is not False and not (_CHECKS_WHO.search(conditions) or _ends_for_strangers(job, effect)):
            return f"{event}, which anyone can trigger,"
        guarded = any(_ASKS_REF.search(" ".join(guard.words)) for guard in effect.guards)
        if met is True and not guarded and event == "pull_request" and not _asks_for_a_message(job, effect):
            return "a pull request"
        if (
            met is True
            and not guarded
            and event == "push"
            and world.values.get("github.ref") == "refs/heads/topic"
            and _any_branch(run)
        ):
            return "a push to any branch"
    return ""


def _asks_for_a_message(job: JobRun, effect: Effect) -> bool:
    """Whether it happens only if the message of the commit begins with what the merge commit of a pull request does not.

    What a pull request checks out is a commit that GitHub makes: `Merge HEAD into BASE`.
    """
    if any(step.input("ref") for step in job.steps if step.action == "actions/checkout"):
        return False
    return any(guard.held and _never_of_a_merge(guard.words) for guard in effect.guards)


def _never_of_a_merge(words: tuple[str, ...]) -> bool:
    """Whether `git log -1 ... | grep PATTERN` finds nothing in the message of a merge commit: the pattern is for another first letter."""
    if words[:2] != ("git", "log") or not {"-1", "-n1", "--max-count=1"} & set(words) or words.count("grep") != 1:
        return False
    last = words[words.index("grep") + 1 :]
    pattern = next((word for word in last if not word.startswith("-")), "")
    options = [word for word in last if word.startswith("-")]
    plain = all(re.fullmatch(r"-[qEwx]+|--quiet|--extended-regexp", word) for word in options)
    shows_a_message = any(word.startswith(("--pretty=%B", "--pretty=%s", "--format=%B", "--format=%s")) for word in words)
    first = _FIRST.match(pattern)
    return (
        first is not None
        and plain
        and shows_a_message
        and not re.search(r"\||\[:", pattern)
        and not re.match(first[1], "M", re.IGNORECASE)
    )


def _ends_for_strangers(job: JobRun, effect: Effect) -> bool:
    """Whether a step before it ends the job where an earlier one found that who started the run lacks a permission."""
    before = job.steps[: next((at for at, step in enumerate(job.steps) if step.at == effect.step.at), 0)]
    asked = {step.id for step in before if step.id and _asks_for_permission(step)}
    return any(_refuses(step, name) for step in before for name in asked)


def _asks_for_permission(step: WorkflowStep) -> bool:
    given = " ".join(each.text for each in step.with_.entries.values() if isinstance(each, Scalar))
    return bool(_WHO.search(given)) and "permission" in f"{step.action} {given}" and step.continue_on_error is None


def _refuses(step: WorkflowStep, asked: str) -> bool:
    text = step.condition.text if step.condition else ""
    denied = re.fullmatch(rf"steps\.{re.escape(asked)}\.outputs\.[\w-]+\s*(?:==\s*'false'|!=\s*'true')", text.strip())
    ends = step.run is not None and re.search(r"^exit [1-9]\d*\s*\Z", step.run.text, re.M)
    return bool(denied and ends) and step.continue_on_error is None


def _met(run: Run, job: JobRun, effect: Effect, world: World) -> bool | None:
    own = world.holds(effect.step.condition.text) if effect.step.condition and "${{" not in effect.step.condition.text else True
    found = reached(run, job, world)
    return False if False in (own, found) else None if None in (own, found) else True


def _any_branch(run: Run) -> bool:
    branches = patterns(run.workflow, "push", "branches")
    return not branches or bool(_ANY & set(branches))
