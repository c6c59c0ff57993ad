"""Rows of a matrix attach files of different names to a release."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.findings import Finding
from core.location import Location
from core.rules import Rule
from discovery.workflows.effects import Effect
from discovery.workflows.job_runs import JobRun, runs
from facts.workflows.matrix_rows import runs_in
from facts.workflows.runners import machines
from gates.tooling.rule_context import Context

_NAME_INPUTS = ("asset_name", "asset-name")
_FILE_INPUTS = ("files", "artifacts", "file", "asset_path")
_JOBS = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  binary:
    strategy: {{matrix: {{os: [ubuntu-24.04, macos-15]}}}}
    runs-on: ${{{{ matrix.os }}}}
    steps:
      - run: cargo build --release
      - run: gh release upload "$GITHUB_REF_NAME" {0} --clobber
"""

_OF_SYSTEM = {".exe": "windows", ".msi": "windows", ".dmg": "macos", ".deb": "linux", ".rpm": "linux", ".appimage": "linux"}

RULE = Rule(
    id="matrix-asset-names-are-unique",
    title="Matrix jobs attach files with different names to a release.",
    why="A release has one file of each name: the jobs replace each other's file, or all but the first fail.",
    fix="include the matrix values that differ in the file's name",
    reference="GitHub: release assets",
    bad={".github/workflows/release.yml": _JOBS.format("target/release/demo")},
    good={".github/workflows/release.yml": _JOBS.format('"demo-${{ matrix.os }}"')},
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each file that more than one row attaches under one name."""
    seen: set[Location] = set()
    for run in runs(context.graph):
        for job in run.jobs:
            for effect in job.effects if job.job.matrix.present and not job.job.matrix.computed else ():
                if effect.kind not in ("assets", "release", "draft") or effect.at in seen:
                    continue
                rows = [row for row in job.job.matrix.rows if runs_in(effect.step.condition, row)]
                names = (
                    each for each in _same(effect) if not _is_one_file(context, effect, each) and not _is_of_one_row(job, each)
                )
                name = next(names, "") if len(rows) > 1 and not _told_apart(job, effect) else ""
                if name := name.rsplit("/", 1)[-1]:
                    seen.add(effect.at)
                    got = f"each matrix job of {job.id} attaches a file named {name}"
                    yield Finding(RULE.id, effect.file, effect.line, got, "a different name for each matrix job", RULE.fix)


def _told_apart(job: JobRun, effect: Effect) -> bool:
    """Whether the release itself, or what a script asks, tells the rows apart."""
    asks = any("matrix" in word or "runner" in word.lower() or "$" in word for guard in effect.guards for word in guard.words)
    where = ("tag_name", "tag", "release_id", "upload_url", "repository", "repo_name", "repo")
    of_action = " ".join(effect.step.input(name) for name in where)
    repository = (effect.command.value("--repo", "-R") or "") if effect.command is not None else ""
    tag = f"{' '.join(effect.command.arguments[2:3])} {repository} $GH_REPO" if effect.command is not None else of_action
    asked = effect.step.condition.text if effect.step.condition is not None else ""
    return (
        asks
        or "runner." in asked
        or "matrix." in tag
        or any("matrix." in text and name in tag for name, text in {**job.job.env, **effect.step.env}.items())
    )


def _is_of_one_row(job: JobRun, file: str) -> bool:
    """Whether a file is of a kind that only one system makes, and one row runs there, while others run elsewhere."""
    system = next((name for ending, name in _OF_SYSTEM.items() if file.lower().endswith(ending)), "")
    places = list(machines(job.job))
    return bool(system) and len(places) == len(job.job.matrix.rows) and [each.system for each in places].count(system) == 1


def _is_one_file(context: Context, effect: Effect, file: str) -> bool:
    """Whether each row attaches the same file of the checkout in place of the other's."""
    replaces = effect.command is None or effect.command.flag("--clobber")
    return replaces and ".." not in file and (context.graph.root / file).is_file()


def _same(effect: Effect) -> Iterator[str]:
    """Yield the files whose names are the same in every row: written out, without a pattern or anything computed."""
    if effect.command is not None:
        files = [word for word in effect.paths if re.search(r"[./]", word)] if effect.command.runs("gh", "release") else []
    elif any(effect.step.input(name) for name in _NAME_INPUTS):
        files = [effect.step.input(name) for name in _NAME_INPUTS]
    else:
        files = [part.strip() for name in _FILE_INPUTS for part in re.split(r"[\n,]", effect.step.input(name))]
    for file in files:
        name = file.partition("#")[0].rstrip("/").rsplit("/", 1)[-1]
        if name and not re.search(r"[*?$\[\]{}()\s]", name) and re.fullmatch(r"[\w.+-]+", name):
            yield file.partition("#")[0]
