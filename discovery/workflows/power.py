"""Which jobs have the power to publish, and whether what they do with it is understood."""

from __future__ import annotations

import re
from collections.abc import Iterator

from discovery.workflows.job_runs import JobRun, Run

_NAMES = re.compile(r"publish|release|deploy|upload|pypi|npm|crates?[-_. ]?io|registry|index|production|prod\b", re.I)
_TOKENS = re.compile(
    r"(NPM|NODE_AUTH|PYPI|TWINE|CARGO_REGISTRY|CRATES|UV_PUBLISH|GEM_HOST|RUBYGEMS|NUGET|OSSRH|SONATYPE|MAVEN|VSCE|OVSX|SNAPCRAFT|"
    r"DOCKER(HUB)?_|HOMEBREW|TAP_|CHOCO|ANACONDA|HEX_|PUB_|JSR|FLIT|POETRY|HATCH|PUBLISH|INDEX)\w*", re.I
)  # fmt: skip
_KNOWN = frozenset({"publish", "release", "assets", "finalize", "draft", "tag", "push", "attest", "sign", "pages"})
_OTHER_USES = (
    "sigstore/",
    "aws-actions/configure-aws-credentials",
    "google-github-actions/auth",
    "azure/login",
    "actions/deploy-pages",
    "codecov/",
)


def unrecognized(run: Run) -> Iterator[tuple[JobRun, str]]:
    """Yield every job that may publish although nothing that it does is known to, and what gives it that power."""
    for job in run.jobs:
        why = power(job)
        if why and not any(each.kind in _KNOWN for each in job.effects) and not _tests_its_secret(job):
            yield job, why


def power(job: JobRun) -> str:
    """Return what lets a job publish: an environment with a token of its own, or a registry's secret; else nothing."""
    if any(step.action.startswith(_OTHER_USES) for step in job.steps):
        return ""
    publishing = bool(_NAMES.search(job.job.environment)) if job.job.environment else False
    if publishing and job.grants_level("id-token") == 2:
        return f"id-token in the environment {job.job.environment}"
    tokens = [each.what for each in job.effects if each.kind == "secret" and _TOKENS.search(each.what)]
    if tokens and (publishing or _NAMES.search(job.job.id)):
        return f"the secret {tokens[0]}"
    return ""


def _tests_its_secret(job: JobRun) -> bool:
    # A job before the others that only asks whether its credentials are there and valid.
    texts = [step.run.text for step in job.steps if step.run is not None]
    return any(re.search(r"-z\s+\"?\$|-n\s+\"?\$|whoami|/api/v1/me|auth status|npm (view|ping|access)", text) for text in texts)
