"""What a package says that it contains is there when it is published."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterator

from core.findings import Finding
from core.rules import Rule
from discovery.workflows.effects import Effect
from discovery.workflows.path import publishing
from discovery.workflows.runs import JobRun
from facts.runs.steps import ran
from facts.tasks.node_scripts import LIFE_CYCLE
from gates.tooling.context import Context

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
    id="publishes-what-was-built",
    title="A package is published from a folder in which its files were built.",
    why="A job that checks out afresh and publishes has none of the built files; the package has no main file.",
    fix="take the built files over, build them in the job, or build in `prepack`",
    reference="npm: scripts, prepack",
    bad={".github/workflows/release.yml": _JOBS.format(""), "package.json": _PACKAGE},
    good={".github/workflows/release.yml": _JOBS.format("      - run: npm run build\n"), "package.json": _PACKAGE},
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each publication of a folder whose files nobody has made."""
    seen: set[str] = set()
    for _, job, effect in publishing(context.graph):
        publisher = effect.publisher
        if publisher is None or not publisher.folder or effect.what not in ("npm", "JSR") or effect.at in seen:
            continue
        missing = _missing(context, effect)
        if missing and not _made_before(context, job, effect):
            seen.add(effect.at)
            got = f"job {job.id} publishes {effect.folder or 'the checkout'} without {missing}, which nothing in it builds or fetches"
            yield Finding(
                "publishes-what-was-built",
                effect.file,
                effect.line,
                got,
                f"{missing} built or downloaded before",
                "fetch what the build job made",
            )


def _missing(context: Context, effect: Effect) -> str:
    folder = effect.folder
    files = [
        path
        for path in effect.paths
        if path not in ("publish", "npm", "release", "from-package", "public", "next", "latest") and "$" not in path
    ]
    if any(path.endswith((".tgz", ".tar.gz")) for path in effect.paths) or effect.text.endswith(".tgz"):
        return ""
    if files and (context.graph.root / files[-1] / "package.json").is_file():
        folder = files[-1].strip("/")
    path = context.graph.root / folder / "package.json"
    try:
        package = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return ""
    scripts = package.get("scripts", {})
    if any(name in scripts for name in LIFE_CYCLE["publish"] if name not in ("publish", "postpublish")):
        return ""
    named = [package.get(key) for key in _KEYS] + [*re.findall(r'"(\./[^"*]+)"', json.dumps(package.get("exports", {})))]
    named += list(package["bin"].values()) if isinstance(package.get("bin"), dict) else [package.get("bin")]
    root = context.graph.root / folder
    for name in named:
        if isinstance(name, str) and not any(
            (root / (posixpath.normpath(name) + end)).exists() for end in ("", ".js", "/index.js")
        ):
            return posixpath.normpath(name)
    return ""


def _made_before(context: Context, job: JobRun, effect: Effect) -> bool:
    for step in job.steps:
        if step is effect.step:
            break
        if step.action.endswith("download-artifact") or step.action == "actions/cache" or step.action.startswith("./"):
            return True
    for step in job.steps:
        for each in ran(context.graph, job.workflow, job.job, step):
            if each.at == effect.at and each.text == effect.text:
                return False
            command = each.command
            if (
                command.runs("npm", "ci")
                or command.runs("npm", "install")
                or command.runs("pnpm", "install")
                or command.runs("yarn", "install")
            ):
                continue
            built = command.tool in (
                "tsc",
                "tsup",
                "esbuild",
                "rollup",
                "webpack",
                "vite",
                "make",
                "just",
                "node",
                "tar",
                "unzip",
                "cp",
                "wasm-pack",
                "turbo",
                "nx",
            )
            if built or command.arguments[:1] in (("run",), ("build",)) or command.runs("gh", "run", "download"):
                return True
    return False
