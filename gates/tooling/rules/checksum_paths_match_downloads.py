"""A checksum file names the files as users have them: without the folder of the build."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase

from core.findings import Finding
from core.location import Location
from core.rules import Rule
from discovery.workflows.job_runs import JobRun, Run
from discovery.workflows.path import on_the_way
from facts.runs.ran import Ran
from facts.runs.steps import ran
from gates.tooling.rule_context import Context

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
    id="checksum-paths-match-downloads",
    title="A published checksum file lists the files as users download them.",
    why="Users who download the files into one directory cannot verify a list with paths such as `out/...`.",
    fix="create the checksums inside that directory",
    bad={".github/workflows/release.yml": _JOBS, "Makefile": "sums:\n\tsha256sum out/*.tar.gz > out/SHA256SUMS\n"},
    good={".github/workflows/release.yml": _JOBS, "Makefile": "sums:\n\tcd out && sha256sum *.tar.gz > SHA256SUMS\n"},
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each list of checksums that is written with folders in its names."""
    seen: set[Location] = set()
    for run, job in on_the_way(context.graph):
        for step in job.steps:
            commands = ran(context.graph, job.workflow, job.job, step)
            for at, each in enumerate(commands):
                if not _makes_sums(each) or each.at in seen:
                    continue
                writes = each.writes or _by_tee(each, commands[at + 1 : at + 2])
                named = [word for word in _listed(each, commands[:at]) if "/" in word.removeprefix("./") and not word.isdigit()]
                if named and any(_is_handed_out(run, job, posixpath.join(each.folder, target)) for target in writes):
                    seen.add(each.at)
                    got = f"{writes[0]} names {named[0]}, with a path in the build directory"
                    yield Finding(
                        "checksum-paths-match-downloads",
                        each.file,
                        each.line,
                        got,
                        "file names as users download them",
                        "create the checksums inside the directory",
                    )


def _makes_sums(each: Ran) -> bool:
    command = each.command
    digests = command.tool in _SUMS or (command.tool == "openssl" and command.arguments[:1] in (("dgst",), ("sha256",)))
    return digests and not command.flag("-c", "--check")


def _by_tee(each: Ran, after: tuple[Ran, ...]) -> tuple[str, ...]:
    return tuple(
        word for later in after if later.command.tool == "tee" and later.at == each.at for word in later.command.arguments
    )


def _listed(each: Ran, before: tuple[Ran, ...]) -> list[str]:
    """Return the names that are digested; of those that `find` gives, the folder in which it looks."""
    given = [word for word in each.command.arguments if word not in ("dgst", "+", ";")]
    found = each.text.split() if "{}" in given else []
    if not given and before and before[-1].command.tool in ("find", "ls") and before[-1].at == each.at:
        found = before[-1].text.split()
    folders = [word.rstrip("/") for word in found[1:2] if re.fullmatch(r"(\./)?\w[\w/.-]*", word)]
    return [f"{folder}/..." for folder in folders] or given


def _is_handed_out(run: Run, job: JobRun, target: str) -> bool:
    """Whether a file is uploaded by its job, or attached to a release there or in a later job."""
    after = [job]  # another job has it only through an artifact, which is an upload of this one
    for each in after:
        for effect in each.effects:
            for path in (
                effect.paths if effect.kind in ("assets", "release", "draft") or (effect.kind == "upload" and each is job) else ()
            ):
                given = posixpath.normpath(posixpath.join(effect.folder, path))
                if fnmatchcase(posixpath.normpath(target), given) or posixpath.normpath(target).startswith(given + "/"):
                    return True
    return False
