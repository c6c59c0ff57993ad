"""The text of a step is written in the syntax of its shell, on every system that the step runs on."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.findings import Finding
from core.rules import Rule
from discovery.workflows.job_runs import JobRun
from discovery.workflows.path import on_the_way
from facts.workflows.runners import machines
from facts.workflows.workflow import WorkflowStep
from gates.tooling.rule_context import Context

_FILES = r"GITHUB_(?:OUTPUT|ENV|PATH|STEP_SUMMARY)"
_OF_POSIX = re.compile(r"(?m)^[^\S\n]*(?:export\s+\w+=|fi\s*$|done\s*$|esac\s*$)|;\s*then\s*$|\s\\$|\[\[\s")
_INNER = re.compile(r"\b(?:bash|sh|wsl|pwsh|powershell)\b[^\n]*(?:\s-\w*[cC]\w*\s|<<)|@'", re.IGNORECASE)
_OF_POWERSHELL = re.compile(r"(?<![\w'])\$\{?env:(\w+)", re.IGNORECASE)
_JOBS = """\
on: {{push: {{tags: ["v*"]}}}}
jobs:
  publish:
    runs-on: windows-2025
    permissions: {{contents: write}}
    env: {{GH_TOKEN: "${{{{ github.token }}}}"}}
    steps:
      - id: name
        run: echo "tag={0}" >> "{1}"
      - run: gh release create ${{{{ steps.name.outputs.tag }}}} --repo example/finch --notes new
"""

RULE = Rule(
    id="scripts-match-the-shell-of-their-step",
    title="Every step of a release workflow is written in the syntax of its shell.",
    why="Windows runs PowerShell, in which $GITHUB_OUTPUT is an empty variable: outputs, names and versions stay empty there.",
    fix="set `shell: bash`, or write the variable as $env:NAME",
    reference="GitHub: jobs.<job_id>.steps[*].shell",
    bad={".github/workflows/release.yml": _JOBS.format("$GITHUB_REF_NAME", "$GITHUB_OUTPUT")},
    good={".github/workflows/release.yml": _JOBS.format("$env:GITHUB_REF_NAME", "$env:GITHUB_OUTPUT")},
)


def findings(context: Context) -> Iterator[Finding]:
    """Yield each step whose text another shell reads than the one that it is written for."""
    seen: set[tuple[str, int]] = set()
    for _, job in on_the_way(context.graph):
        for step in job.steps:
            wrong = _wrong(job, step) if step.run is not None and (step.file, step.line) not in seen else ""
            if wrong:
                seen.add((step.file, step.line))
                got = f"{wrong} (job {job.id})"
                yield Finding(RULE.id, step.file, step.line, got, "the syntax of its shell", RULE.fix)


def _wrong(job: JobRun, step: WorkflowStep) -> str:
    text = step.run.text if step.run is not None else ""
    places = [each for each in machines(job.job) if each.runs(step)]
    shell = step.shell.split()[0].rsplit("/", 1)[-1].removesuffix(".exe") if step.shell else ""
    powershell = shell in ("pwsh", "powershell") or (not shell and any(each.system == "windows" for each in places))
    if powershell:
        return _not_powershell(job, step, text)
    posix = shell in ("bash", "sh") or (not shell and bool(places))
    found = _OF_POWERSHELL.search(text) if posix and not _INNER.search(text) else None
    return f"a POSIX shell runs {found[0]}, which it reads as the variable $env and a string" if found else ""


def _not_powershell(job: JobRun, step: WorkflowStep, text: str) -> str:
    if _INNER.search(text):
        return ""
    given = sorted({*job.workflow.env, *job.job.env, *step.env})
    names = "|".join([_FILES, "GITHUB_[A-Z_]+", "RUNNER_[A-Z_]+", *(re.escape(name) for name in given)])
    own = {name.lower() for name in re.findall(r"\$(?:script:|global:)?(\w+)\s*=(?!=)", text)}
    own |= {name.lower() for name in re.findall(r"\bforeach\s*\(\s*\$(\w+)", text)}
    for found in re.finditer(rf"(?<![\w`'])\$\{{?({names})\b", text):
        if found[1].lower() not in own:
            return f"PowerShell runs {found[0]}, which is not an environment variable there"
    posix = _OF_POSIX.search(text)
    return f"PowerShell reads `{posix[0].strip()}`, which is written for bash" if posix else ""
