"""Files that a Python package lists and that no commit holds are made in the job that builds the package."""

from __future__ import annotations

import posixpath
import re
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any

from core.findings import Finding
from core.rules import Rule
from discovery.workflows.job_commands import commands
from discovery.workflows.job_runs import JobRun
from discovery.workflows.path import on_the_way
from facts.manifests.stated import table
from facts.text.ignored import Ignored
from gates.tooling.committed_tree import CommittedTree, committed
from gates.tooling.rule_context import Context
from gates.tooling.tag_versions import builds_python

_JOBS = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  publish:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4
{0}      - run: python -m build
      - uses: pypa/gh-action-pypi-publish@release/v1
"""
_TREE = {
    ".gitignore": "*.mo\n",
    "finch/__init__.py": "",
    "tools/messages.py": "",
    "pyproject.toml": """\
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "finch"
version = "1.0.0"

[tool.hatch.build]
artifacts = ["finch/locale/**/*.mo"]
""",
}

RULE = Rule(
    id="listed-build-products-are-made",
    title="Files that a Python package lists, and that are not committed, are made in the job that builds the package.",
    why="The build takes what is there and does not fail: the package is released without translations, grammars or web pages.",
    fix="make the files before the package is built, in the same job or by a build hook",
    reference="hatch: build artifacts; setuptools: package data",
    bad={**_TREE, ".github/workflows/release.yml": _JOBS.format("")},
    good={**_TREE, ".github/workflows/release.yml": _JOBS.format("      - run: python tools/messages.py\n")},
    looks_at=lambda context: committed(context.graph).files,
)
# What only looks, fetches tools, tests or packs; after any other command the files may be there.
_PLAIN = frozenset(
    {"[", "build", "cat", "cd", "cut", "echo", "flit", "gh", "git", "grep", "hatch", "ls", "pdm", "pip", "pipx", "poetry", "printf",
     "pwd", "set", "sha256sum", "tar", "test", "twine", "uv"}
)  # fmt: skip
_PLAIN_ACTIONS = re.compile(
    r"actions/(?:checkout|setup-python|cache|upload-artifact|attest[\w-]*)$|astral-sh/setup-uv$|pypa/gh-action-pypi-publish$|step-security/"
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each listed pattern that only ignored files can match, where no step can have made them."""
    tree = committed(context.graph)
    ignored = Ignored.of(context.graph.root)
    for _, job in on_the_way(context.graph):
        for effect in job.effects:
            if builds_python(effect) and not _may_make(job):
                path = f"{effect.folder}/pyproject.toml".lstrip("/")
                for line, pattern in _absent(tree, ignored, path):
                    got = f"{path} lists {pattern}, of which nothing is committed, and job {job.id} builds the package without making it"
                    yield Finding(RULE.id, path, line, got, "a step that makes the files", RULE.fix)
                break


def _absent(tree: CommittedTree, ignored: Ignored, path: str) -> Iterator[tuple[int, str]]:
    text, folder = tree.text(path), posixpath.dirname(path)
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    if _has_hooks(tree, said, folder):
        return
    for pattern in _listed(said):
        whole = posixpath.normpath(posixpath.join(folder, pattern.lstrip("/")))
        example = whole.replace("**/", "x/").replace("**", "x").replace("*", "x")
        held = any(fnmatchcase(each, whole.replace("**/", "*")) or each.startswith(f"{whole}/") for each in tree.files)
        if not held and ignored.matches(example):
            yield next((at for at, line in enumerate(text.splitlines(), 1) if pattern in line), 1), pattern


def _has_hooks(tree: CommittedTree, said: dict[str, Any], folder: str) -> bool:
    """Whether the build runs a program of the project, which may make the files."""
    hatch = table(said, "tool", "hatch", "build")
    hooks = "hooks" in hatch or any("hooks" in each for each in hatch.get("targets", {}).values() if isinstance(each, dict))
    backend = "backend-path" in table(said, "build-system") or "script" in table(said, "tool", "poetry", "build")
    return hooks or backend or f"{folder}/setup.py".lstrip("/") in tree.files


def _listed(said: dict[str, Any]) -> Iterator[str]:
    """Yield the patterns of files that are packed although git ignores them."""
    hatch = table(said, "tool", "hatch", "build")
    for part in (hatch, *(each for each in hatch.get("targets", {}).values() if isinstance(each, dict))):
        found = part.get("artifacts", [])
        yield from (each for each in found if isinstance(each, str) and not each.startswith("!"))


def _may_make(job: JobRun) -> bool:
    others = [each.ran.command for each in commands(job)]
    return any(each.tool not in _PLAIN and not _tests(each.tool) for each in others) or any(
        step.action and not _PLAIN_ACTIONS.match(step.action) for step in job.steps
    )


def _tests(tool: str) -> bool:
    return tool in ("pytest", "unittest", "ruff", "mypy")
