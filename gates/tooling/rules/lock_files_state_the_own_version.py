"""A lock that a release may not change states the version that the project's own manifest states."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from core.findings import Finding
from core.rules import Rule
from discovery.workflows.job_commands import Placed, commands, said
from discovery.workflows.job_runs import JobRun
from discovery.workflows.path import on_the_way
from facts.workflows.workflow import WorkflowStep
from gates.tooling.committed_tree import CommittedTree, committed
from gates.tooling.own_locks import Behind, nearest, of_cargo, of_gems, of_uv
from gates.tooling.rule_context import Context

_READERS: tuple[tuple[str, Callable[[CommittedTree, str], Iterator[Behind]]], ...] = (
    ("Cargo.lock", of_cargo),
    ("uv.lock", of_uv),
    ("Gemfile.lock", of_gems),
)
_OFF = ("", "false", "0")
# What changes a manifest or brings the lock up to date before: then the lock of the commit is not the one that is used.
_CHANGES = re.compile(
    r"\bset-version\b|\bcargo (?:update|generate-lockfile|release|set)\b|\buv (?:lock|version)\b(?! --(?:check|locked))|\bbundle lock\b"
    r"|\b(?:sed|perl|tomlq|toml|dasel)\b[^\n]*(?:toml|version\.rb|\.lock)|\b(?:rm|mv|cp)\b[^\n]*\.lock|git (?:checkout|switch|pull)\b"
)
_JOBS = """\
on: {push: {tags: ["v*"]}}
jobs:
  publish:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4
      - run: cargo publish --locked
"""
_MANIFEST = '[package]\nname = "finch"\nversion = "1.4.0"\n'
_LOCK = 'version = 4\n\n[[package]]\nname = "finch"\nversion = "{0}"\n'

RULE = Rule(
    id="lock-files-state-the-own-version",
    title="A lock file that is used without being updated contains the version of the project itself.",
    why="After a version bump without a new lock, every command that may not change the lock fails, and only the release uses one.",
    fix="update the lock together with the version, and commit both",
    reference="cargo: --locked; uv: --locked; Bundler: frozen",
    bad={".github/workflows/release.yml": _JOBS, "Cargo.toml": _MANIFEST, "Cargo.lock": _LOCK.format("1.3.0")},
    good={".github/workflows/release.yml": _JOBS, "Cargo.toml": _MANIFEST, "Cargo.lock": _LOCK.format("1.4.0")},
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each own package that a lock has at another version, where a job of a release may not change the lock."""
    tree = committed(context.graph)
    seen: set[str] = set()
    for _, job in on_the_way(context.graph):
        own = [step for step in job.steps if step.action == "actions/checkout"]
        if not own or any(step.input("repository") or step.input("path") or _is_older(step) for step in own):
            continue
        if any(_CHANGES.search(said(job, step)) for step in job.steps):
            continue
        for name, folder, shown in _frozen(job):
            lock = nearest(tree, folder, name)
            for behind in dict(_READERS)[name](tree, lock) if lock and lock not in seen else ():
                seen.add(lock)
                got = f"{behind.name} is locked at {behind.locked}, but is {behind.stated}, and {shown} of job {job.id} may not change the lock"
                yield Finding(RULE.id, behind.path, behind.line, got, behind.stated, RULE.fix)


def _is_older(step: WorkflowStep) -> bool:
    """Whether another commit is checked out than the one that is read here."""
    ref = step.input("ref")
    return bool(ref) and not re.search(r"github\.(?:ref|sha)|tag", ref)


def _frozen(job: JobRun) -> Iterator[tuple[str, str, str]]:
    """Yield the locks that are used as they are, with the folder and the command."""
    for each in commands(job):
        if "$" not in each.ran.folder and (lock := _lock(job, each)):
            yield lock, each.ran.folder, f"`{' '.join((each.ran.command.tool, *each.ran.command.arguments[:1]))}`"


def _lock(job: JobRun, each: Placed) -> str:
    command, given = each.ran.command, {**job.workflow.env, **job.job.env, **each.step.env}
    if command.tool == "cargo" and command.flag("--locked", "--frozen") and not command.flag("--manifest-path", "--git"):
        return "Cargo.lock" if command.arguments[:1] != ("install",) or command.flag("--path") else ""
    if command.tool == "uv" and command.arguments[:1] in (("sync",), ("run",), ("export",)):
        locked = command.flag("--locked") or given.get("UV_LOCKED", "") not in _OFF
        return "uv.lock" if locked and not command.flag("--project", "--directory", "--no-project") else ""
    if command.runs("bundle", "install"):
        said_so = any(given.get(name, "") not in _OFF for name in ("BUNDLE_FROZEN", "BUNDLE_DEPLOYMENT"))
        asked = any(re.search(r"bundle config .*\b(?:frozen|deployment)\b.*true", said(job, step)) for step in job.steps)
        return "Gemfile.lock" if said_so or asked or command.flag("--frozen", "--deployment") else ""
    return ""
