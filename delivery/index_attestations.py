"""Attestations of an index against the file that they are about, the repository and the tag's commit."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from core.errors import Undecided
from core.findings import Finding
from delivery.results import Fetched
from facts.indexes.attestation_statements import Statement
from profiles.schema.forge import ForgeTable

_FIX = "publish it from the workflow that attests, at the tag"
Told = Mapping[str, Sequence[Statement]]  # by file


@dataclass(frozen=True)
class Source:
    """Where a release comes from, as every attestation has to say it."""

    repository: str  # owner/name
    commit: str
    head_differs: str = ""  # why the run's head need not be the tag's commit


def required(forge: ForgeTable) -> str:
    """Return the repository that the profile names; without one no attestation can be judged."""
    if forge.repository:
        return forge.repository
    raise Undecided(
        got="a channel with attested = true and no [forge] repository",
        expected="the repository that attestations have to name",
        advice="name it in the profile",
    )


def untrue(told: Told, fetched: Sequence[Fetched], source: Source) -> list[Finding]:
    """Return in what attestations are about other bytes, another repository or another commit, or do not say it."""
    files = {file.name: file for file in fetched}
    return [fault for name, said in told.items() for fault in _faults(name, said, files.get(name), source)]


def of_other_bytes(fetched: Sequence[Fetched]) -> Told:
    """An attestation of the first file that is about bytes which nobody served: it must be refused."""
    name = fetched[0].name
    return {name: [Statement({name: {"sha256": "0" * 64}}, ("control/control",), ("0" * 40,))]}


def _faults(name: str, said: Sequence[Statement], file: Fetched | None, source: Source) -> Iterator[Finding]:
    if not said:
        yield Finding("attestation-empty", name, 0, "no statement", "one about the file", _FIX)
    for statement in said:
        yield from _subject(name, statement, file)
    yield from _repository(name, [one for statement in said for one in statement.repositories], source)
    yield from _commit(name, [one for statement in said for one in statement.commits], source)


def _subject(name: str, statement: Statement, file: Fetched | None) -> Iterator[Finding]:
    digests = {} if file is None else file.digests
    if not any(_same(stated, digests) for stated in statement.subjects.values()):
        stated = "; ".join(f"{unquote(subject)} {_shown(digests)}" for subject, digests in statement.subjects.items())
        yield Finding("attestation-subject", name, 0, f"about {stated or 'nothing'}", _shown(digests) or name, _FIX)


def _same(stated: Mapping[str, str], digests: Mapping[str, str]) -> bool:
    common = [name for name in stated if name in digests]
    return bool(common) and all(stated[name].lower() == digests[name] for name in common)


def _shown(digests: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {digest[:12]}" for name, digest in digests.items())


def _repository(name: str, named: Sequence[str], source: Source) -> Iterator[Finding]:
    others = [one for one in named if _plain(one) != source.repository.lower()]
    if not named:
        yield Finding("attestation-repository", name, 0, "names no repository", source.repository, _FIX)
    for one in dict.fromkeys(others):
        yield Finding("attestation-repository", name, 0, f"names the repository {one}", source.repository, _FIX)


def _plain(address: str) -> str:
    """owner/name, however the address is written."""
    parts = address.lower().rstrip("/").removesuffix(".git").split("/")
    return "/".join(parts[-2:])


def _commit(name: str, named: Sequence[str], source: Source) -> Iterator[Finding]:
    if source.head_differs:
        return  # the profile says why the run that signs is not at the tag's commit
    if not named:
        yield Finding("attestation-commit", name, 0, "names no commit", source.commit, _FIX)
    others = dict.fromkeys(one for one in named if one != source.commit)
    for one in others:
        yield Finding("attestation-commit", name, 0, f"names the commit {one}", source.commit, _FIX)
