"""A command is one that the system of its runner has, with flags that its tool knows there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from core.findings import Finding
from core.location import Location
from core.rules import Rule
from discovery.workflows.job_commands import Placed, commands, said
from discovery.workflows.job_runs import JobRun
from discovery.workflows.path import on_the_way
from facts.workflows.runner_tools import ToolFact, tool_facts
from facts.workflows.runners import machines
from gates.tooling.repeated_findings import once_per_cause
from gates.tooling.rule_context import Context

# A question about the system before the command: it may be for one of them.
_ASKED = re.compile(
    r"darwin|macos|osx|linux|windows|win32|mingw|msys|cygwin|uname|ostype|runner_os|runner\.os|\bos\b|target|arch|gnu|version",
    re.I,
)
_OUTPUT = re.compile(r"\bsteps\.([\w-]+)\.outputs\.")
_TOLD = re.compile(r"\bmatrix\.|runner\.os|RUNNER_OS|uname|OSTYPE", re.I)
_BROUGHT = re.compile(
    r"\bbrew\b[^\n]*\b(?:coreutils|gnu-sed|gsed|gnu-tar|findutils|grep)\b|gnubin|choco\b[^\n]*\b(?:zip|rsync)\b|msys2|pacman"
)
_JOBS = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  build:
    strategy: {{matrix: {{os: [ubuntu-24.04, macos-15]}}}}
    runs-on: ${{{{ matrix.os }}}}
    steps:
      - uses: actions/checkout@v4
      - run: sed {0} "s/^version = .*/version = \\"${{GITHUB_REF_NAME#v}}\\"/" Cargo.toml
      - run: cargo build --release
  publish: {{needs: build, runs-on: ubuntu-24.04, steps: [{{run: cargo publish}}]}}
"""

RULE = Rule(
    id="commands-exist-on-every-runner-os",
    title="Every command of a release workflow exists, with its flags, on every operating system it runs on.",
    why=(
        "The tools of Linux, macOS and Windows differ: the job for one system fails in every release, and the jobs "
        "that need it are skipped."
    ),
    fix="use only commands and flags available on every system of the job",
    reference="GitHub: software installed on runner images",
    bad={".github/workflows/release.yml": _JOBS.format("-i")},
    good={".github/workflows/release.yml": _JOBS.format("-i.bak")},
)


def findings(context: Context) -> list[Finding]:
    """Return one finding for each tool that a system of its job does not have or does not understand."""
    return once_per_cause(_unlike(context))


def _unlike(context: Context) -> Iterator[tuple[tuple[str, ...], Finding]]:
    seen: set[Location] = set()
    for _, job in on_the_way(context.graph):
        places = list(machines(job.job))
        if not places or any(_brings(job, at) for at in range(len(job.steps))):
            continue
        for each in commands(job):
            systems = {place.system for place in places if place.runs(each.step)}
            answered = each.ran.at in seen or each.ran.lost or _is_tried(context.graph.root, each)
            if answered or not systems or _is_for_one(job, each):
                continue
            for kind in ("dialect", "absent"):
                for fact in tool_facts(kind):
                    if system := _misses(each, fact, systems):
                        seen.add(each.ran.at)
                        yield (job.id, each.ran.command.tool, system, fact.fix), _finding(job, each, kind, system, fact)


def _finding(job: JobRun, each: Placed, kind: str, system: str, fact: ToolFact) -> Finding:
    what = f"`{each.ran.command.tool}` does not exist there" if kind == "absent" else f"`{_shown(each)}` means something else"
    got = f"{what} on {system} (job {job.id})"
    return Finding(RULE.id, each.ran.file, each.ran.line, got, "a command available on every system of the job", fact.fix)


def _brings(job: JobRun, at: int) -> bool:
    step = job.steps[at]
    return "msys2" in step.action or bool(_BROUGHT.search(said(job, step)))


def _is_for_one(job: JobRun, each: Placed) -> bool:
    """Whether a condition before the command asks for the system, or for what a step has told from it."""
    guards = " ".join(" ".join(guard.words) for guard in each.ran.guards)
    told = set(_OUTPUT.findall(guards))
    return bool(_ASKED.search(guards)) or any(step.id in told and _TOLD.search(said(job, step)) for step in job.steps)


def _is_tried(root: Path, each: Placed) -> bool:
    """Whether its failure is an answer: another command stands behind it, or a condition before it."""
    path = root / each.ran.file
    lines = path.read_text("utf-8", "replace").splitlines() if each.ran.asked and path.is_file() else []
    line = " ".join(lines[max(each.ran.line - 2, 0) : each.ran.line + 1])
    return each.ran.asked and (not line or bool(re.search(r"\|\||\bif\b|\bwhile\b|\bunless\b|&&|2>\s*/dev/null", line)))


def _misses(each: Placed, fact: ToolFact, systems: set[str]) -> str:
    command = each.ran.command
    if fact.words != (command.tool,) or _shell_is_unlike(each):
        return ""
    given = " ".join(word.text or "''" for word in command.words)
    if fact.pattern and not re.search(fact.pattern, given):
        return ""
    return next((system for system in fact.systems if system in systems), "")


def _shell_is_unlike(each: Placed) -> bool:
    """Whether it is no POSIX shell that reads the command: its words mean something else there."""
    return each.step.shell.startswith(("pwsh", "powershell", "cmd", "msys2", "wsl", "alpine"))


def _shown(each: Placed) -> str:
    words = [word.text for word in each.ran.command.words]
    return " ".join((each.ran.command.tool, *words[:2]))[:60]
