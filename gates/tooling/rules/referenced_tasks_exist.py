"""A task, a package, a feature, a stage that a release names is one that the project has."""

from __future__ import annotations

import itertools
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from core.cached import kept_with
from core.findings import Finding
from core.location import Location
from core.rules import Rule
from discovery.workflows.job_commands import Placed
from discovery.workflows.path import on_the_way
from facts.workflows.release_graph import Machinery
from facts.workflows.workflow import WorkflowStep
from gates.tooling.checkout_paths import below
from gates.tooling.npm_folders import package
from gates.tooling.own_files import OwnFiles, written_commands
from gates.tooling.rule_context import Context

_NOT_OURS = ("node_modules", "target", "vendor", ".git", "third_party")
_JOBS = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  publish:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4
      - run: npm run {0}
      - run: npm publish
"""
_MANIFEST = {"package.json": '{"name": "finch", "version": "1.0.0", "scripts": {"build": "node build.js"}}\n'}

RULE = Rule(
    id="referenced-tasks-exist",
    title="Every task, package, feature and stage that a release workflow refers to exists in the project.",
    why="A script or package that was renamed is noticed only when the release runs.",
    fix="use the name in the project",
    reference="npm run; make; cargo: package selection; Dockerfile: FROM ... AS",
    bad={".github/workflows/release.yml": _JOBS.format("compile"), **_MANIFEST},
    good={".github/workflows/release.yml": _JOBS.format("build"), **_MANIFEST},
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each name that nothing in the checkout has."""
    seen: set[tuple[Location, str]] = set()
    for _, job in on_the_way(context.graph):
        files = OwnFiles(job)
        found = [(step.at, wrong) for at, step in enumerate(job.steps) for wrong in _of_image(files, at, step)]
        for each in written_commands(job):
            folder = files.inside(each.at, each.ran.folder, ".")
            if folder is not None:
                found += [(each.ran.at, wrong) for wrong in _of_command(context.graph, folder, each)]
        for where, got in found:
            if (where, got) not in seen:
                seen.add((where, got))
                yield Finding(RULE.id, where.path, where.line, f"job {job.id}: {got}", "an existing name", RULE.fix)


def _of_image(files: OwnFiles, at: int, step: WorkflowStep) -> Iterator[str]:
    if step.action == "docker/build-push-action" and step.input("target"):
        folder = step.input("context", ".")
        file = files.inside(at, "", step.input("file") or f"{folder}/Dockerfile")
        yield from _stage(files.root, file, step.input("target"))


def _stage(root: Path, file: str | None, target: str) -> Iterator[str]:
    if file is None or "$" in target or not below(root, file).is_file():
        return
    text = below(root, file).read_text("utf-8", "replace")
    stages = [name.lower() for name in re.findall(r"^[^\S\n]*FROM\s.*?\sAS\s+(\S+)", text, re.M | re.I)]
    if target.lower() not in stages and not target.isdigit():
        yield f"the stage {target} is not in {file}, which has {', '.join(stages) or 'none with a name'}"


def _of_command(graph: Machinery, folder: str, each: Placed) -> Iterator[str]:
    command = each.ran.command
    if command.tool in ("npm", "pnpm", "yarn"):
        yield from _script(graph.root, folder, each)
    elif command.tool == "make" and not command.flag("-C", "-f", "--directory", "--file"):
        yield from _goal(below(graph.root, folder), command.arguments)
    elif command.tool == "cargo" and command.arguments[:1] != ("install",):
        yield from _of_cargo(graph, each)
    elif command.tool == "docker" and "build" in command.arguments[:2] and (target := command.value("--target")):
        where = command.value("--file", "-f") or f"{command.arguments[-1]}/Dockerfile"
        yield from _stage(below(graph.root, folder), where.removeprefix("./"), target)
    elif command.tool in ("pip", "uv") and "install" in command.arguments[:2]:
        for extras in re.findall(r"(?:^|\s)['\"]?\.(?:/)?\[([\w,. -]+)\]", each.ran.text):
            yield from _extras(below(graph.root, folder), extras.split(","))


def _script(root: Path, folder: str, each: Placed) -> Iterator[str]:
    command = each.ran.command
    given = command.arguments
    elsewhere = command.flag(
        "-w",
        "--workspace",
        "--workspaces",
        "-ws",
        "--prefix",
        "-C",
        "--dir",
        "--cwd",
        "--filter",
        "-F",
        "-r",
        "--recursive",
        "--if-present",
    )
    if elsewhere or given[:1] not in (("run",), ("run-script",)) or len(given) < 2:
        return
    name = given[1]
    said = package(root, folder)
    is_program = command.tool == "yarn" and ":" not in name
    if said and "$" not in name and "*" not in name and not is_program and name not in said.get("scripts", {}):
        has = ", ".join(said.get("scripts", {})) or "none"
        yield f"`{command.tool} run {name}` runs no script in package.json (it has {has[:80]})"


def _goal(folder: Path, goals: tuple[str, ...]) -> Iterator[str]:
    file = next((path for name in ("GNUmakefile", "makefile", "Makefile") if (path := folder / name).is_file()), None)
    if file is None:
        return
    text = file.read_text("utf-8", "replace").replace("\\\n", " ")
    if re.search(
        r"^[^\S\n]*-?include\b|^[^\t#:=%\n]*%[^:=\n]*:|^(?>[^\t#\n]*?\$[({])[^\n]*:(?!=)|\$\(eval|^define\b", text, re.M
    ):
        return
    known = {
        name for line in re.findall(r"^([^\t#:=\n](?:[^:=\n]*[^\s:=])?)[^\S\n]*::?(?!=)", text, re.M) for name in line.split()
    }
    for goal in goals:
        if "=" not in goal and "$" not in goal and goal not in known and not (folder / goal).exists():
            yield f"`make {goal}` runs no target in {file.name}"


def _extras(folder: Path, names: list[str]) -> Iterator[str]:
    said = _toml(folder / "pyproject.toml")
    project = said.get("project", {})
    if (
        not project
        or "optional-dependencies" in project.get("dynamic", ())
        or (folder / "setup.py").is_file()
        or (folder / "setup.cfg").is_file()
    ):
        return
    known = {_normal(name) for name in project.get("optional-dependencies", {})} | {
        _normal(name) for name in said.get("tool", {}).get("poetry", {}).get("extras", {})
    }
    for name in names:
        if name.strip() and _normal(name.strip()) not in known:
            yield f"the extra {name.strip()} is not in pyproject.toml (it has {', '.join(sorted(known)) or 'none'})"


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _of_cargo(graph: Machinery, each: Placed) -> Iterator[str]:
    command = each.ran.command
    crates = _crates(graph)
    if not crates or command.flag("--manifest-path") or each.ran.folder.startswith(".."):
        return
    names = {str(crate.get("package", {}).get("name", "")) for crate in crates.values()}
    texts = [word.text for word in command.words]
    asked = [after for text, after in itertools.pairwise(texts) if text in ("-p", "--package")]
    asked += [text.partition("=")[2] for text in texts if text.startswith("--package=")]
    kinds = ("publish", "build", "package", "test")
    if command.arguments[:1] and command.arguments[0] in kinds:
        for name in asked:
            plain = name.partition("@")[0]
            if re.fullmatch(r"[\w-]+", plain) and plain not in names:
                yield f"the package {plain} is not in the workspace"
        features = command.value("--features", "-F")
        known = {feature for crate in crates.values() for feature in _features(crate)}
        for feature in re.split(r"[ ,]+", features or ""):
            if re.fullmatch(r"[\w-]+", feature) and feature not in known:
                yield f"no crate has the feature {feature}"
        binary = command.value("--bin")
        if binary and re.fullmatch(r"[\w-]+", binary) and binary not in _binaries(graph, crates):
            yield f"no crate has the program {binary}"


def _features(crate: dict[str, Any]) -> Iterator[str]:
    yield from crate.get("features", {})
    yield "default"
    tables = [crate, *crate.get("target", {}).values()]
    for table in tables:
        for kind in ("dependencies", "build-dependencies"):
            yield from table.get(kind, {})


def _binaries(graph: Machinery, crates: dict[str, dict[str, Any]]) -> set[str]:
    found: set[str] = set()
    for folder, crate in crates.items():
        found |= {str(each.get("name", "")) for each in crate.get("bin", [])}
        found.add(str(crate.get("package", {}).get("name", "")))
        found |= {path.stem for path in (below(graph.root, folder) / "src/bin").glob("*.rs")}
        found |= {path.parent.name for path in (below(graph.root, folder) / "src/bin").glob("*/main.rs")}
    return found


@kept_with
def _crates(graph: Machinery) -> dict[str, dict[str, Any]]:
    """Return what every manifest of a crate says, by its folder."""
    found: dict[str, dict[str, Any]] = {}
    for path in sorted(graph.root.rglob("Cargo.toml")):
        label = path.parent.relative_to(graph.root).as_posix()
        if not set(label.split("/")) & set(_NOT_OURS):
            found["" if label == "." else label] = _toml(path)
    return found


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8", "replace"))
    except (OSError, tomllib.TOMLDecodeError):
        return {}
