"""A push to the repository names a branch where the run stands on none, and has a credential."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.findings import Finding
from core.location import Location
from core.rules import Rule
from discovery.workflows.job_commands import Placed, commands, said
from discovery.workflows.job_runs import JobRun, Run, runs
from discovery.workflows.path import tag_inputs, worlds
from facts.runs.worlds import World
from facts.workflows.runner_tools import facts_of
from facts.workflows.workflow import WorkflowStep
from gates.tooling.rule_context import Context

_BRANCHES = re.compile(r"(?:main|master|develop|trunk)$")
_ON_A_BRANCH = re.compile(r"\bgit\s+(?:-C\s+\S+\s+)?(?:checkout|switch|branch|symbolic-ref|worktree|clone|init)\b")
_A_COMMIT = re.compile(
    r"\b(?:github\.sha|github\.event\.workflow_run\.head_sha|github\.event\.release\.tag_name|(?:needs|steps)\.[\w.-]*(?:sha|commit|hash)[\w-]*)"
)
_CREDENTIAL = re.compile(
    r"set-url|extraheader|x-access-token|credential|gh auth|GIT_ASKPASS|GIT_SSH|ssh-(?:agent|add|key)|insteadOf|\.netrc"
)
_JOBS = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  publish:
    runs-on: ubuntu-24.04
    permissions: {{contents: write}}
    steps:
      - uses: actions/checkout@v4
      - run: cargo publish
      - run: |
          git config user.name release && git config user.email release@example.org
          git commit --allow-empty -m next
          git push {0}
"""

RULE = Rule(
    id="git-push-has-a-branch-and-a-credential",
    title="`git push` names its target branch when a tag is checked out (detached HEAD), and has a credential.",
    why=(
        "A tag is checked out without a branch, and a checkout may store no credential: the push fails, often "
        "after something was published."
    ),
    fix="write `git push origin HEAD:main`, and give the checkout a token",
    reference="git: push; actions/checkout: persist-credentials",
    bad={".github/workflows/release.yml": _JOBS.format("")},
    good={".github/workflows/release.yml": _JOBS.format("origin HEAD:main")},
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each push that cannot arrive."""
    seen: set[Location] = set()
    for run, job in ((each, job) for each in runs(context.graph) if each.publishes for job in each.jobs):
        checkouts = [(at, step) for at, step in enumerate(job.steps) if step.action == "actions/checkout"]
        for each in commands(job):
            before = [step for at, step in checkouts if at < each.at and _holds(step, each.ran.folder)]
            wrong = _wrong(run, job, each, before[-1]) if before and not each.ran.lost else ""
            if wrong and each.ran.at not in seen:
                seen.add(each.ran.at)
                yield Finding(
                    RULE.id,
                    each.ran.file,
                    each.ran.line,
                    f"{wrong} (job {job.id})",
                    "a push with a branch and a credential",
                    RULE.fix,
                )


def _holds(step: WorkflowStep, folder: str) -> bool:
    inside = step.input("path").strip("./")
    return f"{folder}/".startswith(f"{inside}/") if inside else True


def _wrong(run: Run, job: JobRun, each: Placed, checkout: WorkflowStep) -> str:
    command = each.ran.command
    texts = [said(job, step) for step in job.steps[: each.at + 1]]
    moved = any(_ON_A_BRANCH.search(text) for text in texts)
    if not moved and _stands_on_a_tag(run, job, checkout):
        if any(True for _ in facts_of("branch", command)):
            return f"`{command.tool} {' '.join(command.arguments[:1])}` needs a branch, but the run has a tag checked out"
        if command.tool == "git" and "push" in command.arguments[:3] and _names_no_branch(each):
            return "the push names no existing branch, but the run has a tag checked out"
    if command.tool != "git" or "push" not in command.arguments[:3] or "://" in each.ran.text or "git@" in each.ran.text:
        return ""
    own = checkout.input("persist-credentials") == "false" and not checkout.input("ssh-key")
    other = any(step.action and not step.action.startswith(("actions/", "docker/")) for step in job.steps[: each.at])
    if own and not moved and not other and not any(_CREDENTIAL.search(text) for text in texts):
        return "the checkout stores no credential, and the push gets none"
    return ""


def _names_no_branch(each: Placed) -> bool:
    command = each.ran.command
    if command.flag("--tags", "--all", "--mirror", "--delete", "-d", "--dry-run", "-n"):
        return False
    words = command.arguments[command.arguments.index("push") + 1 :]
    return len(words) < 2 or all(_BRANCHES.fullmatch(word) for word in words[1:])


def _stands_on_a_tag(run: Run, job: JobRun, checkout: WorkflowStep) -> bool:
    """Whether the checkout stands on no branch in every run that reaches it."""
    ref = checkout.input("ref").strip()
    if checkout.input("repository"):
        return False
    if _A_COMMIT.search(ref) and "||" not in ref:
        return True
    if ref and not re.fullmatch(r"\$\{\{\s*github\.ref(?:_name)?\s*\}\}", ref):
        names = tag_inputs(run.workflow)
        return any(re.fullmatch(rf"\$\{{\{{\s*(?:github\.event\.)?inputs\.{name}\s*\}}\}}", ref) for name in names)
    steps_on = [each for _, world in worlds(run) if (each := _known(job, world))]
    return bool(steps_on) and all(each.values.get("github.ref_type") == "tag" for each in steps_on)


def _known(job: JobRun, world: World) -> World | None:
    return None if any(world.holds(each.text) is False for each in job.conditions if "${{" not in each.text) else world
