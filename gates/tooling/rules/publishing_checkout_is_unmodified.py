"""A tool that refuses a changed checkout finds it as it was checked out."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from pathlib import Path

from core.findings import Finding
from core.location import Location
from core.rules import Rule
from discovery.workflows.job_commands import Placed, commands, said
from discovery.workflows.job_runs import JobRun
from discovery.workflows.path import on_the_way
from facts.text.ignored import Ignored
from facts.workflows.runner_tools import edits_in_place, fact_of_action, facts_of, raises_version
from gates.tooling.checkout_paths import below
from gates.tooling.committed_tree import committed
from gates.tooling.rule_context import Context
from gates.tooling.tag_versions import builds_python, version_from_tags

_ELSEWHERE = re.compile(r"^(?:/|~|\$|\.\.|&|-$)")
_JOBS = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  publish:
    runs-on: ubuntu-24.04
    env: {{CARGO_REGISTRY_TOKEN: "${{{{ secrets.CRATES_IO }}}}"}}
    steps:
      - uses: actions/checkout@v4
      - run: cargo set-version "${{GITHUB_REF_NAME#v}}"
      - run: cargo publish {0}
"""

RULE = Rule(
    id="publishing-checkout-is-unmodified",
    title="A publishing tool that refuses a modified checkout gets an unmodified one.",
    why="An earlier step changes the checkout, so the publishing tool refuses every release.",
    fix=(
        "commit the change, ignore the file, write outside the checkout, or tell the publishing tool that the "
        "change is intentional"
    ),
    reference="cargo publish: --allow-dirty; goreleaser: dirty state",
    bad={".github/workflows/release.yml": _JOBS.format("")},
    good={".github/workflows/release.yml": _JOBS.format("--allow-dirty")},
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each publisher that finds a checkout which a step before it has changed."""
    seen: set[Location] = set()
    for _, job in on_the_way(context.graph):
        listed = list(commands(job))
        for at, place, untracked, shown in _wanting(context, job, listed):
            change = _changed(context.graph.root, job, listed, at, untracked)
            if change and place not in seen:
                seen.add(place)
                got = f"{shown} in job {job.id} requires an unmodified checkout, but {change}"
                yield Finding(RULE.id, place.path, place.line, got, "an unmodified checkout", RULE.fix)


def _wanting(context: Context, job: JobRun, listed: list[Placed]) -> Iterator[tuple[int, Location, bool, str]]:
    """Yield what wants a clean checkout: where it stands among the commands, whether new files count, and what says so."""
    root = context.graph.root
    for index, each in enumerate(listed):
        fact = next(facts_of("clean", each.ran.command), None)
        if fact is not None and not each.ran.lost and not _allowed(root, each.ran.command.tool):
            yield index, each.ran.at, fact.untracked, f"`{' '.join(fact.words)}`"
    for at, step in enumerate(job.steps):
        fact = fact_of_action("clean", step)
        if fact is not None and not _allowed(root, "goreleaser"):
            yield sum(each.at < at for each in listed), step.at, fact.untracked, step.action
    yield from _versioned(root, job, listed)


def _versioned(root: Path, job: JobRun, listed: list[Placed]) -> Iterator[tuple[int, Location, bool, str]]:
    """Yield the first build of a Python package whose version is that of the tag only in a checkout as it was committed."""
    tool = version_from_tags(root)
    told = [
        *(said(job, step) for step in job.steps),
        *job.workflow.env,
        *job.job.env,
        *(name for step in job.steps for name in step.env),
    ]
    manifest = (root / "pyproject.toml").read_text("utf-8", "replace") if (root / "pyproject.toml").is_file() else ""
    if (
        not tool
        or re.search(r"^[^\S\n]*version_scheme\s*=", manifest, re.MULTILINE)
        or any(re.search(r"PRETEND_VERSION|VERSIONING_BYPASS|OVERRIDE_VERSION", text) for text in told)
    ):
        return
    for effect in job.effects:
        if builds_python(effect):
            places = [index for index, each in enumerate(listed) if each.ran.at == effect.at]
            if places:
                yield places[0], effect.at, False, f"the version from git ({tool})"
            return


def _allowed(root: Path, tool: str) -> bool:
    """Whether the project's own configuration says that changes are meant."""
    names = {"goreleaser": (".goreleaser.yaml", ".goreleaser.yml"), "pnpm": (".npmrc", "pnpm-workspace.yaml")}.get(tool, ())
    texts = [(root / name).read_text("utf-8", "replace") for name in names if (root / name).is_file()]
    return any(re.search(r"allow_dirty:\s*true|git-checks\s*=\s*false|gitChecks:\s*false", text) for text in texts)


def _changed(root: Path, job: JobRun, listed: list[Placed], end: int, untracked: bool) -> str:
    """Return what the commands between the checkout and the publisher change; nothing where it is put right again."""
    ignored = Ignored.of(root)
    change = ""
    for each in listed[:end]:
        command = each.ran.command
        if each.ran.folder and not below(root, each.ran.folder).is_dir():
            continue
        if command.tool == "git" and {"commit", "stash", "checkout", "reset", "restore", "update-index", "clean"} & set(
            command.arguments[:2]
        ):
            change = ""
            continue
        raised = raises_version(command)
        if raised is not None and not (raised.commits and not command.flag(*raised.unless)):
            change = f"`{' '.join(raised.words)}` changes manifests"
        elif edits_in_place(command) and (edited := _tracked(root, each)):
            change = f"`{command.tool}` changes {edited}"
        elif written := _written(job, each):
            change = f"`{command.tool}` writes {written}"
        elif untracked and not change:
            change = _left(root, each, ignored)
    return "" if change and _put_right(job) else change


def _put_right(job: JobRun) -> bool:
    """Whether some program of the project commits, in a way that is not read as a command."""
    return any(
        "git_commit" in said(job, step) or "git-auto-commit" in step.action or "add-and-commit" in step.action
        for step in job.steps
    )


def _tracked(root: Path, each: Placed) -> str:
    words = [posixpath.join(each.ran.folder, word) for word in each.ran.command.arguments if "$" not in word]
    return next((word for word in words if (root / word).is_file()), "")


def _written(job: JobRun, each: Placed) -> str:
    """Return the committed file that a redirection writes."""
    paths = [posixpath.normpath(posixpath.join(each.ran.folder, target.strip("\"'"))) for target in each.ran.writes]
    return next((path for path in paths if not _ELSEWHERE.search(path) and path in committed(job.machinery).files), "")


def _left(root: Path, each: Placed, ignored: Ignored) -> str:
    command = each.ran.command
    named = command.value("-o", "--output", "-O", "--output-file") if command.tool in ("curl", "wget") else None
    for target in (*each.ran.writes, *([named] if named else [])):
        path = posixpath.normpath(posixpath.join(each.ran.folder, target.strip("\"'")))
        if _ELSEWHERE.match(target.strip("\"'")) or "$" in path or "*" in path or path.startswith(("..", ".git/")):
            continue
        if not ignored.matches(path) and not (each.step.working_directory and "$" in each.step.working_directory):
            return f"`{command.tool}` writes {path}, which git does not ignore"
    return ""
