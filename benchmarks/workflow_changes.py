"""Small wrongs that a careless hand puts into a workflow, one at a time, made on what the file says and not on its text.

A change is made on the parsed document and the document is written again, so that the notation of the file does not matter.
"""

from __future__ import annotations

import copy
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from ruamel.yaml import YAML

from benchmarks import workflow_slips

HANDED = re.compile(r"actions/(upload|download)-artifact(/merge)?@")
SECRET = re.compile(r"\$\{\{[^}]*\bsecrets\.\w+[^}]*\}\}")
# The end of these is nobody's business: they are no commands, or only show, or make a folder that the next command needs.
_IDLE = re.compile(
    r"\s*(#|$|(echo|printf|set|exit|return|shift|local|true|then|else|fi|do|done|esac|if|elif|for|while|case|break|continue|"
    r"ls|cat|mkdir|rm|trap|export)\b|[\]})&|]|[\w*\"'. |-]+\)$|\w+=(?![^#]*[`$]\())"
)
_OPEN = re.compile(r"(\\|\||&&|\|\||[{(;]|\bthen|\bdo|\bin|\belse)\s*$")
SWALLOWS = "|| true"
Document = dict[str, Any]


@dataclass(frozen=True)
class Change:
    """What was done, of what kind, and the file after it."""

    kind: str
    title: str
    text: str


def load(text: str) -> Document:
    """Read a workflow, notation and comments included."""
    document: Document = _yaml().load(text)
    return document


def dump(document: Document) -> str:
    """Write a workflow."""
    out = io.StringIO()
    _yaml().dump(document, out)
    return out.getvalue()


def changes(text: str, only: Callable[[str], bool] = lambda job: True) -> Iterator[Change]:
    """Yield every change of a workflow; `only` says which of its jobs are touched."""
    document = load(text)
    for name in filter(only, document["jobs"]):
        for kind, title, change in _of_job(document["jobs"][name], document["jobs"]):
            changed = copy.deepcopy(document)
            change(changed["jobs"][name])
            yield Change(kind, f"{name}: {title}", dump(changed))


_Made = tuple[str, str, Callable[[Document], object]]


def _set(key: str, value: object) -> Callable[[Document], object]:
    return lambda part: part.update({key: value})


def _set_in(place: str, key: str, value: object) -> Callable[[Document], object]:
    return lambda part: part[place].update({key: value})


def _without_row(key: str, number: int) -> Callable[[Document], object]:
    return lambda job: job["strategy"]["matrix"][key].pop(number)


def _in_step(number: int, change: Callable[[Document], object]) -> Callable[[Document], object]:
    return lambda job: change(job["steps"][number])


def _of_job(job: Document, jobs: Document) -> Iterator[_Made]:
    needs = [job["needs"]] if isinstance(job.get("needs"), str) else list(job.get("needs", []))
    for need in needs:
        yield "drops a need", f"needs no {need}", _set("needs", [n for n in needs if n != need])
    yield "always()", "if: always()", _set("if", "always()")
    yield "continue-on-error", "continue-on-error", _set("continue-on-error", True)
    yield from _of_matrix(job.get("strategy", {}).get("matrix"))
    yield from _of_secrets(job)
    yield from workflow_slips.of_job(job, jobs)
    yield from workflow_slips.of_jobs_steps(job)
    for number, step in enumerate(job.get("steps", [])):
        for kind, title, change in _of_step(step):
            yield kind, f"step {number + 1}: {title}", _in_step(number, change)


def _of_matrix(matrix: object) -> Iterator[_Made]:
    for key, rows in matrix.items() if isinstance(matrix, dict) else ():
        if isinstance(rows, list) and len(rows) > 1 and key != "exclude":
            for number, row in enumerate(rows):
                said = " ".join(map(str, row.values())) if isinstance(row, dict) else str(row)
                yield "loses a row", f"loses the row {said[:60]}", _without_row(key, number)


def _of_step(step: Document) -> Iterator[_Made]:
    yield "continue-on-error", f"{workflow_slips.called(step)}: continue-on-error", _set("continue-on-error", True)
    if HANDED.match(str(step.get("uses", ""))):
        for key in ("name", "pattern"):
            if key in step.get("with", {}):
                given = step["with"][key]
                yield "renames an artifact", f"{given} becomes x{given}", _set_in("with", key, f"x{given}")
    yield from _of_secrets(step)
    yield from _of_run(str(step.get("run", "")))
    yield from workflow_slips.of_step(step)


def _of_secrets(part: Document) -> Iterator[_Made]:
    for place in ("env", "with", "secrets"):
        values = part.get(place)
        for key, value in values.items() if isinstance(values, dict) else ():
            if SECRET.search(str(value)):
                yield "empties a secret", f"{key} is empty", _set_in(place, key, SECRET.sub("", str(value)))


def _of_run(text: str) -> Iterator[_Made]:
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if not _IDLE.match(line) and not _OPEN.search(line):
            changed = "\n".join([*lines[:number], line.rstrip() + " || true", *lines[number + 1 :]])
            yield SWALLOWS, f"{line.strip()[:60]} || true", _set("run", changed)


def _yaml() -> YAML:
    yaml = YAML(typ="rt")
    yaml.width = 10**6
    yaml.preserve_quotes = True
    return yaml
