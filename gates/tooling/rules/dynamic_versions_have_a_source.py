"""A Python package whose version is dynamic says where the version comes from."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from core.findings import Finding
from core.rules import Rule
from discovery.workflows.job_commands import commands, said
from discovery.workflows.job_runs import JobRun
from discovery.workflows.path import on_the_way
from facts.workflows.yaml_positions import scalars
from gates.tooling.committed_tree import CommittedTree, committed
from gates.tooling.rule_context import Context

# What setuptools itself, and what brings no version, is required as; any other requirement may be a plugin that does.
_PLAIN = re.compile(
    r"(?:setuptools|wheel|cython|numpy|cffi|pybind11|packaging|build|pip|setuptools[-_]scm(?!\[))(?![\w.-])", re.IGNORECASE
)
_PLUGIN = "poetry-dynamic-versioning"
_JOBS = """\
on: {push: {tags: ["v*"]}}
jobs:
  publish:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4
        with: {fetch-depth: 0}
      - run: python -m build
      - uses: pypa/gh-action-pypi-publish@release/v1
"""
_MANIFEST = """\
[build-system]
requires = ["setuptools>=77", "setuptools-scm~=8.1"]
build-backend = "setuptools.build_meta"

[project]
name = "finch"
dynamic = ["version"]
"""

RULE = Rule(
    id="dynamic-versions-have-a-source",
    title="A Python package with a dynamic version configures where the version comes from.",
    why="setuptools builds a package without a version as 0.0.0, and does not fail; a plugin that is only required does nothing.",
    fix="add the table of the tool that provides the version, such as [tool.setuptools_scm] or [tool.setuptools.dynamic]",
    reference="setuptools: dynamic metadata; setuptools-scm: configuration",
    bad={".github/workflows/release.yml": _JOBS, "pyproject.toml": _MANIFEST},
    good={".github/workflows/release.yml": _JOBS, "pyproject.toml": _MANIFEST + "\n[tool.setuptools_scm]\n"},
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each package that a release builds without a version."""
    tree = committed(context.graph)
    yield from _without_its_plugin(context, tree)
    folders = {
        effect.folder
        for _, job in on_the_way(context.graph)
        for effect in job.effects
        if effect.kind in ("build", "publish") and any(step.action == "actions/checkout" for step in job.steps)
    }
    for folder in sorted(folders):
        path = f"{folder}/pyproject.toml".lstrip("/")
        text = tree.text(path)
        if text and _lacks_a_source(tree, folder, text):
            line = next((at for at, said in enumerate(text.splitlines(), 1) if re.match(r"\s*dynamic\s*=", said)), 1)
            got = "the version is dynamic, and nothing configures where it comes from, so 0.0.0 is built"
            yield Finding(RULE.id, path, line, got, "a source of the version", RULE.fix)


def _without_its_plugin(context: Context, tree: CommittedTree) -> Iterator[Finding]:
    """Yield each build by Poetry whose version a plugin writes, where neither the job nor the project brings the plugin."""
    for _, job in on_the_way(context.graph):
        for each in commands(job):
            if not each.ran.command.runs("poetry", "build") and not each.ran.command.flag("--build"):
                continue
            path = f"{each.ran.folder}/pyproject.toml".lstrip("/")
            text = tree.text(path)
            try:
                tools = _table(tomllib.loads(text), "tool")
            except tomllib.TOMLDecodeError:
                continue
            texts = [said(job, step) for step in job.steps]
            brought = _PLUGIN in text.replace(f"[tool.{_PLUGIN}", "").replace(f"by {_PLUGIN}", "")
            installed = brought or any(_PLUGIN in one or "requirements" in one or "install-poetry" in one for one in texts)
            if _table(tools, _PLUGIN).get("enable") is True and not installed and not _installs_by_action(job):
                got = f"the version is written by {_PLUGIN}, and job {job.id} builds without it: the stated version is built"
                yield Finding(RULE.id, each.ran.file, each.ran.line, got, f"{_PLUGIN} installed for Poetry", RULE.fix)
                return


def _installs_by_action(job: JobRun) -> bool:
    """Whether an action of others may install Poetry with its plugins."""
    return any(_PLUGIN in each.text for step in job.steps for each in scalars(step.body)) or any(
        step.uses.startswith(("./", "$/")) and "poetry" in step.uses for step in job.steps
    )


def _lacks_a_source(tree: CommittedTree, folder: str, text: str) -> bool:
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return False
    system = _table(said, "build-system")
    requires = [each for each in system.get("requires", []) if isinstance(each, str)]
    own = str(system.get("build-backend", "")).startswith("setuptools.build_meta") and "backend-path" not in system
    dynamic = _table(said, "project").get("dynamic", [])
    tools = _table(said, "tool")
    scripts = [tree.text(f"{folder}/{name}".lstrip("/")) for name in ("setup.py", "setup.cfg")]
    return (
        own
        and isinstance(dynamic, list)
        and "version" in dynamic
        and all(_PLAIN.match(each.strip()) for each in requires)
        and "setuptools_scm" not in tools
        and "version" not in _table(_table(tools, "setuptools"), "dynamic")
        and not any(re.search(r"version", each) for each in scripts)
    )


def _table(said: Mapping[str, Any], name: str) -> dict[str, Any]:
    found = said.get(name)
    return found if isinstance(found, dict) else {}
