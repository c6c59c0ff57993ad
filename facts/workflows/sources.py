"""All shell text of a checkout: the `run` of steps, script files, recipes."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from facts.shell.justfile import Justfile, is_justfile
from facts.tasks import node_program
from facts.tasks.powershell import script as powershell_script
from facts.workflows.source import Source
from facts.workflows.task_sources import program_sources, source, task_sources
from facts.workflows.workflow import Job, WorkflowStep
from facts.workflows.workflow_files import Checkout

_SHELLS = ("bash", "sh")
_SHEBANG = re.compile(rb"#!\s*(?:/usr/bin/env\s+(?:-S\s+)?|/(?:usr/)?(?:local/)?bin/)(?:ba|da|k)?sh\b")
# Actions that give their input `command` to a shell, and try it again.
_RUNS_A_COMMAND = ("nick-fields/retry", "nick-invision/retry", "wandalen/wretry.action")
_NOT_OURS = {
    ".git",
    ".scratch",
    ".venv",
    "__pycache__",
    "node_modules",
    "target",
    "third_party",
    "vendor",
    "venv",
}


def sources(checkout: Checkout) -> dict[str, Source]:
    """Every shell text, by key: `file` for a script, `file:line` for a step, `just:name` for a recipe."""
    found: dict[str, Source] = {}
    files = tuple(_walked(checkout.root))
    shell = (each for label in files for each in _file(checkout.root, label))
    for text in (*_steps(checkout), *shell, *task_sources(checkout.root, files)):
        found.setdefault(text.key, text)  # of two recipes of one name the outer file's is the one that a step calls
    for text in program_sources(checkout.root, files, found):
        found.setdefault(text.key, text)
    return found


def step_key(step: WorkflowStep) -> str:
    """Return the key of a step's own text; a composite action's step has one for each place that calls it."""
    return f"{step.file}:{step.line}" + (f"@{step.via}" if step.via else "")


def shell_of(job: Job, step: WorkflowStep) -> str:
    """`bash`, `sh`, `bash {0}`...: how GitHub starts the step; empty when that is no POSIX shell."""
    if step.shell:
        return step.shell if step.shell.split()[0].rsplit("/", 1)[-1] in _SHELLS else ""
    labels = [label for name in job.runs_on for label in _labels(job, name)]
    only_windows = labels and all("windows" in label for label in labels)
    return "" if only_windows else "default"


def _labels(job: Job, name: str) -> tuple[str, ...]:
    key = name.strip().removeprefix("${{").removesuffix("}}").strip().removeprefix("matrix.")
    return job.matrix.values(key) if "${{" in name else (name,)


def _steps(checkout: Checkout) -> Iterator[Source]:
    for workflow in checkout.workflows:
        for job in workflow.jobs.values():
            for step in job.steps:
                if step.run is not None and shell_of(job, step):
                    yield _step(job, step, step.run.text, step.run.first_line)
                elif step.run is not None and is_powershell(job, step):
                    yield source(step_key(step), step.file, powershell_script(step.run.text, "", step.run.first_line))
                elif (given := step.with_.scalar("command")) is not None and step.action in _RUNS_A_COMMAND:
                    forgives = step.input("continue_on_error") == "true" or step.input("continue-on-error") == "true"
                    text = f"{given.text.rstrip()} || true" if forgives else given.text
                    yield Source(step_key(step), step.file, given.first_line, text, False, False, False, _folder(step))
                elif (program := step.with_.scalar("script")) is not None and step.action == "actions/github-script":
                    task = replace(node_program.program(program.text), line=program.first_line)
                    yield source(step_key(step), step.file, task)


def is_powershell(job: Job, step: WorkflowStep) -> bool:
    """Whether GitHub gives the step to PowerShell: because it says so, or because its runner is Windows."""
    if step.shell:
        return step.shell.split()[0].rsplit("/", 1)[-1].removesuffix(".exe") in ("pwsh", "powershell")
    return not shell_of(job, step)


def _step(job: Job, step: WorkflowStep, text: str, line: int) -> Source:
    # GitHub: unspecified is `bash -e`, `bash` is `bash -eo pipefail`, `sh` is `sh -e`, a template stands for itself.
    shell = shell_of(job, step)
    letters = "".join(word for word in shell.split() if word.startswith("-") and not word.startswith("--"))
    template = "{0}" in shell
    errexit = "e" in letters if template else True
    pipefail = "pipefail" in shell if template else shell == "bash"
    return Source(step_key(step), step.file, line, text, errexit, pipefail, _surely_posix(job, step), _folder(step))


def _folder(step: WorkflowStep) -> str:
    return "" if "$" in step.working_directory else step.working_directory.removeprefix("./").strip("/").removesuffix(".")


def _surely_posix(job: Job, step: WorkflowStep) -> bool:
    labels = [label for name in job.runs_on for label in _labels(job, name)]
    return bool(step.shell) or (bool(labels) and all(label.startswith(("ubuntu-", "macos-")) for label in labels))


def _walked(root: Path) -> Iterator[str]:
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if name not in _NOT_OURS)
        inside = Path(folder).relative_to(root).as_posix()
        yield from (name if inside == "." else f"{inside}/{name}" for name in sorted(names))


def _file(root: Path, label: str) -> Iterator[Source]:
    path = root / label
    if is_justfile(path.name):
        yield from _recipes(label, path)
    elif path.is_file() and (path.suffix in (".sh", ".bash") or (not path.suffix and _names_a_shell(path))):
        text = path.read_text(encoding="utf-8", errors="replace")
        yield Source(label, label, 1, text, "e" in _shebang_letters(text), False)


def _names_a_shell(path: Path) -> bool:
    """Whether a file without an ending begins as a script of a shell does: `#!/bin/sh`, `#!/usr/bin/env bash`."""
    with path.open("rb") as file:
        return bool(_SHEBANG.match(file.read(80)))


def _shebang_letters(text: str) -> str:
    words = text.split("\n", 1)[0].split()
    return "".join(word for word in words[1:] if word.startswith("-")) if text.startswith("#!") else ""


def _recipes(label: str, path: Path) -> Iterator[Source]:
    text = path.read_text(encoding="utf-8", errors="replace")
    found = Justfile(text)
    for recipe in found.recipes.values():
        body = "\n".join([*(f"just {name}" for name in recipe.dependencies), recipe.body])
        line = recipe.line - len(recipe.dependencies)
        yield Source(
            f"just:{recipe.name}",
            label,
            line,
            body,
            recipe.errexit,
            found.is_strict and recipe.errexit,
            parameters=recipe.parameters,
        )
    for alias, name in found.aliases.items():
        yield Source(f"just:{alias}", label, 1, f"just {name}", True, False)
