"""The texts that a step runs, with those of the programs of the checkout that it names, also of programs that start no command."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from discovery.workflows.job_runs import JobRun
from facts.runs.steps import ran
from facts.workflows.workflow import WorkflowStep

_PROGRAM = re.compile(r"(?<![\w./-])[\w./-]+\.(?:mjs|cjs|js|ts|mts|py|rb|sh|bash|pl)\b")
_KINDS = (".mjs", ".js", ".cjs", ".ts", ".mts", ".py", ".rb", ".sh", ".bash", ".pl", ".json", "Makefile", "justfile")
_MOST = 200_000  # characters of a program that is read


def program_texts(job: JobRun, step: WorkflowStep) -> Iterator[str]:
    """Yield the text of a step and of every file of the checkout that it runs by name."""
    if step.run is not None:
        yield step.run.text
    root = job.machinery.root
    scripts = job.machinery.scripts_of(step)
    named = {posixpath.normpath(name) for script in scripts for name in _PROGRAM.findall(script.text)}
    for each in ran(job.machinery, job.workflow, job.job, step):  # a program is named from the folder in which it is started
        named |= {posixpath.normpath(posixpath.join(each.folder, name)) for name in _PROGRAM.findall(each.text)}
    for label in sorted({script.file for script in scripts} | named):
        path = root / label
        inside = not label.startswith(("..", "/", ".github/workflows/"))
        if inside and label.endswith(_KINDS) and path.is_file() and path.stat().st_size < _MOST:
            yield path.read_text("utf-8", "replace")
