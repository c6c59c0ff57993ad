"""What the publish jobs read from the repository's settings, as their workflow and those that it calls say it."""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from core.errors import Undecided
from core.findings import Finding
from facts.github.gh_api import Forge
from facts.github.settings import environments, secrets, shared_secrets
from facts.vcs.git import Checkout
from facts.workflows.reading import workflow
from facts.workflows.workflow import Job, Workflow
from facts.workflows.yaml_positions import Mapping, Scalar, scalars

_SECRET = re.compile(r"\bsecrets(?:\.|\[\s*['\"])([A-Za-z_][A-Za-z0-9_]*)")
_ALL = re.compile(r"\bsecrets\s*(?:\[\s*[^'\"\s]|\)|\}\})")  # secrets[matrix.name], toJSON(secrets)
_GIVEN = {"GITHUB_TOKEN"}  # every run has it
_HERE = "./"


@dataclass(frozen=True, order=True)
class SecretRead:
    """A secret that a job reads: from one of these environments of the job, else from the repository."""

    name: str
    environments: tuple[str, ...] = ()


@dataclass(frozen=True)
class JobRead:
    """One job with its workflow: `inherits` says whether it has all secrets of who called it."""

    workflow: Workflow
    job: Job
    inherits: bool
    handed: frozenset[str] = frozenset()  # what the caller hands over under names of its own choice

    @property
    def environment(self) -> str:
        """The environment by its name, empty where there is none or an expression names it."""
        return "" if "${{" in self.job.environment else self.job.environment

    @property
    def secrets(self) -> Iterator[SecretRead]:
        """What its text, and the part of the workflow that all jobs share, read."""
        shared = {name: part for name, part in self.workflow.body.entries.items() if name not in ("jobs", "on")}
        texts = [self.job.body, *(part for part in shared.values() if isinstance(part, Mapping | Scalar))]
        read = {name for text in texts for scalar in scalars(text) for name in _SECRET.findall(scalar.text)}
        for name in sorted(read - _GIVEN - self.handed):
            if self.inherits or self.environment:  # else its caller hands it over under a name of its own
                yield SecretRead(name, (self.environment,) if self.environment else ())

    @property
    def unknown(self) -> str:
        """Why nobody can tell which secrets it reads, empty where somebody can."""
        if self.job.calls and not self.job.calls.startswith(_HERE) and self.job.body.text("secrets") == "inherit":
            return f"{self.job.id} hands all secrets to {self.job.calls}"
        if any(_ALL.search(scalar.text) for scalar in scalars(self.job.body)):
            return f"{self.job.id} reads secrets whose names an expression makes"
        return ""


def jobs_of(checkout: Checkout, path: str) -> list[JobRead]:
    """Return the jobs of a workflow file and of the workflows of this repository that it calls."""
    return list(_jobs(checkout, path, True, frozenset()))


def _jobs(
    checkout: Checkout, path: str, inherits: bool, seen: frozenset[str], handed: frozenset[str] = frozenset()
) -> Iterator[JobRead]:
    found = workflow(checkout.text(path), path)
    for job in found.jobs.values():
        yield JobRead(found, job, inherits, handed)
        called = job.calls.removeprefix(_HERE) if job.calls.startswith(_HERE) else ""
        if called and called not in seen | {path}:
            names = frozenset(job.body.mapping("secrets").entries)
            yield from _jobs(checkout, called, inherits and job.body.text("secrets") == "inherit", seen | {path}, names)


def secrets_read(jobs: Sequence[JobRead], told: Collection[str]) -> list[SecretRead]:
    """Return the secrets that jobs read; where the profile names them, those, in whichever environment the jobs use."""
    if told:
        return [SecretRead(name, environments_named(jobs, ())) for name in told]
    if unknown := [why for job in jobs if (why := job.unknown)]:
        raise Undecided(
            got="; ".join(unknown),
            expected="secrets that the workflow names",
            advice="list the secrets that publishing needs under [forge] secrets in the profile",
        )
    return sorted({read for job in jobs for read in job.secrets})


def environments_named(jobs: Sequence[JobRead], told: Collection[str]) -> tuple[str, ...]:
    """Return the environments that jobs name, or those that the profile names instead."""
    return tuple(told) or tuple(sorted({job.environment for job in jobs} - {""}))


def names_set(forge: Forge) -> Callable[[str], list[str]]:
    """Return how to list the secrets of an environment that is there, and of all jobs; each place is asked once."""

    @cache
    def names(environment: str) -> list[str]:
        if environment and environment not in environments(forge):
            return []  # the check of environments says so
        shared = [] if environment else shared_secrets(forge)
        return [*shared, *(secret.name for secret in secrets(forge, environment))]

    return names


def unset(wanted: Sequence[SecretRead], names: Callable[[str], Collection[str]]) -> list[Finding]:
    """Return the secrets that no place has where the job looks; `names` lists those of an environment, "" those of all jobs."""
    found = []
    for read in wanted:
        there = sorted({name for place in ("", *read.environments) for name in names(place)})
        if read.name not in there:
            where = f" --env {read.environments[0]}" if read.environments else ""
            got = f"{read.name}: no such secret (there: {', '.join(there) or 'none'})"
            found.append(Finding("", "", 0, got, "it to exist", f"add it: `gh secret set {read.name}{where}`"))
    return found
