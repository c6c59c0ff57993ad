"""What a release publishes is not held back by its own manifest, and has what the registry asks for."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from core.findings import Finding
from core.location import Location
from core.rules import Rule
from discovery.workflows.effects import Effect
from discovery.workflows.job_commands import said
from discovery.workflows.job_runs import JobRun
from discovery.workflows.path import publishing
from gates.tooling.checkout_paths import below
from gates.tooling.npm_folders import package, packed
from gates.tooling.rule_context import Context

_SPARES_PRIVATE = (("lerna",), ("changeset",), ("nx",), ("semantic-release",), ("release-it",))
_JOBS = """\
on: {push: {tags: ["v*"]}}
jobs:
  publish:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4
      - run: npm publish
"""

RULE = Rule(
    id="packages-are-publishable",
    title="Every package that a release publishes is publishable, and has the fields that its registry requires.",
    why="A manifest with `private`, or a crate without a license, is rejected after other packages are already published.",
    fix="complete the manifest, or leave the package out",
    reference="npm: package.json, private; Cargo: the publish field; crates.io: required fields",
    bad={".github/workflows/release.yml": _JOBS, "package.json": '{"name": "finch", "version": "1.0.0", "private": true}\n'},
    good={".github/workflows/release.yml": _JOBS, "package.json": '{"name": "finch", "version": "1.0.0"}\n'},
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each publication of a package that its manifest or its registry refuses."""
    seen: set[tuple[Location, str]] = set()
    root = context.graph.root
    for _, job, effect in publishing(context.graph):
        if effect.kind != "publish" or effect.lost or not _brings_manifest(job):
            continue
        for got in (*_of_npm(root, job, effect), *_of_cargo(root, job, effect), *_of_pypi(root, effect)):
            if (effect.at, got) not in seen:
                seen.add((effect.at, got))
                yield Finding(
                    RULE.id,
                    effect.file,
                    effect.line,
                    f"job {job.id} publishes {got}",
                    "a package that can be published",
                    RULE.fix,
                )


def _brings_manifest(job: JobRun) -> bool:
    """Whether the job works on the project's own checkout."""
    own = [step for step in job.steps if step.action == "actions/checkout"]
    return bool(own) and not any(step.input("repository") or step.input("path") for step in own)


def _of_npm(root: Path, job: JobRun, effect: Effect) -> Iterator[str]:
    command, publisher = effect.command, effect.publisher
    if effect.what != "npm" or command is None or command.tool not in ("npm", "pnpm", "yarn", "bun") or publisher is None:
        return
    if (
        publisher.words[:1] in _SPARES_PRIVATE
        or command.flag("-r", "--recursive", "--workspaces", "-ws", "--filter", "-F")
        or "$" in effect.text
    ):
        return
    if any("private" in said(job, step) for step in job.steps):
        return  # something takes the word away
    for folder in packed(root, effect):
        if package(root, folder).get("private") is True and (below(root, folder) / "package.json").is_file():
            yield f"{package(root, folder).get('name') or folder or 'the package'}, whose package.json has private: true"
        if command.tool == "npm":
            yield from _unresolved(root, job, folder)


def _unresolved(root: Path, job: JobRun, folder: str) -> Iterator[str]:
    """Yield a dependency that only the manager of the workspace understands, and that npm uploads as it stands."""
    said_there = package(root, folder)
    if any(re.search(r"workspace:|clean-publish|resolve-workspace", text) for step in job.steps for text in (said(job, step),)):
        return
    for kind in ("dependencies", "optionalDependencies", "peerDependencies"):
        for name, version in said_there.get(kind, {}).items():
            if isinstance(version, str) and version.startswith(("workspace:", "catalog:", "link:", "portal:")):
                yield f"{said_there.get('name', folder)}, which asks for {name} {version}, as npm does not understand it"
                return


def _of_cargo(root: Path, job: JobRun, effect: Effect) -> Iterator[str]:
    command = effect.command
    if (
        command is None
        or not command.runs("cargo", "publish")
        or command.flag("--registry", "--index", "--workspace", "--all", "--manifest-path")
    ):
        return
    named = command.value("-p", "--package")
    if named is not None and not re.fullmatch(r"[\w-]+", named):
        return
    if any(re.search(r"\bsed\b[^\n]*Cargo\.toml|cargo set-|toml set", said(job, step)) for step in job.steps):
        return
    for folder, crate in _crates(root, effect.folder, named):
        whole = _workspace(root, folder)
        about = crate["package"]
        may = about.get("publish", True)
        may = whole.get("publish", True) if isinstance(may, dict) else may
        name = about.get("name", folder)
        if may is False or (isinstance(may, list) and "crates-io" not in may):
            yield f"{name}, whose Cargo.toml has publish = {str(may).lower()}"
        lacking = _lacking(about) if any(not _lacking(other) for other in _all_crates(root)) else []
        if lacking:
            yield f"{name}, whose Cargo.toml has no {' and no '.join(lacking)}"
        for kind in ("dependencies", "build-dependencies"):
            for dependency, how in crate.get(kind, {}).items():
                how = _inherited(root, folder, dependency) if isinstance(how, dict) and how.get("workspace") else how
                if isinstance(how, dict) and ("path" in how or "git" in how) and "version" not in how:
                    yield f"{name}, whose dependency {dependency} has a path or a URL but no version"


def _crates(root: Path, folder: str, named: str | None) -> Iterator[tuple[str, dict[str, Any]]]:
    if named is None:
        found = _toml(below(root, folder) / "Cargo.toml")
        if isinstance(found.get("package"), dict):
            yield folder, found
        return
    for path in sorted(root.rglob("Cargo.toml")):
        found = _toml(path)
        if isinstance(found.get("package"), dict) and found["package"].get("name") == named and "target" not in path.parts:
            label = path.parent.relative_to(root).as_posix()
            yield ("" if label == "." else label), found


def _lacking(about: dict[str, Any]) -> list[str]:
    """Return what the registry asks for and a crate does not say."""
    lacking = [] if about.get("description") else ["description"]
    return lacking + ([] if about.get("license") or about.get("license-file") else ["license"])


def _all_crates(root: Path) -> Iterator[dict[str, Any]]:
    for path in root.rglob("Cargo.toml"):
        if "target" not in path.parts and isinstance(found := _toml(path).get("package"), dict):
            yield found


def _workspace(root: Path, folder: str) -> dict[str, Any]:
    found: dict[str, Any] = _above(root, folder).get("workspace", {}).get("package", {})
    return found


def _inherited(root: Path, folder: str, name: str) -> Any:
    return _above(root, folder).get("workspace", {}).get("dependencies", {}).get(name)


def _above(root: Path, folder: str) -> dict[str, Any]:
    """Return the manifest of the workspace that a folder lies in."""
    path = below(root, folder)
    while True:
        found = _toml(path / "Cargo.toml")
        if "workspace" in found:
            return found
        if path == root:
            return {}
        path = path.parent


def _of_pypi(root: Path, effect: Effect) -> Iterator[str]:
    if effect.what == "PyPI":
        said_there = _toml(below(root, effect.folder) / "pyproject.toml").get("project", {})
        private = [each for each in said_there.get("classifiers", ()) if isinstance(each, str) and each.startswith("Private ::")]
        if private:
            yield f"{said_there.get('name', 'the package')}, whose classifier {private[0]} keeps it from PyPI"


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8", "replace"))
    except (OSError, tomllib.TOMLDecodeError):
        return {}
