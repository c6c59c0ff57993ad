"""What the rows of a release's builds make: archives by name, and wheels by system."""

from __future__ import annotations

import re
from collections.abc import Iterator

from facts.workflows.artifacts import expand, uploads
from facts.workflows.matrix import Row
from facts.workflows.matrix_rows import TargetsFile, rows, runs_in
from facts.workflows.release_graph import Machinery
from facts.workflows.release_path import release_path
from facts.workflows.workflow import Job

ARCHIVE = re.compile(r"(?<![\w.*$\{\}-])[\w.*$\{\}-]+\.(?:tar\.gz|tgz|zip|tar\.xz)")
PARAMETER = re.compile(r"\$\{\{(?:(?!\$\{\{).)*?\}\}|\$\{[^}]{0,500}\}|\$\w+|\$\(\.\.\.\)", re.DOTALL)


def made(machinery: Machinery, targets: TargetsFile | None) -> set[str]:
    """Return the names of archives that rows of builds make, `*` for what is computed."""
    found: set[str] = set()
    for stop in release_path(machinery):
        known = rows(stop.job, machinery.root, targets) if stop.job.matrix.present else ()
        texts = [step.run.text for step in stop.job.steps if step.run is not None]
        texts += [step.input("path") for step in stop.job.steps]
        for row in known:
            # Only a name that the row really decides says which platforms there are.
            decided = [t for t in texts if "matrix." in t]
            found |= {template(name) for text in decided for name in ARCHIVE.findall(PARAMETER.sub("*", expand(text, row)))}
    return found


def template(name: str) -> str:
    """Return a name without its folder, each computed part as one `*`."""
    return re.sub(r"\*+", "*", name.rsplit("/", 1)[-1])


def family(name: str) -> str:
    """Return what names of one kind share: all before the computed part, and the ending."""
    head, star, tail = name.partition("*")
    plain = tail.split(".", 1)[0].strip("_-")
    return f"{head}*.{tail.split('.', 1)[-1]}" if star and head and plain and "*" not in tail else ""


def wheel_systems(machinery: Machinery, targets: TargetsFile | None) -> Iterator[str]:
    """Yield the system of each row that uploads wheels."""
    for stop in release_path(machinery):
        for upload in uploads(stop.job):
            if any(path.endswith(".whl") for path in upload.paths):
                for row in rows(stop.job, machinery.root, targets):
                    if runs_in(upload.step.condition, row):
                        yield system_of(stop.job, row)


def system_of(job: Job, row: Row) -> str:
    """Return the system of a job's runner in a row of its matrix, or nothing."""
    name = job.runs_on[0] if job.runs_on else ""
    key = name.strip().removeprefix("${{").removesuffix("}}").strip().removeprefix("matrix.")
    label = row.get(key, name)
    return label.split("-", 1)[0] if label.startswith(("ubuntu", "macos", "windows")) else ""
