"""The version is raised before the files are built that state it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from core.findings import Finding
from core.location import Location
from core.rules import Rule
from discovery.workflows.job_runs import JobRun
from discovery.workflows.path import makers
from facts.runs.ran import Ran
from facts.runs.steps import ran
from facts.tasks.node_scripts import LIFE_CYCLE
from facts.workflows.runner_tools import edits_a_version, facts_of, raises_version
from gates.tooling.checkout_paths import below
from gates.tooling.npm_folders import package
from gates.tooling.rule_context import Context

_MANIFESTS = re.compile(
    r"(?:^|/)(?:pyproject\.toml|setup\.(?:py|cfg)|package\.json|Cargo\.toml|__init__\.py|_version\.py|version\.py)$"
)
_READS_IT = re.compile(r"npm_package_version|package\.json[\s\S]{0,400}?\bversion\b|\bversion\b[^\n]{0,60}package\.json")
_BUILD_FILES = re.compile(r"(?<![\w./-])[\w./-]+\.(?:m|c)?[jt]s\b")
_CONFIGS = ("rollup.config.*", "vite.config.*", "webpack.config.*", "esbuild.config.*", "tsup.config.*", "build.*js")

_JOBS = """\
on: {{workflow_dispatch: {{inputs: {{version: {{required: true}}}}}}}}
jobs:
  publish:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4
      - run: {0}
      - run: {1}
      - run: twine upload dist/*
"""

RULE = Rule(
    id="version-is-bumped-before-the-build",
    title="The version is bumped before the files that contain it are built.",
    why="A file that is built before the bump has the previous version in its name or contents, and is published as the new one.",
    fix="bump the version first, or build again afterwards",
    reference="npm: version; PyPA: core metadata",
    bad={".github/workflows/release.yml": _JOBS.format("python -m build", 'hatch version "${{ inputs.version }}"')},
    good={".github/workflows/release.yml": _JOBS.format('hatch version "${{ inputs.version }}"', "python -m build")},
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each raise of the version that comes between the last build and the publication."""
    seen: set[Location] = set()
    for _, job in makers(context.graph):
        commands = [each for step in job.steps for each in ran(context.graph, job.workflow, job.job, step)]
        for channel in ("PyPI", "npm"):
            raised = _raised_too_late(context.graph.root, job, commands, channel)
            if raised is not None and raised.at not in seen:
                seen.add(raised.at)
                got = f"job {job.id} raises the version after the files were built that it publishes to {channel}"
                yield Finding(RULE.id, raised.file, raised.line, got, "the version bumped before the build", RULE.fix)


def _raised_too_late(root: Path, job: JobRun, commands: list[Ran], channel: str) -> Ran | None:
    published = [each for each in job.irreversible if each.what == channel and each.kind == "publish"]
    if not published:
        return None
    last = published[-1]
    places = [
        at for at, each in enumerate(commands) if last.command is not None and each.at == last.at and each.text == last.text
    ]
    end = places[-1] if places else len(commands)
    folder = last.folder
    if channel == "npm" and (places and _builds_itself(root, commands[end], folder)):
        return None
    builds = [at for at, each in enumerate(commands[:end]) if _builds(root, each, channel, folder)]
    raises = [each for each in commands[builds[-1] + 1 : end] if _raises(each, folder)] if builds else []
    before = any(_raises(each, folder) for each in commands[: builds[-1]]) if builds else True
    return raises[0] if raises and not before else None


def _builds_itself(root: Path, published: Ran, folder: str) -> bool:
    """Whether npm runs a script that may build when it publishes; a finished archive has what it has."""
    scripts = package(root, folder).get("scripts", {})
    names = [name for name in (*LIFE_CYCLE["publish"], "version", "postversion", "preversion") if name != "postpublish"]
    return not published.command.flag("--ignore-scripts") and any(name in scripts for name in names)


def _builds(root: Path, each: Ran, channel: str, folder: str) -> bool:
    words = (each.command.tool, *each.command.arguments)
    if any(fact.channel == channel for fact in facts_of("packs", each.command)):
        return True
    if (
        channel != "npm"
        or each.folder != folder
        or words[:1] not in (("npm",), ("pnpm",), ("yarn",))
        or "build" not in words[1:3]
    ):
        return False
    said = str(package(root, folder).get("scripts", {}).get("build", ""))
    named = [below(root, folder) / found[0] for found in _BUILD_FILES.finditer(said)]
    listed = [path for glob in _CONFIGS for path in below(root, folder).glob(glob)]
    return any(path.is_file() and _READS_IT.search(path.read_text("utf-8", "replace")) for path in (*named, *listed))


def _raises(each: Ran, folder: str) -> bool:
    command = each.command
    if each.folder != folder:
        return False
    if raises_version(command) is not None:
        return True
    if command.runs("npm", "pkg", "set"):
        return any(word.startswith("version=") for word in command.arguments)
    return edits_a_version(command) and any(_MANIFESTS.search(word) for word in command.arguments)
