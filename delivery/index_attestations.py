"""Attestations of an index against the file that they are about, the repository and the tag's commit."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from core.errors import Undecided
from delivery.results import Fetched
from facts.indexes.statements import Statement
from profiles.schema.forge import ForgeTable

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


def untrue(told: Told, fetched: Sequence[Fetched], source: Source) -> list[str]:
    """Return in what attestations are about other bytes, another repository or another commit, or do not say it."""
    files = {file.name: file for file in fetched}
    return [f"{name}: {fault}" for name, said in told.items() for fault in _faults(name, said, files.get(name), source)]


def of_other_bytes(fetched: Sequence[Fetched]) -> Told:
    """An attestation of the first file that is about bytes which nobody served: it must be refused."""
    name = fetched[0].name
    return {name: [Statement({name: {"sha256": "0" * 64}}, ("control/control",), ("0" * 40,))]}


def _faults(name: str, said: Sequence[Statement], file: Fetched | None, source: Source) -> Iterator[str]:
    if not said:
        yield "its attestation holds no statement; publish it from the workflow that attests"
    for statement in said:
        yield from _subject(name, statement, file)
    yield from _repository([one for statement in said for one in statement.repositories], source)
    yield from _commit([one for statement in said for one in statement.commits], source)


def _subject(name: str, statement: Statement, file: Fetched | None) -> Iterator[str]:
    digests = {} if file is None else file.digests
    if not any(_same(stated, digests) for stated in statement.subjects.values()):
        stated = "; ".join(f"{unquote(subject)} {_shown(digests)}" for subject, digests in statement.subjects.items())
        yield f"its attestation is about other bytes ({stated or 'nothing'}), these are {_shown(digests) or name}"


def _same(stated: Mapping[str, str], digests: Mapping[str, str]) -> bool:
    common = [name for name in stated if name in digests]
    return bool(common) and all(stated[name].lower() == digests[name] for name in common)


def _shown(digests: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {digest[:12]}" for name, digest in digests.items())


def _repository(named: Sequence[str], source: Source) -> Iterator[str]:
    others = [one for one in named if _plain(one) != source.repository.lower()]
    if not named:
        yield f"its attestation names no repository, expected {source.repository}"
    yield from (f"its attestation names the repository {one}, expected {source.repository}" for one in dict.fromkeys(others))


def _plain(address: str) -> str:
    """owner/name, however the address is written."""
    parts = address.lower().rstrip("/").removesuffix(".git").split("/")
    return "/".join(parts[-2:])


def _commit(named: Sequence[str], source: Source) -> Iterator[str]:
    if source.head_differs:
        return  # the profile says why the run that signs is not at the tag's commit
    if not named:
        yield f"its attestation names no commit, the tag names {source.commit}"
    others = dict.fromkeys(one for one in named if one != source.commit)
    yield from (f"its attestation names the commit {one}, the tag names {source.commit}" for one in others)
