"""A checksum file names the files as users have them: without the folder of the build."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from fnmatch import fnmatchcase

from core.findings import Finding
from core.rules import Rule
from discovery.workflows.path import on_the_way
from discovery.workflows.runs import JobRun, Run
from facts.runs.steps import ran
from gates.tooling.context import Context

_SUMS = frozenset({"sha256sum", "sha512sum", "sha1sum", "shasum", "md5sum", "b2sum", "b3sum"})
_JOBS = """\
on: {push: {tags: ["v*"]}}
jobs:
  publish:
    runs-on: ubuntu-24.04
    steps:
      - run: make sums
      - run: gh release create v1 out/*
"""

RULE = Rule(
    id="checksums-name-files",
    title="A published checksum file names the files as users download them.",
    why="Who downloads the files side by side cannot check a list that names `out/...`.",
    fix="make the sums inside the folder",
    bad={".github/workflows/release.yml": _JOBS, "Makefile": "sums:\n\tsha256sum out/*.tar.gz > out/SHA256SUMS\n"},
    good={".github/workflows/release.yml": _JOBS, "Makefile": "sums:\n\tcd out && sha256sum *.tar.gz > SHA256SUMS\n"},
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each list of checksums that is written with folders in its names."""
    seen: set[str] = set()
    for run, job in on_the_way(context.graph):
        for step in job.steps:
            for each in ran(context.graph, job.workflow, job.job, step):
                command = each.command
                if command.tool not in _SUMS or not each.writes or command.flag("-c", "--check") or each.at in seen:
                    continue
                named = [word for word in command.arguments if "/" in word.removeprefix("./") and not word.isdigit()]
                if named and any(_is_handed_out(run, job, posixpath.join(each.folder, target)) for target in each.writes):
                    seen.add(each.at)
                    got = f"{each.writes[0]} names {named[0]}, with the folder of the build"
                    yield Finding(
                        "checksums-name-files",
                        each.file,
                        each.line,
                        got,
                        "names as users download them",
                        "make the sums inside the folder",
                    )


def _is_handed_out(run: Run, job: JobRun, target: str) -> bool:
    """Whether a file is uploaded by its job, or attached to a release there or in a later job."""
    after = [job]  # another job has it only through an artifact, which is an upload of this one
    for each in after:
        for effect in each.effects:
            for path in (
                effect.paths if effect.kind in ("assets", "release", "draft") or effect.kind == "upload" and each is job else ()
            ):
                given = posixpath.normpath(posixpath.join(effect.folder, path))
                if fnmatchcase(posixpath.normpath(target), given) or posixpath.normpath(target).startswith(given + "/"):
                    return True
    return False
