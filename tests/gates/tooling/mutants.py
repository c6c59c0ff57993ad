"""Small wrongs put into workflows that are right, one at a time, by what the workflow says and not by its text alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from facts.workflows.reading import workflow
from facts.workflows.workflow import Job, Workflow, WorkflowStep

Layout = dict[str, str]
_HANDED = ("actions/upload-artifact", "actions/download-artifact")
_WEIGHTY = re.compile(r"^\s*(?:\./|cargo|npm (?!init)|gh |git ls-remote|twine|\[\[)")


@dataclass(frozen=True)
class Mutant:
    """What was done, and the layout after it."""

    title: str
    layout: Layout


def mutants(layout: Layout) -> Iterator[Mutant]:
    """Return every mutant of the release workflows of a layout."""
    for file, text in layout.items():
        if file.startswith(".github/workflows/") and not file.endswith("/ci.yml"):
            for title, lines in _of(workflow(text, file), text.split("\n")):
                yield Mutant(f"{file.rsplit('/', 1)[-1]}: {title}", {**layout, file: "\n".join(lines)})


def _of(found: Workflow, lines: list[str]) -> Iterator[tuple[str, list[str]]]:
    for job in found.jobs.values():
        yield from _needs(job, lines)
        for key in ("if: always()", "continue-on-error: true"):
            yield f"{job.id} {key}", _with(lines, job.line, "    " + key, after=True)
        yield from _rows(job, lines)
        for step in job.steps:
            yield from _step(job, step, lines)
    for number, line in enumerate(lines):
        if "secrets." in line:
            yield f"line {number + 1} empty secret", _with(lines, number, re.sub(r"\$\{\{ secrets\.\w+ \}\}", "", line))


def _needs(job: Job, lines: list[str]) -> Iterator[tuple[str, list[str]]]:
    for need in job.needs:
        number = next(n for n in range(job.line, len(lines)) if lines[n].strip().startswith("needs:"))
        kept = ", ".join(name for name in job.needs if name != need)
        yield f"{job.id} drops {need}", _with(lines, number, f"    needs: [{kept}]")


def _rows(job: Job, lines: list[str]) -> Iterator[tuple[str, list[str]]]:
    for number in range(job.line, job.steps[0].line):
        if lines[number].strip().startswith("- {os:"):
            yield f"{job.id} loses a row", lines[:number] + lines[number + 1 :]


def _step(job: Job, step: WorkflowStep, lines: list[str]) -> Iterator[tuple[str, list[str]]]:
    number = step.line - 1
    name = f"{job.id}/{step.line}"
    yield f"{name} continue-on-error", _with(lines, number, lines[number].replace("- ", "- continue-on-error: true\n        ", 1))
    if step.action in _HANDED and (given := step.input("name") or step.input("pattern")):
        at = next(n for n in range(number, number + 4) if given in lines[n])
        yield f"{name} renames {given}", _with(lines, at, lines[at].replace(given, "x" + given, 1))
    if step.run is not None:
        for offset, line in enumerate(step.run.text.splitlines()):
            if _WEIGHTY.match(line) and not line.rstrip().endswith(("then", "\\")) and step.run.first_line != step.run.line:
                at = step.run.first_line - 1 + offset
                yield f"{name} || true after {line.strip()[:40]}", _with(lines, at, lines[at] + " || true")


def _with(lines: list[str], number: int, line: str, *, after: bool = False) -> list[str]:
    return [*lines[:number], line, *lines[number if after else number + 1 :]]
