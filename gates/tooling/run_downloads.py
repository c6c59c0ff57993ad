"""What `gh run download --name` takes from another run: the build workflow uploads it under that name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.location import Location
from facts.shell.variables import resolved
from facts.workflows.artifacts import downloads, names, uploads
from facts.workflows.job_handover import job_uploads
from facts.workflows.publication import publications
from facts.workflows.release_graph import Machinery
from facts.workflows.release_path import build_workflows
from facts.workflows.workflow import Workflow

_COMPUTED = re.compile(r"\$\{\{(?:(?!\$\{\{).)*?\}\}|\$\{[^}]{0,500}\}|\$\w+|\$\(\.\.\.\)", re.DOTALL)


def unmet(machinery: Machinery, workflow: Workflow) -> Iterator[tuple[Location, str, str]]:
    """Yield place, problem and fix for each name that no upload of the build workflow can have."""
    builders = build_workflows(machinery, workflow) if publications(machinery, workflow) else ()
    made = {name for builder in builders for name in _made(machinery, builder)}
    for at, wanted in _asked(machinery, workflow) if builders else ():
        if wanted.strip("*") and wanted not in made:
            files = ", ".join(builder.file for builder in builders)
            problem = f"downloads the artifact {wanted} of the build run, which no job of {files} uploads"
            yield at, problem, "upload it under that name"


def _asked(machinery: Machinery, workflow: Workflow) -> Iterator[tuple[Location, str]]:
    for job in workflow.jobs.values():
        for download in downloads(job):
            if download.other_run and download.exact and not download.step.input("repository"):
                yield from ((download.step.at, name) for name in download.patterns)
        for step in job.steps:
            for script, line, command in machinery.commands_of(step):
                asked = command.value("--name", "-n") if command.runs("gh", "run", "download") else None
                yield script.at(line), _COMPUTED.sub("*", resolved(asked, script)) if asked else ""


def _made(machinery: Machinery, builder: Workflow) -> Iterator[str]:
    for job in builder.jobs.values():
        for upload in uploads(job):
            template = upload.step.input("name", "artifact")
            yield _COMPUTED.sub("*", template)
            yield from names(template, job)
        yield from (name for upload in job_uploads(machinery, job) for name in upload.names)
