"""A file of checksums has a line for every archive and package that is released with it."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase

from core.findings import Finding
from core.location import Location
from core.rules import Rule
from discovery.workflows.effects import Effect
from discovery.workflows.job_commands import commands
from discovery.workflows.job_runs import JobRun
from discovery.workflows.path import on_the_way
from gates.tooling.rule_context import Context

_SUMS = frozenset({"sha256sum", "sha512sum", "sha1sum", "shasum", "b2sum", "md5sum"})
_PACKAGE = re.compile(r"\.(?:tar\.\w+|tgz|zip|deb|rpm|msi|exe|dmg|pkg|apk|appimage)$", re.IGNORECASE)
_JOBS = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  publish:
    runs-on: ubuntu-24.04
    permissions: {{contents: write}}
    env: {{GH_TOKEN: "${{{{ github.token }}}}"}}
    steps:
      - uses: actions/checkout@v4
      - run: make finch.tar.gz finch.deb
      - run: sha256sum finch.tar.gz{0} > SHA256SUMS
      - run: gh release create "$GITHUB_REF_NAME" finch.tar.gz finch.deb SHA256SUMS --generate-notes
"""

RULE = Rule(
    id="checksums-cover-every-file",
    title="The checksums of a release cover every archive and package that is released with them.",
    why="Users who verify a download find no line for the file, and installers that require one fail.",
    fix="compute the checksums of all files, after all of them are built",
    reference="GNU coreutils: sha256sum --check",
    bad={".github/workflows/release.yml": _JOBS.format("")},
    good={".github/workflows/release.yml": _JOBS.format(" finch.deb")},
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each file of a release that the checksums which are released with it do not name."""
    seen: set[Location] = set()
    for _, job in on_the_way(context.graph):
        sums = _sums(job)
        for effect in job.effects if sums else ():
            files = list(_released(effect))
            for name, covered in sums.items():
                inside = [each for each in files if _names(each, covered)]
                lacking = [each for each in files if _PACKAGE.search(each) and not _names(each, covered)]
                whole = name in files and inside and not any(_is_sums(each, name) for each in files)
                if whole and lacking and effect.at not in seen:
                    seen.add(effect.at)
                    got = f"{lacking[0]} is released in job {job.id}, and {name} has no line for it"
                    yield Finding(RULE.id, effect.file, effect.line, got, "a checksum for every file", RULE.fix)


def _sums(job: JobRun) -> dict[str, list[str]]:
    """Return the files of checksums that a job makes, with the names and patterns that each covers; none where one is not known."""
    found: dict[str, list[str]] = {}
    for each in commands(job):
        command = each.ran.command
        if command.tool in _SUMS and not command.flag("-c", "--check"):
            for target in each.ran.writes:
                covered = [word for word in command.arguments if word not in ("256", "512", "1")]
                found.setdefault(posixpath.basename(target.strip("\"'")), []).extend(posixpath.basename(word) for word in covered)
        elif each.ran.writes:
            for target in each.ran.writes:
                found.pop(posixpath.basename(target.strip("\"'")), None) if command.tool not in _SUMS else None
    return {name: covered for name, covered in found.items() if covered and not any("$" in word for word in covered)}


def _released(effect: Effect) -> Iterator[str]:
    if effect.what != "a GitHub release":
        return
    given = (
        effect.paths
        if effect.command is not None
        else re.split(r"[\n,]", effect.step.input("files") or effect.step.input("artifacts"))
    )
    for each in given:
        name = posixpath.basename(each.partition("#")[0].strip())
        if name and "$" not in name and name != "*":
            yield name


def _names(file: str, covered: list[str]) -> bool:
    return any(fnmatchcase(file, each) or fnmatchcase(each, file) for each in covered)


def _is_sums(file: str, name: str) -> bool:
    """Whether there are other checksums beside: each file may have its own."""
    return file != name and bool(re.search(r"\.(?:sha\d+|sha\d+sum|md5)$|sums", file, re.IGNORECASE))
