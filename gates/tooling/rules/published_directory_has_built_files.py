"""What a package says that it contains is there when it is published."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterator
from pathlib import Path

from core.findings import Finding
from core.location import Location
from core.rules import Rule
from discovery.workflows.effects import Effect
from discovery.workflows.feeding import feeds
from discovery.workflows.job_runs import JobRun, Run
from discovery.workflows.path import publishing
from facts.runs.ran import Ran
from facts.runs.steps import ran
from facts.tasks.node_scripts import LIFE_CYCLE
from facts.workflows.workflow import WorkflowStep
from facts.workflows.workspace_scripts import is_for_others
from gates.tooling.checkout_paths import below
from gates.tooling.npm_folders import package, packed
from gates.tooling.rule_context import Context

# What is known to write no file of a package; anything else may build it.
_QUIET_WORDS = """
git gh curl jq cat test [ grep sed awk set cd export echo printf corepack sleep ls pwd whoami date true false : exit wc head tail sort
uniq diff env which command eslint prettier biome oxlint stylelint jest vitest mocha ava tap c8 nyc publint attw commitlint pytest ruff
mypy shellcheck actionlint npm-check cspell knip dprint madge rm chmod xargs find read wait source .
"""
_MANAGER_WORDS = """
ci i install add config whoami view version pkg publish pack audit test t login set dist-tag link ping cache info why stage access owner
tag deprecate prune rebuild outdated ls list import
"""
_QUIET, _MANAGES = frozenset(_QUIET_WORDS.split()), frozenset(_MANAGER_WORDS.split())
_CHECKS = re.compile(r"(test|lint|format|fmt|check|type-?check|types?:check|audit|coverage|prettier|eslint|e2e|unit)\b", re.I)
_PACKAGE_MANAGERS = frozenset({"npm", "pnpm", "yarn", "bun", "npx"})
_SETS_UP = re.compile(
    r"actions/(checkout|setup-[\w-]+)$|pnpm/action-setup$|oven-sh/setup-bun$|step-security/harden-runner$|volta-cli/action$"
)
_KEYS = ("main", "module", "types", "typings", "browser", "unpkg")
_JOBS = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  publish:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4
      - run: npm ci
{0}      - run: npm publish
"""
_PACKAGE = '{"name": "x", "main": "dist/index.js", "scripts": {"build": "tsc"}}\n'

RULE = Rule(
    id="published-directory-has-built-files",
    title="A package is published from a directory that contains the built files.",
    why="A job that publishes from a fresh checkout has none of the built files; the package lacks its main file.",
    fix="download the built files, build them in the job, or build in `prepack`",
    reference="npm: scripts, prepack",
    bad={".github/workflows/release.yml": _JOBS.format(""), "package.json": _PACKAGE},
    good={".github/workflows/release.yml": _JOBS.format("      - run: npm run build\n"), "package.json": _PACKAGE},
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each publication of a folder whose files nobody has made."""
    seen: set[Location] = set()
    for run, job, effect in publishing(context.graph):
        publisher = effect.publisher
        if publisher is None or not publisher.folder or effect.what not in ("npm", "JSR") or effect.at in seen:
            continue
        for folder in packed(context.graph.root, effect):
            missing = (
                _missing_of_jsr(context.graph.root, folder)
                if effect.what == "JSR"
                else _missing(context.graph.root, folder, ignores_scripts=_ignores_scripts(context, job, effect, folder))
            )
            if missing and not _made_before(context, run, job, effect, posixpath.normpath(posixpath.join(folder, missing))):
                seen.add(effect.at)
                got = (
                    f"job {job.id} publishes {folder or 'the checkout'} without {missing}, which nothing in it builds or fetches"
                )
                expected = f"{missing} built or downloaded before"
                yield Finding(RULE.id, effect.file, effect.line, got, expected, "download the output of the build job")
                break


def _ignores_scripts(context: Context, job: JobRun, effect: Effect, folder: str) -> bool:
    """Whether npm runs no script of the package: a flag, a variable, a file, or a command before says so."""
    if effect.command is not None and effect.command.flag("--ignore-scripts", "--foreground-scripts"):
        return effect.command.flag("--ignore-scripts")
    env = {**job.workflow.env, **job.job.env, **effect.step.env}
    said = next((text for name, text in env.items() if name.lower() == "npm_config_ignore_scripts"), "")
    files = [below(context.graph.root, each) / ".npmrc" for each in dict.fromkeys(("", folder))]
    texts = [path.read_text("utf-8", "replace") for path in files if path.is_file()]
    ran_before = [step.run.text for step in job.steps if step.run is not None]
    return (
        said == "true"
        or any(re.search(r"^[^\S\n]*ignore-scripts\s*=\s*true", text, re.M) for text in texts)
        or any(re.search(r"npm config set (-\S+ )*ignore-scripts[= ]true", text) for text in ran_before)
    )


def _missing(root: Path, folder: str, *, ignores_scripts: bool) -> str:
    """Return the first file that a package names and its folder does not have, where no script of its own makes it."""
    said = package(root, folder)
    scripts = said.get("scripts", {})
    makes = [name for name in LIFE_CYCLE["publish"] if name not in ("publish", "postpublish", "postpack")]
    if said.get("private") or (not ignores_scripts and any(name in scripts for name in makes)):
        return ""
    named = [said.get(key) for key in _KEYS] + [*re.findall(r'"(\./[^"*]+)"', json.dumps(said.get("exports", {})))]
    named += list(said["bin"].values()) if isinstance(said.get("bin"), dict) else [said.get("bin")]
    inside = [each for each in said.get("files", []) if isinstance(each, str) and re.fullmatch(r"(\./)?[\w/-]+/?", each)]
    if all(_is_there(below(root, folder), each) for each in named) and not any(
        _is_there(below(root, folder), each) for each in inside
    ):
        named += inside[:1]  # nothing of what it lists is there
    return next(
        (posixpath.normpath(each) for each in named if isinstance(each, str) and not _is_there(below(root, folder), each)), ""
    )


def _missing_of_jsr(root: Path, folder: str) -> str:
    """Return the first file that a package exports to JSR and its folder does not have: sources, whatever `package.json` names."""
    for name in ("jsr.json", "jsr.jsonc", "deno.json", "deno.jsonc"):
        path = below(root, folder) / name
        text = path.read_text("utf-8", "replace") if path.is_file() else ""
        exports = re.search(r'"exports"\s*:\s*("[^"]*"|\{[^}]*\})', text)
        if exports:
            named = re.findall(r'"(\./[^"*]+\.\w+)"', exports[1])
            return next((posixpath.normpath(each) for each in named if not _is_there(below(root, folder), each)), "")
    return ""


def _is_there(folder: Path, name: object) -> bool:
    if not isinstance(name, str):
        return True
    return any((folder / (posixpath.normpath(name) + end)).exists() for end in ("", ".js", "/index.js", ".json"))


def _made_before(context: Context, run: Run, job: JobRun, effect: Effect, missing: str) -> bool:
    """Whether something before the publication, in the same job, may have made the file."""
    made = False
    for step in job.steps:
        expanded = any(str(step.at) in each.via.split("+") for each in job.steps)
        if step.action == "actions/download-artifact" and _lands_elsewhere(run, job, step, missing):
            continue
        if step is not effect.step and step.uses and not expanded and not _SETS_UP.match(step.action):
            made = True  # other people's action may build, and one that downloads brings what was built
        for each in ran(context.graph, job.workflow, job.job, step):
            if each.at == effect.at and each.text == effect.text:
                return made
            if _removes(each, missing):
                made = False
            elif is_for_others(each.command, posixpath.dirname(missing)) or _in_another_package(each, missing):
                continue
            elif not _builds_nothing(each):
                made = True
        if step is effect.step:
            return made
    return made


def _lands_elsewhere(run: Run, job: JobRun, step: WorkflowStep, missing: str) -> bool:
    """Whether a download takes only folders of this run that hold the file, and puts them where it is then not."""
    taken = [each.upload for each in feeds(run) if each.taker is job and each.download is not None and each.download.step is step]
    moved = []
    for upload in taken:
        paths = upload.paths if upload is not None else ()
        folder = posixpath.normpath(paths[0]) if len(paths) == 1 and not re.search(r"[*?$\[]", paths[0]) else ""
        if not folder or not missing.startswith(f"{folder}/"):
            return False
        label = "" if step.input("name") or step.input("merge-multiple") == "true" else upload.what if upload else ""
        if "$" in label or "$" in step.input("path"):
            return False
        moved.append(posixpath.normpath(posixpath.join(step.input("path") or ".", label, missing[len(folder) + 1 :])))
    return bool(moved) and missing not in moved


def _in_another_package(each: Ran, missing: str) -> bool:
    """Whether it is part of a script of a package that the file does not lie in."""
    folders = [key.split(":")[1] for key in each.chain if key.startswith("npm:")]
    return bool(folders and folders[-1]) and not missing.startswith(f"{folders[-1]}/")


def _removes(each: Ran, missing: str) -> bool:
    words = each.command.arguments
    if each.command.tool == "git" and words[:1] == ("clean",):
        return any(re.match(r"-[a-z]*[xX]", flag) for flag in each.command.flags)
    return each.command.tool in ("rm", "rimraf") and any(
        missing.startswith(posixpath.normpath(posixpath.join(each.folder, word)).rstrip("/") + "/") for word in words
    )


def _builds_nothing(each: Ran) -> bool:
    """Whether a command is known to make no file of a package; of what is not known it may be."""
    command = each.command
    if command.tool in _PACKAGE_MANAGERS:
        words = [word for word in command.arguments if word not in ("run", "run-script", "npm")]
        return not words or words[0] in _MANAGES or bool(_CHECKS.match(words[0]))
    if command.tool in ("make", "just", "node", "tsc", "python", "bash", "sh"):
        return (
            command.tool in ("make", "just", "bash", "sh") and bool(command.arguments) and not command.flag("-c")
        ) or command.flag("--test", "--check", "-e", "-p", "--eval", "--print", "--version", "--noEmit")
    return command.tool in _QUIET
