"""Attestations of an index against the file that they are about, the repository and the tag's commit."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote

from core.errors import Undecided
from core.findings import Finding
from delivery.results import Fetched
from facts.indexes.attestation_statements import Statement
from facts.indexes.signatures import Trust
from profiles.schema.forge import ForgeTable

_FILES = (".whl", ".tar.gz", ".zip", ".tgz")  # what the name of a file ends with; others name a package
_FIX = "publish it from the workflow that attests, at the tag"
Told = Mapping[str, Sequence[Statement]]  # by file


@dataclass(frozen=True)
class Source:
    """Where a release comes from, as every attestation has to say it."""

    repository: str  # owner/name
    commit: str
    head_differs: str = ""  # why the run's head need not be the tag's commit
    refs: tuple[str, ...] = ()  # refs that a signing job may run at; empty: not compared
    workflows: tuple[str, ...] = ()  # files of workflows that may sign; empty: not compared
    trust: Trust = field(default_factory=Trust)
    host: str = "github.com"  # of the repository; a project of the same name on another host is another project


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
    elif not any(statement.signed_by for statement in said):
        got = "signed by no job, only with the registry's own key"
        yield Finding("attestation-repository", name, 0, got, f"a certificate of a job of {source.repository}", _FIX)
    for statement in said:
        yield from _subject(name, statement, file)
        reason = source.trust.refusal(statement.signed, statement.key)
        if not reason and statement.key_ended:
            reason = f"signed with a key of the registry that ended on {statement.key_ended}"
        if reason:
            yield Finding("attestation-signature", name, 0, reason, "a signature that verifies", _FIX)
        yield from _signer(name, statement, source)
    yield from _repository(name, [one for statement in said for one in statement.repositories], source)
    yield from _commit(name, [one for statement in said for one in statement.commits], source)
    yield from _workflow(name, said, source)


def _signer(name: str, statement: Statement, source: Source) -> Iterator[Finding]:
    """Compare what the certificate itself names: the index's word and the statement's own do not say who signed."""
    if statement.signed_by is None:
        return  # a registry's own key, which the signature is verified with
    home, got = f"https://{source.host}/{source.repository}", statement.signed_by.repository
    if got.lower().rstrip("/").removesuffix(".git") != home.lower():
        yield Finding("attestation-repository", name, 0, f"signed by a job of {got or 'no repository'}", home, _FIX)
    elif not source.head_differs and not statement.signed_by.commit:
        yield Finding("attestation-commit", name, 0, "signed by a job of no commit", source.commit, _FIX)


def _subject(name: str, statement: Statement, file: Fetched | None) -> Iterator[Finding]:
    digests = {} if file is None else file.digests
    if not any(_same(stated, digests) for stated in statement.subjects.values()):
        stated = "; ".join(f"{unquote(subject)} {_shown(digests)}" for subject, digests in statement.subjects.items())
        yield Finding("attestation-subject", name, 0, f"about {stated or 'nothing'}", _shown(digests) or name, _FIX)

    for subject, theirs in statement.subjects.items():
        plain = unquote(subject)
        if _same(theirs, digests) and plain.endswith(_FILES) and plain.rpartition("/")[2].lower() != name.lower():
            yield Finding("attestation-subject", name, 0, f"about the same bytes as {plain}", name, _FIX)


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


def _workflow(name: str, said: Sequence[Statement], source: Source) -> Iterator[Finding]:
    """Compare the workflow that was started, whole, and the ref that it ran at."""
    named = list(dict.fromkeys(one for statement in said for one in statement.workflows))
    if source.workflows and said and not named:
        yield Finding("attestation-workflow", name, 0, "names no workflow", " or ".join(source.workflows), _FIX)
    for one in named if source.workflows else ():
        path = one.partition("@")[0].lower()
        wanted = [f"/{source.repository}/{file}".lower() for file in source.workflows]
        if not path.endswith(tuple(wanted)):
            yield Finding("attestation-workflow", name, 0, f"names the workflow {one}", " or ".join(source.workflows), _FIX)
    refs = dict.fromkeys(one for statement in said for one in statement.refs)
    for ref in refs if source.refs and not source.head_differs else ():
        if ref not in source.refs:
            yield Finding("attestation-ref", name, 0, f"ran at {ref}", " or ".join(source.refs), _FIX)
