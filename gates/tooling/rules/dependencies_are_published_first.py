"""A package is published after the packages of the project that it needs."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from core.findings import Finding
from core.rules import Rule
from discovery.workflows.effects import Effect
from discovery.workflows.job_runs import JobRun, Run, runs
from discovery.workflows.path import reached, spoken, worlds
from facts.workflows.artifacts import names
from gates.tooling.checkout_paths import below
from gates.tooling.npm_folders import package, packed, workspaces
from gates.tooling.rule_context import Context

_RANGE = re.compile(r"(?:\^|~|>=)\s*v?(\d+(?:\.\d+){0,2}(?:\.x)?)(?:\s*<\s*\d[\w.-]*)?")
_NUMBERS = re.compile(r"(\d+)\.(\d+)\.(\d+)$")
_JOBS = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  publish:
    runs-on: ubuntu-24.04
    steps:
      - run: for crate in {0}; do cargo publish -p "$crate"; done
"""
_CRATES = {
    "a/Cargo.toml": '[package]\nname = "a"\nversion = "1.0.0"\n',
    "b/Cargo.toml": '[package]\nname = "b"\nversion = "1.0.0"\n[dependencies]\na = { version = "1.0.0", path = "../a" }\n',
}

RULE = Rule(
    id="dependencies-are-published-first",
    title="Every package is published after the packages that it depends on.",
    why=("The registry rejects a package whose dependency is not published yet, and the packages after it are not published."),
    fix="publish in dependency order",
    reference="The Cargo Book: cargo publish",
    bad={".github/workflows/release.yml": _JOBS.format("b a"), **_CRATES},
    good={".github/workflows/release.yml": _JOBS.format("a b"), **_CRATES},
)
_NOT_OURS = {"target", "vendor", "node_modules", ".git", "third_party"}


def findings(context: Context) -> Iterator[Finding]:
    """Yield each publication that comes before one that it needs."""
    needs, folders, versions = _crates(context.graph.root)
    yield from _unpublished(context, needs, folders, versions)
    of_npm = _npm(context.graph.root, _published_folders(context))
    needs |= {name: each for name, (_, each) in of_npm.items()}
    if not any(needs.values()):
        return
    for run in runs(context.graph):
        order = [
            (job, effect, name)
            for job in run.jobs
            for effect in job.irreversible
            for name in (*_packages(job, effect, folders), *_npm_packages(context.graph.root, job, effect, of_npm))
        ]
        for at, (job, effect, name) in enumerate(order):
            for later_at, (other, its, needed) in enumerate(order):
                if needed not in needs.get(name, set()) or not _may_both_publish(run, (job, effect), (other, its)):
                    continue
                if (
                    other is job
                    and job.job.matrix.present
                    and ("matrix." in effect.text or "matrix." in effect.step.working_directory)
                    and job.job.body.mapping("strategy").text("max-parallel") != "1"
                ):
                    got = f"job {job.id} publishes {name} and {needed}, which it depends on, in matrix jobs that have no order"
                    yield Finding(
                        "dependencies-are-published-first",
                        effect.file,
                        effect.line,
                        got,
                        f"{needed} first",
                        "publish one after the other in one job",
                    )
                    break
                waits = other is not job and other.id in {each.id for each in run.before(job)}
                if not (waits or (other is job and later_at < at)) and not _earlier(order[:at], job, needed):
                    got = f"job {job.id} publishes {name} before {needed}, which it depends on"
                    yield Finding(
                        "dependencies-are-published-first",
                        effect.file,
                        effect.line,
                        got,
                        f"{needed} first",
                        f"publish {needed} before {name}",
                    )


def _may_both_publish(run: Run, one: tuple[JobRun, Effect], other: tuple[JobRun, Effect]) -> bool:
    """Whether one run can publish both: jobs for tags of their own never run together."""
    if one[0] is other[0]:
        return True
    pair = (one, other)
    texts = [each.text for job, _ in pair for before in (job, *run.before(job)) for each in before.conditions]
    steps = [effect.step.condition.text if effect.step.condition else "" for _, effect in pair]
    known = tuple(worlds(run, spoken([*texts, *steps])))
    return not known or any(
        all(reached(run, job, world) is not False for job, _ in pair) and all(world.holds(said) is not False for said in steps)
        for _, world in known
    )


def _unpublished(
    context: Context, needs: dict[str, set[str]], folders: dict[str, str], versions: dict[str, str]
) -> Iterator[Finding]:
    """Yield each crate that no run publishes although a published one of the same version depends on it."""
    effects = [
        (job, each) for run in runs(context.graph) for job in run.jobs for each in job.irreversible if each.what == "crates.io"
    ]
    named = {name: effect for job, effect in effects for name in _packages(job, effect, folders)}
    if not all(_packages(job, effect, folders) for job, effect in effects):
        return  # a tool that publishes what it finds itself
    for name, effect in named.items():
        for needed in sorted(needs.get(name, set()) - set(named)):
            if versions[needed] and versions[needed] == versions[name]:
                got = f"{name} is published and depends on {needed} {versions[needed]}, which no job publishes"
                yield Finding(RULE.id, effect.file, effect.line, got, f"{needed} first", f"publish {needed} before {name}")


def _packages(job: JobRun, effect: Effect, folders: dict[str, str]) -> tuple[str, ...]:
    name = _package(effect, folders)
    return tuple(each for each in names(name, job.job) if each != "*") if "${{" in name else (name,) if name else ()


def _published_folders(context: Context) -> frozenset[str]:
    """Return the folders with a `package.json` in which jobs publish to npm, for all rows of a matrix."""
    found: set[str] = set()
    for run in runs(context.graph):
        for job in run.jobs:
            for effect in (each for each in job.irreversible if each.what == "npm"):
                where = effect.step.working_directory if "${{" in effect.step.working_directory else effect.folder
                found |= {each.removeprefix("./").strip("/") for each in names(where, job.job)}
    return frozenset(each for each in found if "*" not in each and (below(context.graph.root, each) / "package.json").is_file())


def _npm(root: Path, published: frozenset[str]) -> dict[str, tuple[str, set[str]]]:
    """Return each npm package of the checkout: its folder, and what it needs of the others."""
    said = {folder: package(root, folder) for folder in (*workspaces(root), *sorted(published))}
    own = {str(each["name"]) for each in said.values() if "name" in each}
    keys = ("dependencies", "peerDependencies", "optionalDependencies")
    versions = {str(each["name"]): str(each.get("version", "")) for each in said.values() if "name" in each}
    listed = {
        folder: {
            name
            for key in keys
            for name, wanted in each.get(key, {}).items()
            if not _is_met_before(wanted, versions.get(name, ""))
        }
        for folder, each in said.items()
    }
    return {str(each["name"]): (folder, listed[folder] & own) for folder, each in said.items() if "name" in each}


def _is_met_before(wanted: object, version: str) -> bool:
    """Whether an older version of the other package does as well: the range begins below the one that is published now."""
    found = _RANGE.fullmatch(wanted.strip()) if isinstance(wanted, str) else None
    now = _NUMBERS.match(version)
    if found is None or now is None:
        return False
    lowest = [int(each) for each in found[1].split(".") if each.isdigit()]
    return lowest + [0] * (3 - len(lowest)) < [int(each) for each in now.groups()]


def _npm_packages(root: Path, job: JobRun, effect: Effect, known: dict[str, tuple[str, set[str]]]) -> tuple[str, ...]:
    """Return the packages that one effect publishes, one after the other or in rows; none where a tool orders many itself."""
    if effect.what != "npm" or not known or effect.command is None:
        return ()
    where = effect.step.working_directory
    if "${{" in where and not effect.folder:
        folders = tuple(each.removeprefix("./").strip("/") for each in names(where, job.job))
    else:
        folders = packed(root, effect)
        folders = folders if len(folders) == 1 else ()
    return tuple(name for name, (folder, _) in known.items() if folder in folders)


def _earlier(order: list[tuple[JobRun, Effect, str]], job: JobRun, needed: str) -> bool:
    return any(each is job and name == needed for each, _, name in order)


def _package(effect: Effect, folders: dict[str, str]) -> str:
    command = effect.command
    if command is None or effect.what != "crates.io" or command.tool != "cargo" or command.flag("--workspace", "--all"):
        return ""
    if named := command.value("--package", "-p"):
        return named.split("@")[0]
    manifest = command.value("--manifest-path")
    folder = manifest.rpartition("/")[0] if manifest else effect.folder
    return folders.get(folder.removeprefix("./"), "")


def _required(manifest: dict[str, Any], inherited: dict[str, Any]) -> set[str]:
    """Return what must be on the registry before a crate: what it depends on, and what its tests ask for in a version."""
    found: set[str] = set()
    for part in (manifest, *manifest.get("target", {}).values()):
        for key in ("dependencies", "build-dependencies", "dev-dependencies"):
            for name, said in part.get(key, {}).items():
                spec = inherited.get(name, said) if isinstance(said, dict) and said.get("workspace") is True else said
                # A dependency of tests that is a path alone is left out of what is published.
                if key != "dev-dependencies" or isinstance(spec, str) or "version" in spec:
                    found.add(str(spec.get("package", name)) if isinstance(spec, dict) else name)
    return found


def _crates(root: Path) -> tuple[dict[str, set[str]], dict[str, str], dict[str, str]]:
    """Return what each crate of the checkout needs of the others, each folder's crate, and each crate's version."""
    manifests: dict[str, dict[str, Any]] = {}
    for path in sorted(
        (*root.glob("Cargo.toml"), *root.glob("*/Cargo.toml"), *root.glob("*/*/Cargo.toml"), *root.glob("*/*/*/Cargo.toml"))
    ):
        if not _NOT_OURS & set(path.relative_to(root).parts):
            try:
                manifests[path.parent.relative_to(root).as_posix()] = tomllib.loads(path.read_text(encoding="utf-8"))
            except (tomllib.TOMLDecodeError, UnicodeDecodeError):
                continue
    folders = {
        ("" if folder == "." else folder): str(each["package"]["name"])
        for folder, each in manifests.items()
        if "name" in each.get("package", {})
    }
    own = set(folders.values())
    inherited = {
        name: spec for each in manifests.values() for name, spec in each.get("workspace", {}).get("dependencies", {}).items()
    }
    needs = {
        str(each["package"]["name"]): _required(each, inherited) & own
        for each in manifests.values()
        if "name" in each.get("package", {})
    }
    shared = {
        str(each["workspace"].get("package", {}).get("version", "")) for each in manifests.values() if "workspace" in each
    } - {""}
    versions = {
        str(each["package"]["name"]): said
        if isinstance(said := each["package"].get("version", ""), str)
        else "".join(shared if len(shared) == 1 else ())
        for each in manifests.values()
        if "name" in each.get("package", {})
    }
    return needs, folders, versions
