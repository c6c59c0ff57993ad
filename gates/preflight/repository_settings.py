"""What the publish jobs read from the repository's settings, as their workflow says it."""

import re
from collections.abc import Collection

from facts.vcs.git import Checkout
from facts.workflows.reading import workflow
from facts.workflows.yaml_positions import Mapping, scalars

_SECRET = re.compile(r"\bsecrets\.([A-Za-z_][A-Za-z0-9_]*)")
_GIVEN = {"GITHUB_TOKEN"}  # every run has it


def secrets_read(checkout: Checkout, path: str, told: Collection[str]) -> tuple[str, ...]:
    """Return the secrets that a workflow reads, or those that the profile tells instead."""
    body = workflow(checkout.text(path), path).body
    read = {name for scalar in scalars(body) for name in _SECRET.findall(scalar.text)}
    return tuple(told) or tuple(sorted(read - _GIVEN))


def environments_named(checkout: Checkout, path: str, told: Collection[str]) -> tuple[str, ...]:
    """Return the environments that a workflow's jobs name, or those that the profile tells instead."""
    jobs = workflow(checkout.text(path), path).body.mapping("jobs")
    named = {_environment(jobs.mapping(name)) for name in jobs.entries}
    return tuple(told) or tuple(sorted(name for name in named if name and "${{" not in name))


def _environment(job: Mapping) -> str:
    return job.mapping("environment").text("name") or job.text("environment")
