"""A runner of tests that skips what it has no interpreter for has one for some of the tests."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from core.findings import Finding
from core.location import Location
from core.rules import Rule
from discovery.workflows.job_commands import Placed, commands
from discovery.workflows.job_runs import JobRun
from discovery.workflows.path import on_the_way
from facts.workflows.artifacts import expand
from gates.tooling.checkout_paths import below
from gates.tooling.rule_context import Context

_TRUE = re.compile(r"^[^\S\n]*skip_missing_interpreters\s*=\s*[\"']?(?:true|1|yes)\b", re.IGNORECASE | re.MULTILINE)
_ENVS = re.compile(r"^[^\S\n]*(?:env_list|envlist)\s*=\s*((?:.*\n)(?:[ \t]+.*\n)*)", re.MULTILINE)
_JOBS = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  publish:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with: {{python-version: "{0}"}}
      - run: pip install tox==4.23.2 build==1.2.2 twine==6.1.0
      - run: tox run
      - run: python -m build && twine upload dist/*
        env: {{TWINE_PASSWORD: "${{{{ secrets.PYPI }}}}"}}
"""
_TOX = {"tox.ini": "[tox]\nenv_list = lint, py313\nskip_missing_interpreters = true\n\n[testenv]\ncommands = pytest\n"}

RULE = Rule(
    id="tested-interpreters-are-installed",
    title="If a release's test runner skips missing interpreters, the release sets up an interpreter that the tests use.",
    why="tox succeeds if the test environments are skipped and any other environment ran: the release goes out untested.",
    fix="set up the interpreter, and make a missing one an error: skip_missing_interpreters = false",
    reference="tox: skip_missing_interpreters",
    bad={".github/workflows/release.yml": _JOBS.format("3.12"), **_TOX},
    good={".github/workflows/release.yml": _JOBS.format("3.13"), **_TOX},
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each run of tox in which every environment of an interpreter is skipped."""
    seen: set[Location] = set()
    for _, job in on_the_way(context.graph):
        for each in commands(job):
            if each.ran.command.tool == "tox" and each.ran.at not in seen and not each.ran.chain:
                wanted = _wanted(below(context.graph.root, each.ran.folder), each)
                versions = _set_up(job)
                if wanted and versions and not wanted & versions:
                    seen.add(each.ran.at)
                    asked = ", ".join(sorted(wanted))
                    got = f"job {job.id} runs tox with Python {', '.join(sorted(versions))}, but all of {asked} are skipped"
                    yield Finding(RULE.id, each.ran.file, each.ran.line, got, "an interpreter that the tests use", RULE.fix)


def _wanted(folder: Path, each: Placed) -> set[str]:
    """Return the versions that the environments ask for by their names, where missing ones are skipped."""
    said = "\n".join(
        (folder / name).read_text("utf-8", "replace") for name in ("tox.ini", "setup.cfg") if (folder / name).is_file()
    )
    envs = _ENVS.search(f"{said}\n")
    listed, skips = (envs[1] if envs else ""), bool(_TRUE.search(said))
    project = folder / "pyproject.toml"
    if project.is_file() and not listed:
        try:
            tox = tomllib.loads(project.read_text("utf-8", "replace")).get("tool", {}).get("tox", {})
        except tomllib.TOMLDecodeError:
            tox = {}
        listed, skips = " ".join(map(str, tox.get("env_list", ()))), tox.get("skip_missing_interpreters") in (True, "true")
    command = each.ran.command
    skips |= command.value("--skip-missing-interpreters") == "true" or any(flag == "-s" for flag in command.flags)
    named = command.value("-e", "--env") or listed
    if "$" in named or not skips or command.value("--skip-missing-interpreters") == "false":
        return set()
    named = re.sub(r"py\{([\d,]+)\}", lambda found: " ".join(f"py{part}" for part in found[1].split(",")), named)
    return {f"{first}.{second}" for first, second in re.findall(r"\bpy(3)\.?(\d{1,2})\b", named)}


def _set_up(job: JobRun) -> set[str]:
    found: set[str] = set()
    for step in job.steps:
        if step.action in ("actions/setup-python", "astral-sh/setup-uv"):
            for row in job.job.matrix.rows or ({},):
                text = expand(step.input("python-version"), row)
                if step.action == "astral-sh/setup-uv" or "*" in text or not text.strip():
                    return set()  # it may fetch any
                found |= set(re.findall(r"\b3\.\d+", text))
    return found
