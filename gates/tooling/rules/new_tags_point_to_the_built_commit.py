"""A tag that comes into being with a release is made at the commit that the release was built from."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.findings import Finding
from core.location import Location
from core.rules import Rule
from discovery.workflows.effects import Effect
from discovery.workflows.job_runs import JobRun, Run, runs
from discovery.workflows.path import starts_for_tags
from gates.tooling.rule_context import Context

_ACTIONS = ("softprops/action-gh-release", "ncipollo/release-action", "actions/create-release")
_TARGETS = ("target_commitish", "commit", "commitish")
_OWN = re.compile(
    r"^(?:\$\{\{\s*github\.(?:ref|ref_name|sha|event\.repository\.default_branch)\s*\}\}|(?:refs/heads/)?(?:main|master))?$"
)
_INPUT = re.compile(r"\binputs\.([\w-]+)")
_VARIABLE = re.compile(r"\$\{?([A-Za-z_]\w*)")

_JOBS = """\
on: {{workflow_dispatch: {{inputs: {{commit: {{required: true}}, version: {{required: true}}}}}}}}
jobs:
  release:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4
        with: {{ref: "${{{{ inputs.commit }}}}"}}
      - run: go build -o demo .
      - run: gh release create "v${{{{ inputs.version }}}}" demo{0}
"""

RULE = Rule(
    id="new-tags-point-to-the-built-commit",
    title="A tag that is created with the release points to the commit that was built.",
    why="Without a target, GitHub creates the tag at the head of the default branch, which can be a different commit.",
    fix="give the release the built commit as its target, or push the tag first and verify it",
    reference="gh release create: --target, --verify-tag; GitHub REST: target_commitish",
    bad={".github/workflows/release.yml": _JOBS.format("")},
    good={".github/workflows/release.yml": _JOBS.format(' --target "${{ inputs.commit }}"')},
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each release that would make its tag at the default branch, although something else was built."""
    seen: set[Location] = set()
    for run in runs(context.graph):
        if starts_for_tags(run.workflow):
            continue
        for job in run.jobs:
            for effect in job.effects:
                if effect.at not in seen and _makes_a_tag(effect) and (ref := _built_from(run, job, effect)):
                    seen.add(effect.at)
                    got = f"job {job.id} creates the tag on the default branch, but {ref} was built"
                    yield Finding(RULE.id, effect.file, effect.line, got, "a tag at the built commit", RULE.fix)


def _makes_a_tag(effect: Effect) -> bool:
    """Whether a release comes with a tag of its own, and nothing says at which commit."""
    command = effect.command
    if effect.what != "a GitHub release":
        return False
    if command is None:
        return effect.step.action in _ACTIONS and not any(effect.step.input(name) for name in _TARGETS)
    return command.runs("gh", "release", "create") and not command.flag("--target", "--verify-tag")


def _built_from(run: Run, job: JobRun, effect: Effect) -> str:
    """Return the reference that was built; nothing where it is the one of the run, or the tag that is released."""
    before = (*run.before(job), job)
    if any(each.kind == "tag" and not each.dry for other in before for each in other.effects) or _tags_by_action(before):
        return ""
    tag = _named(job, effect)
    for other in before:
        if not any(each.kind in ("build", "upload", "release", "draft", "assets") for each in other.effects):
            continue
        for step in other.steps:
            ref = step.input("ref").strip()
            if step.action == "actions/checkout" and not step.input("repository") and "||" not in ref and not _OWN.match(ref):
                asked = set(_INPUT.findall(ref))
                if asked and not asked & set(_INPUT.findall(tag)) and _INPUT.search(tag):
                    return ref
    return ""


def _tags_by_action(jobs: tuple[JobRun, ...]) -> bool:
    return any(re.search(r"tag", step.action) for job in jobs for step in job.steps if step.uses)


def _named(job: JobRun, effect: Effect) -> str:
    """Return what the tag is made of, variables replaced."""
    said = (
        " ".join(effect.command.arguments[2:3])
        if effect.command is not None
        else effect.step.input("tag_name") + effect.step.input("tag")
    )
    env = {**job.workflow.env, **job.job.env, **effect.step.env}
    return said + " " + " ".join(env.get(name, "") for name in _VARIABLE.findall(said))
