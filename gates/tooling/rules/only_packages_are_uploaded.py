"""The folder that a client uploads whole holds packages, and nothing else."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from core.findings import Finding
from core.location import Location
from core.rules import Rule
from discovery.workflows.effects import Effect
from discovery.workflows.job_commands import commands
from discovery.workflows.job_runs import JobRun, Run
from discovery.workflows.path import publishing
from facts.workflows.artifacts import names, same
from facts.workflows.workflow import WorkflowStep
from gates.tooling.rule_context import Context

_PACKAGE = re.compile(r"\.(?:whl|tar\.gz|zip|asc|publish\.attestation)$|[*$]$|/$")
_HAS_A_NAME = re.compile(r"(?:^|/)(?:[\w.${}-]*\.[a-z][a-z0-9]{1,9}|(?:SHA|MD5|B2)\w*SUMS?\w*)$", re.IGNORECASE)
_SIGNERS = ("sigstore/gh-action-sigstore-python",)
_TAKES_AWAY = ("rm", "mv")
_JOBS = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  publish:
    runs-on: ubuntu-24.04
    permissions: {{id-token: write}}
    steps:
      - uses: actions/checkout@v4
      - run: python -m build
      - run: sha256sum dist/* > {0}
      - uses: pypa/gh-action-pypi-publish@release/v1
"""

RULE = Rule(
    id="only-packages-are-uploaded",
    title="The directory that is uploaded to the Python index contains distributions and nothing else.",
    why=(
        "The client rejects a directory with any other file in it, such as checksums, signatures or archives for "
        "the release page."
    ),
    fix="write other files to a different directory, or upload by name: dist/*.whl dist/*.tar.gz",
    reference="twine: upload; pypa/gh-action-pypi-publish: packages-dir",
    bad={".github/workflows/release.yml": _JOBS.format("dist/SHA256SUMS")},
    good={".github/workflows/release.yml": _JOBS.format("SHA256SUMS")},
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each file that lies among the packages when they are uploaded."""
    seen: set[Location] = set()
    for run, job, effect in publishing(context.graph):
        if effect.what != "PyPI" or effect.at in seen:
            continue
        folder = _folder(effect)
        stray = next(_stray(run, job, folder, effect.step), "") if folder else ""
        if stray:
            seen.add(effect.at)
            got = f"job {job.id} uploads all of {folder}, which also contains {stray}"
            yield Finding(RULE.id, effect.file, effect.line, got, "only packages", RULE.fix)


def _folder(effect: Effect) -> str:
    """Return the folder that is uploaded whole; nothing where files are named, or another tool decides."""
    if effect.step.action == "pypa/gh-action-pypi-publish":
        return _plain(effect.step.input("packages-dir") or effect.step.input("packages_dir") or "dist")
    if effect.command is not None and effect.command.tool == "twine":
        given = [path for path in effect.command.arguments[1:] if path.endswith("/*")]
        return _plain(posixpath.join(effect.folder, given[0][:-2])) if len(given) == 1 else ""
    return ""


def _plain(path: str) -> str:
    found = posixpath.normpath(path.strip())
    return "" if found == "." or "$" in found or found.startswith("/") else found


def _stray(run: Run, job: JobRun, folder: str, until: WorkflowStep, depth: int = 0) -> Iterator[str]:
    """Yield what is put among the packages before a step, here or in the jobs whose artifacts are taken."""
    steps = list(job.steps)
    end = steps.index(until) if until in steps else len(steps)
    listed = [each for each in commands(job) if each.at < end]
    cleared = {_plain(word) for each in listed if each.ran.command.tool in _TAKES_AWAY for word in each.ran.command.arguments}
    cleared_somehow = any(each.ran.command.tool in ("rm", "mv", "find") and folder in each.ran.text for each in listed)
    if cleared_somehow or cleared & {folder}:
        return
    for each in listed:
        places = list(each.writes) if hasattr(each, "writes") else list(each.ran.writes)
        if each.ran.command.tool in ("cp", "tee") and each.ran.command.arguments:
            places.append(each.ran.command.arguments[-1])
        for place in places:
            path = posixpath.normpath(posixpath.join(each.ran.folder, place.strip("\"'")))
            if posixpath.dirname(path) == folder and _HAS_A_NAME.search(path) and not _PACKAGE.search(path):
                yield path
    for step in steps[:end]:
        if step.action in _SIGNERS and f"{folder}/" in f"{step.input('inputs')}/":
            yield "a signature of each file"
        if step.action == "actions/download-artifact" and depth < 2 and _plain(step.input("path") or "none") == folder:
            yield from _handed(run, job, step, depth)


def _handed(run: Run, job: JobRun, step: WorkflowStep, depth: int) -> Iterator[str]:
    if step.input("run-id") or not (step.input("name") or step.input("merge-multiple") == "true"):
        return  # every artifact gets a folder of its own, of which the client takes nothing
    wanted = names(step.input("name") or step.input("pattern") or "*", job.job)
    for other in run.before(job):
        for given in other.steps:
            if given.action != "actions/upload-artifact" or not any(
                same(a, b) for a in names(given.input("name", "artifact"), other.job) for b in wanted
            ):
                continue
            paths = [line.strip() for line in given.input("path").splitlines() if line.strip()]
            for path in paths:
                whole = path.endswith("/") or path.endswith("/*") or not re.search(r"\.[a-z]", posixpath.basename(path))
                if whole and (folder := _plain(path.rstrip("*"))):
                    yield from _stray(run, other, folder, given, depth + 1)
                elif (
                    not whole
                    and not _PACKAGE.search(path)
                    and not path.startswith("!")
                    and _HAS_A_NAME.search(path.replace("*", "x"))
                ):
                    yield posixpath.basename(path)
