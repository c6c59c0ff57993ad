"""What a package's own scripts run while it is published is installed by then."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from core.findings import Finding
from core.location import Location
from core.rules import Rule
from discovery.workflows.effects import Effect
from discovery.workflows.job_commands import commands
from discovery.workflows.job_runs import JobRun
from discovery.workflows.path import publishing
from facts.shell.invocations import Invocation
from facts.workflows.composite import action_file
from gates.tooling.npm_folders import package, packed
from gates.tooling.rule_context import Context

_AT_PUBLICATION = ("prepublishOnly", "prepublish", "prepack", "prepare", "postpack", "publish", "postpublish")
_TOOLS = {
    "tsc": "typescript", "babel": "@babel/cli", "swc": "@swc/cli", "ncc": "@vercel/ncc", "jest": "jest", "vitest": "vitest", "ng": "@angular/cli",
    "svelte-package": "@sveltejs/package", "bob": "react-native-builder-bob", "napi": "@napi-rs/cli", "api-extractor": "@microsoft/api-extractor",
    "run-s": "npm-run-all", "run-p": "npm-run-all", "changeset": "@changesets/cli",
}  # fmt: skip
_INSTALLS = {
    "npm": ("ci", "i", "install", "install-ci-test", "cit", "clean-install"),
    "pnpm": ("i", "install"),
    "bun": ("i", "install"),
    "yarn": ("install",),
}
_WRITES_NO_MODULES = re.compile(r"(?:actions/(?:checkout|setup-|upload-|attest|github-script)|pnpm/|softprops/|denoland/)")
_JOBS = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  publish:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4
{0}      - run: npm publish
"""
_MANIFEST = {
    "package.json": '{"name": "finch", "version": "1.0.0", "scripts": {"prepack": "tsc"}, "devDependencies": {"typescript": "5.7.2"}}\n'
}

RULE = Rule(
    id="package-scripts-have-their-tools",
    title="The tools that a package's own scripts need during publication are installed in the job that publishes it.",
    why=(
        "`npm publish` runs prepublishOnly, prepack and prepare: without node_modules the tool is not found, or an "
        "older version is used."
    ),
    fix="install the dependencies first, or publish the archive that was packed and tested",
    reference="npm: scripts, life cycle operation order",
    bad={".github/workflows/release.yml": _JOBS.format(""), **_MANIFEST},
    good={".github/workflows/release.yml": _JOBS.format("      - run: npm install\n"), **_MANIFEST},
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each publication whose package runs a tool that nothing installed."""
    seen: set[Location] = set()
    root = context.graph.root
    for _, job, effect in publishing(context.graph):
        command = effect.command
        if (
            effect.what != "npm"
            or command is None
            or command.tool not in ("npm", "pnpm", "bun")
            or command.flag("--ignore-scripts")
        ):
            continue
        if effect.at in seen or not any(step.action == "actions/checkout" for step in job.steps) or _installs(job, effect):
            continue
        for folder in packed(root, effect):
            lacking = _lacking(root, folder)
            if lacking:
                seen.add(effect.at)
                script, tool = lacking
                got = f"job {job.id} publishes a package whose {script} runs {tool}, but does not install it first"
                yield Finding(RULE.id, effect.file, effect.line, got, "installed dependencies", RULE.fix)
                break


def _installs(job: JobRun, effect: Effect) -> bool:
    """Whether anything before may have brought the dependencies: an installation, another's action, an artifact."""
    for step in job.steps:
        if step is effect.step:
            break
        if step.input("run_install") not in ("", "false"):
            return True
        if step.uses.startswith("./"):
            if action_file(job.machinery.root, step.uses) is None:
                return True
        elif step.action and not _WRITES_NO_MODULES.match(step.action) and step.action != "actions/download-artifact":
            return True
    return any(_is_installation(each.ran.command) or "node_modules" in each.ran.text for each in commands(job))


def _is_installation(command: Invocation) -> bool:
    if command.tool == "yarn" and not command.arguments:
        return True
    verbs = _INSTALLS.get(command.tool, ())
    return command.arguments[:1] != () and command.arguments[0] in verbs and not command.flag("-g", "--global")


def _lacking(root: Path, folder: str) -> tuple[str, str] | None:
    said = package(root, folder)
    scripts = {name: text for name, text in said.get("scripts", {}).items() if isinstance(text, str)}
    installed = {*said.get("devDependencies", {}), *said.get("dependencies", {})}
    for name in _AT_PUBLICATION:
        for text in _run_by(scripts, name):
            for part in re.split(r"&&|\|\||;", text):
                words = [word for word in part.split() if "=" not in word]
                tool = words[1] if words[:1] == ["npx"] and len(words) > 1 else words[0] if words else ""
                if words[:1] != ["npx"] and (tool in installed or _TOOLS.get(tool, "") in installed):
                    return name, tool
    return None


def _run_by(scripts: dict[str, str], name: str, depth: int = 0) -> Iterator[str]:
    text = scripts.get(name, "")
    if not text or depth > 5:
        return
    yield text
    for inner in re.findall(r"\b(?:npm|pnpm|yarn|bun) (?:run )?([\w:-]+)", text):
        for each in (f"pre{inner}", inner, f"post{inner}"):
            if each in scripts and each != name:
                yield from _run_by(scripts, each, depth + 1)
