"""The CI run that the registry recorded when a version was published, against this repository, its workflows and the tag."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

from core.findings import Finding

_FIX = "find out who published it, and release a new version from the release workflow at the tag"


@dataclass(frozen=True)
class Publisher:
    """Who has to have published it."""

    repository: str  # owner/name; empty: not known
    commit: str
    head_differs: str = ""  # why the run's head need not be the tag's commit
    workflows: Collection[str] = ()  # files of the release workflows


KNOWN = Publisher("owner/name", "c" * 40)  # what the known-bad record is compared with, whatever is known of the project
Ask = Callable[[str], Mapping[str, object] | None]  # a run of the repository by its number


def untrue(said: Mapping[str, str], publisher: Publisher, run: Mapping[str, object] | None) -> list[Finding]:
    """Return in what the record is not about this release; a version without a record has none to judge."""
    return list(_faults(said, publisher, run)) if said else []


def of_a_fork(publisher: Publisher) -> dict[str, str]:
    """A record of a repository that is not the project's: it must be refused."""
    return {"provider": "github", "repository": "control/control", "run": "1", "commit": publisher.commit}


def run_of(said: Mapping[str, str], publisher: Publisher, ask: Ask) -> Mapping[str, object] | None:
    """Ask for the run where it is this repository's: nobody else's is looked for."""
    ours = said and said["provider"] == "github" and _same(said["repository"], publisher.repository)
    return ask(said["run"]) if ours and said["run"].isdigit() else None


def _same(one: str, other: str) -> bool:
    return bool(other) and one.lower() == other.lower()


def _faults(said: Mapping[str, str], publisher: Publisher, run: Mapping[str, object] | None) -> Iterator[Finding]:
    where = f"run {said['run']} of {said['repository']}"
    if publisher.repository and not _same(said["repository"], publisher.repository):
        yield Finding("attestation-repository", where, 0, "published by that repository", publisher.repository, _FIX)
        return
    heads = dict.fromkeys(str(one) for one in (said["commit"], (run or {}).get("head_sha")) if one)
    for head in heads if not publisher.head_differs else ():
        if head != publisher.commit:
            yield Finding("attestation-commit", where, 0, f"published at the commit {head}", publisher.commit, _FIX)
    if said["provider"] != "github" or not publisher.repository:
        return
    file = str((run or {}).get("path") or "").partition("@")[0]
    if run is None:
        yield Finding("attestation-workflow", where, 0, "no such run", "a run of the release workflow", _FIX)
    elif publisher.workflows and file not in publisher.workflows:
        yield Finding("attestation-workflow", where, 0, f"published by {file}", " or ".join(publisher.workflows), _FIX)
