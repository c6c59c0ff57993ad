"""A file that a job asks of its own release is one that the run attaches to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase

from core.findings import Finding
from core.location import Location
from core.rules import Rule
from discovery.workflows.job_commands import Placed, commands
from discovery.workflows.job_runs import JobRun, Run, runs
from gates.tooling.own_repository import own_repositories
from gates.tooling.rule_context import Context

_VARIABLE = re.compile(r"\$\{\{[^}]{0,500}\}\}|\$\{[^}]{0,500}\}|\$\w+|\$\([^)]{0,500}\)")
_AN_INDEX = re.compile(r"homebrew|tap\b|bucket|winget|formula|index", re.IGNORECASE)
_JOBS = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  release:
    runs-on: ubuntu-24.04
    permissions: {{contents: write}}
    env: {{GH_TOKEN: "${{{{ github.token }}}}"}}
    steps:
      - uses: actions/checkout@v4
      - run: tar -czf finch.tar.gz src && sha256sum finch.tar.gz > finch.tar.gz.sha256
      - run: gh release create "$GITHUB_REF_NAME" finch.tar.gz{0} --generate-notes
  notify:
    needs: release
    runs-on: ubuntu-24.04
    env: {{GH_TOKEN: "${{{{ github.token }}}}"}}
    steps:
      - uses: actions/checkout@v4
      - run: gh release download "$GITHUB_REF_NAME" --pattern "*.sha256"
"""

RULE = Rule(
    id="downloaded-assets-are-attached",
    title="Every file that a job downloads from the release of its run is attached by a job before it.",
    why="If the checksum file is never attached, the job that updates the formula cannot download it, and by then the release is public.",
    fix="attach the file to the release, or hand it on as an artifact",
    reference="gh: release download, --pattern",
    bad={".github/workflows/release.yml": _JOBS.format("")},
    good={".github/workflows/release.yml": _JOBS.format(" finch.tar.gz.sha256")},
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each pattern that fits no file of the run's own release, where all of them are spelled out."""
    seen: set[Location] = set()
    own = {name.lower() for name in own_repositories(context.graph.root)}
    for run in runs(context.graph):
        for job in run.jobs:
            for each in commands(job):
                if (
                    not each.ran.command.runs("gh", "release", "download")
                    or each.ran.at in seen
                    or each.ran.lost
                    or each.ran.asked
                ):
                    continue
                attached = _attached(run, job, each)
                for wanted in _patterns(each) if attached and _of_this_run(each, own) else ():
                    if not any(fnmatchcase(name, wanted) or fnmatchcase(wanted, name) for name in attached):
                        seen.add(each.ran.at)
                        got = f"job {job.id} downloads {wanted}, and the release has {', '.join(sorted(attached))[:90]}"
                        yield Finding(RULE.id, each.ran.file, each.ran.line, got, "a file of the release", RULE.fix)
                        break


def _of_this_run(each: Placed, own: set[str]) -> bool:
    named = each.ran.command.value("--repo", "-R")
    tag = each.ran.command.arguments[2:3]
    return (
        bool(tag)
        and "REF_NAME" in tag[0] + "".join(_VARIABLE.findall(tag[0]))
        and (named is None or "$" in named or named.lower() in own or (not own and not _AN_INDEX.search(named)))
    )


def _patterns(each: Placed) -> list[str]:
    texts = [word.text for word in each.ran.command.words]
    found = [after for text, after in zip(texts, [*texts[1:], ""], strict=False) if text in ("--pattern", "-p")]
    found += [text.partition("=")[2] for text in texts if text.startswith("--pattern=")]
    return [_VARIABLE.sub("*", text) for text in found if text]


def _attached(run: Run, job: JobRun, each: Placed) -> set[str]:
    """Return the names of all files that are attached before; nothing where one of them is not spelled out."""
    found: set[str] = set()
    for before in (*run.before(job), job):
        for effect in before.effects:
            if effect.what != "a GitHub release" or effect.kind not in ("release", "draft", "assets"):
                continue
            if effect.command is None:
                paths = [
                    line.strip()
                    for key in ("files", "artifacts", "asset_name")
                    for line in re.split(r"[\n,]", effect.step.input(key))
                    if line.strip()
                ]
            else:
                paths = [path for path in effect.paths if path not in ("upload", "create") and not path.startswith("-")]
                paths = (
                    [path for path in paths if path != effect.command.arguments[2]]
                    if len(effect.command.arguments) > 2
                    else paths
                )
            names = {_VARIABLE.sub("*", path).rsplit("/", 1)[-1] for path in paths}
            if any(name.strip("*") == "" for name in names):
                return set()
            found |= names
    return found
