"""What a release writes into another repository is written with a token for it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from core.findings import Finding
from core.location import Location
from core.rules import Rule
from discovery.workflows.job_commands import commands, said
from discovery.workflows.job_runs import JobRun, runs
from facts.workflows.workflow import WorkflowStep
from gates.tooling.own_repository import own_repositories
from gates.tooling.rule_context import Context

_DEFAULT = re.compile(r"^\s*\$\{\{\s*(?:github\.token|secrets\.GITHUB_TOKEN|secrets\['GITHUB_TOKEN'\])\s*\}\}\s*$")
_LITERAL = re.compile(r"[A-Za-z0-9][\w-]*/[\w.-]+")
_WRITES = (
    {"workflow", "run"},
    {"release", "create"},
    {"release", "upload"},
    {"release", "edit"},
    {"pr", "create"},
    {"pr", "merge"},
    {"issue", "create"},
)
# Actions that write elsewhere: where, with which input for the token.
_ACTIONS = {
    "peter-evans/repository-dispatch": ("repository", "token"),
    "mislav/bump-homebrew-formula-action": ("homebrew-tap", ""),
    "svenstaro/upload-release-action": ("repo_name", "repo_token"),
    "ncipollo/release-action": ("repo", "token"),
    "softprops/action-gh-release": ("repository", "token"),
}
_GIVEN_ANOTHER = re.compile(
    r"set-url|extraheader|insteadOf|x-access-token|credential\.helper|gh auth|git@|ssh-|https://[^\s/]*@|https://\$"
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
      - uses: actions/checkout@v4
        with: {{repository: example/homebrew-tap, path: tap{0}}}
      - run: cd tap && git commit -am finch && git push
"""

RULE = Rule(
    id="cross-repository-writes-have-a-token",
    title="A release workflow that writes to a different repository has a token for that repository.",
    why=(
        "The token of a run is only for its own repository: the tap, the site or the other workflow rejects it, "
        "after the release is published."
    ),
    fix="use a token of an app or a person with permission to write there",
    reference="GitHub: GITHUB_TOKEN, permissions are limited to the repository of the workflow",
    bad={".github/workflows/release.yml": _JOBS.format("")},
    good={".github/workflows/release.yml": _JOBS.format(', token: "${{ secrets.TAP }}"')},
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each effect on another repository with the run's own token."""
    seen: set[Location] = set()
    own = {name.lower() for name in own_repositories(context.graph.root)}
    for run in runs(context.graph):
        for job in run.jobs if run.publishes else ():
            for where, got in (*_pushes(job, own), *_calls(job, own), *_actions(job, own), *_taps(context.graph.root, job, own)):
                if where not in seen:
                    seen.add(where)
                    yield Finding(
                        RULE.id,
                        where.path,
                        where.line,
                        f"job {job.id} {got} with the token of this repository",
                        "a token for that repository",
                        RULE.fix,
                    )


def _is_other(name: str, own: set[str]) -> bool:
    return bool(_LITERAL.fullmatch(name.strip())) and name.strip().lower() not in own


def _pushes(job: JobRun, own: set[str]) -> Iterator[tuple[Location, str]]:
    elsewhere = [
        step for step in job.steps
        if step.action == "actions/checkout" and _is_other(step.input("repository"), own) and step.input("path")
        and not step.input("ssh-key") and (not step.input("token") or _DEFAULT.match(step.input("token")))
    ]  # fmt: skip
    if not elsewhere or any(_GIVEN_ANOTHER.search(said(job, step)) for step in job.steps):
        return
    for each in commands(job):
        if each.ran.command.tool == "git" and "push" in each.ran.command.arguments[:3] and not each.ran.lost:
            for step in elsewhere:
                path = step.input("path").strip("./")
                if f"{each.ran.folder}/".startswith(f"{path}/") or each.ran.command.value("-C") in (path, f"./{path}"):
                    yield each.ran.at, f"pushes to {step.input('repository')}"


def _calls(job: JobRun, own: set[str]) -> Iterator[tuple[Location, str]]:
    for each in commands(job):
        command = each.ran.command
        named = command.value("--repo", "-R") or ""
        if (
            command.tool != "gh"
            or set(command.arguments[:2]) not in _WRITES
            or not own
            or not _is_other(named, own)
            or each.ran.lost
        ):
            continue
        given = {**job.workflow.env, **job.job.env, **each.step.env}
        token = given.get("GH_TOKEN") or given.get("GITHUB_TOKEN") or ""
        if _DEFAULT.match(token) and not re.search(r"GH_TOKEN=|GITHUB_TOKEN=|gh auth", said(job, each.step)):
            yield each.ran.at, f"runs `gh {' '.join(command.arguments[:2])}` in {named}"


def _actions(job: JobRun, own: set[str]) -> Iterator[tuple[Location, str]]:
    for step in job.steps:
        where, token = _ACTIONS.get(step.action, ("", ""))
        named = step.input(where) if where else ""
        if not named or not own or not _is_other(named, own):
            continue
        given = step.input(token) if token else step.env.get("COMMITTER_TOKEN", "")
        if (_DEFAULT.match(given) or not given) and not _other_in_env(step):
            yield step.at, f"writes to {named} by {step.action}"


def _other_in_env(step: WorkflowStep) -> bool:
    return any(name in ("GITHUB_TOKEN", "GH_TOKEN") and not _DEFAULT.match(text) for name, text in step.env.items())


def _taps(root: Path, job: JobRun, own: set[str]) -> Iterator[tuple[Location, str]]:
    """Yield a release by goreleaser whose tap or bucket has no token of its own."""
    label = next(
        (name for name in (".goreleaser.yaml", ".goreleaser.yml", ".github/goreleaser.yml") if (root / name).is_file()), ""
    )
    steps = [
        step
        for step in job.steps
        if "goreleaser" in step.action and "release" in step.input("args", "release") and "--snapshot" not in step.input("args")
    ]
    if not label or not steps or "--skip" in steps[0].input("args"):
        return
    given = {**job.workflow.env, **job.job.env, **steps[0].env}
    if not _DEFAULT.match(given.get("GITHUB_TOKEN", "")):
        return
    text = (root / label).read_text("utf-8", "replace")
    block = re.search(r"^(?:brews|homebrew_casks|scoops?|krews|winget|nix|aurs):\n((?:[ -].*\n?|\n)+)", text, re.M)
    if block is None or re.search(r"\btoken:|git:|skip_upload: true|private_key", block[1]):
        return
    owner, name = (
        re.search(r"\bowner:\s*['\"]?([\w-]+)", block[1]),
        re.search(r"\bowner:.*\n\s+name:\s*['\"]?([\w.-]+)", block[1]),
    )
    if owner is not None and name is not None and f"{owner[1]}/{name[1]}".lower() not in own:
        yield steps[0].at, f"has goreleaser write to {owner[1]}/{name[1]} ({label})"
