"""A package that is published with provenance names the repository that builds it."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import Any

from core.findings import Finding
from core.rules import Rule
from discovery.workflows.effects import Effect
from discovery.workflows.job_runs import JobRun
from discovery.workflows.path import publishing
from facts.workflows.yaml_positions import scalars
from gates.tooling.checkout_paths import below
from gates.tooling.npm_folders import package, packed, workspaces
from gates.tooling.rule_context import Context

_GITHUB = re.compile(r"(?:github\.com[/:]|github:|^)([\w.-]+/[\w.-]+?)(?:\.git)?(?:[#/].*)?$")
_TOKEN = re.compile(r"secrets\.|_authToken|npm\.pkg\.github|steps\.[\w-]+\.outputs\.\w*token", re.IGNORECASE)
_OTHER_MANIFESTS = ("pyproject.toml", "Cargo.toml", "go.mod", "setup.cfg")
_JOBS = """\
on: {push: {tags: ["v*"]}}
jobs:
  publish:
    runs-on: ubuntu-24.04
    permissions: {id-token: write}
    steps: [{run: npm publish --provenance --access public}]
"""

RULE = Rule(
    id="provenance-names-the-repository",
    title="A package that is published with provenance declares the repository that builds it.",
    why=(
        "The registry compares `repository` in package.json with the repository of the run, and rejects the "
        "publication if they differ."
    ),
    fix="set `repository.url` of package.json to the URL of this repository",
    reference="npm: generating provenance statements",
    bad={".github/workflows/release.yml": _JOBS, "package.json": '{"name": "x", "version": "1.0.0"}\n'},
    good={".github/workflows/release.yml": _JOBS, "package.json": '{"name": "x", "repository": "github:acme/x"}\n'},
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each publication with provenance of a package that names no repository, or another."""
    seen: set[str] = set()
    root = context.graph.root
    for _, job, effect in publishing(context.graph):
        if effect.what != "npm":
            continue
        computed = any("$" in path for path in effect.paths)  # which package it is, a program works out: each may be it
        known = packed(root, effect)
        for folder in (*known, *(workspaces(root) if computed else ())):
            label = posixpath.normpath(posixpath.join(folder, "package.json"))
            said = package(root, folder)
            if label in seen or not said or said.get("private"):
                continue
            settings = [below(root, folder) / ".npmrc", root / ".npmrc"]
            set_there = any(
                each.is_file() and re.search(r"^provenance\s*=\s*true", each.read_text("utf-8", "replace"), re.M)
                for each in settings
            )
            if not _with_provenance(job, effect, said) and not set_there:
                continue
            seen.add(label)
            if folder in known:
                yield from _judged(context, label, said)
            else:
                yield from _of_a_member(context, label, said)


def _judged(context: Context, label: str, said: dict[str, Any]) -> Iterator[Finding]:
    address = _address(said)
    named = _GITHUB.search(address)
    own = _own(context)
    if not address:
        yield _finding(label, "no repository", own or "the repository of the run")
    elif named and own and named[1].lower() != own.lower():
        yield _finding(label, f"the repository {named[1]}", own)


def _of_a_member(context: Context, label: str, said: dict[str, Any]) -> Iterator[Finding]:
    """Hold a package that may be published against the package.json of the top: both lie in one repository."""
    named, own = _GITHUB.search(_address(said)), _of_the_root(context)
    if named and own and named[1].lower() != own.lower():
        yield _finding(label, f"the repository {named[1]}", own)


def _address(said: dict[str, Any]) -> str:
    given = said.get("repository", "")
    return (str(given.get("url", "")) if isinstance(given, dict) else str(given)).strip()


def _of_the_root(context: Context) -> str:
    """Return the repository that the package.json of the top names, for the packages below it."""
    found = _GITHUB.search(_address(package(context.graph.root, "")))
    return found[1] if found else ""


def _finding(label: str, got: str, expected: str) -> Finding:
    return Finding(
        "provenance-names-the-repository",
        label,
        1,
        f"{got}, but it is published with provenance",
        expected,
        "set repository.url to this repository",
    )


def _with_provenance(job: JobRun, effect: Effect, package: dict[str, object]) -> bool:
    if effect.command is not None and effect.command.flag("--provenance"):
        return True
    env = {**job.workflow.env, **job.job.env, **effect.step.env}
    config = package.get("publishConfig")
    said = config.get("provenance") if isinstance(config, dict) else None
    if env.get("NPM_CONFIG_PROVENANCE", "").lower() == "true" or said is True:
        return True
    refused = said is False or env.get("NPM_CONFIG_PROVENANCE", "").lower() == "false"
    return not refused and _as_trusted_publisher(job, effect)


def _as_trusted_publisher(job: JobRun, effect: Effect) -> bool:
    """Whether npm has an identity and no token: it then states the provenance without being asked."""
    texts = [each.text for step in job.steps for each in scalars(step.body)] + [*job.workflow.env.values(), *job.job.env.values()]
    by_npm = effect.command is not None and effect.command.tool == "npm" and not effect.command.flag("--no-provenance")
    return by_npm and job.grants_level("id-token") == 2 and not any(_TOKEN.search(text) for text in texts)


def _own(context: Context) -> str:
    """Return the repository that the project's other manifests agree on, or nothing."""
    found: set[str] = set()
    for name in _OTHER_MANIFESTS:
        path = context.graph.root / name
        if path.is_file():
            text = path.read_text(encoding="utf-8", errors="replace")
            lines = [
                line
                for line in text.splitlines()
                if re.match(r"\s*\"?(repository|source|source code|homepage|url|module)\"?\s*[= ]", line, re.I)
            ]
            found |= {
                each.removesuffix(".git").lower() for line in lines for each in re.findall(r"github\.com/([\w.-]+/[\w.-]+)", line)
            }
    return found.pop() if len(found) == 1 else ""
