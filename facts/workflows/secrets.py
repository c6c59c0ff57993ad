"""Which names in a step hold a secret."""

from __future__ import annotations

import re

from facts.shell.github_expressions import expression_of
from facts.shell.syntax import Word
from facts.workflows.workflow import Job, Workflow, WorkflowStep

_SECRET = re.compile(r"\bsecrets(?:\.|\[\s*')([A-Za-z_]\w*)")


def environment(workflow: Workflow, job: Job, step: WorkflowStep) -> dict[str, str]:
    """Return the environment that the step is given: of the workflow, the job and itself."""
    return {**workflow.env, **job.env, **step.env}


def secret_names(workflow: Workflow, job: Job, step: WorkflowStep) -> frozenset[str]:
    """Return the environment variables of the step whose value comes from a secret."""
    found = environment(workflow, job, step)
    return frozenset(name for name, value in found.items() if _SECRET.search(value))


def holds_secret(word: Word, names: frozenset[str]) -> bool:
    """Return whether a word expands a secret: through a variable, or through an expression in the text."""
    return any(name in names or _SECRET.search(expression_of(name)) for name in word.names)
