"""An attestation is held against the file, the repository and the commit, however they are spelt."""

from dataclasses import replace

import pytest

from core.errors import Undecided
from core.findings import rules_of
from delivery.index_attestations import Source, of_other_bytes, required, untrue
from delivery.results import Fetched
from facts.indexes.attestation_statements import Statement
from facts.indexes.signatures import Trust
from facts.indexes.signer import Signer
from profiles.schema.forge import ForgeTable
from tests.delivery import harness
from tests.delivery.behaviours_attested import attested
from tests.delivery.worlds import PYTHON

DIGESTS = {"sha256": "ab" * 32, "sha512": "cd" * 64}
FILE = Fetched("demo.whl", "", 7, DIGESTS)


class Believed(Trust):
    """Signatures are another test's subject."""

    def refusal(self, signed: str, key: str = "") -> str:
        """Believe everything."""
        return ""


JOB = Signer("https://github.com/owner/demo", "c" * 40)
SOURCE = Source("Owner/demo", "c" * 40, trust=Believed())


def said(digest=DIGESTS["sha256"], repositories=("owner/demo",), commits=("c" * 40,)) -> list[Statement]:
    """One attestation, right but for what is given."""
    return [Statement({"demo.whl": {"sha256": digest}}, tuple(repositories), tuple(commits), signed_by=JOB)]


@pytest.mark.parametrize(
    "address", ["owner/demo", "https://forge.test/owner/demo", "https://forge.test/Owner/demo.git", "owner/demo/"]
)
def test_a_right_attestation_is_silent(address):
    """Digests are compared without case, repositories without host and ending."""
    assert untrue({"demo.whl": said(DIGESTS["sha256"].upper(), [address])}, [FILE], SOURCE) == []


def test_one_of_many_subjects_is_enough_and_each_statement_needs_one():
    """A statement about a whole build names many files; one that names others only is about other bytes."""
    many = Statement({"a": {"sha256": "0" * 64}, "b": {"sha512": DIGESTS["sha512"]}}, ("owner/demo",), ("c" * 40,), signed_by=JOB)
    assert untrue({"demo.whl": [many]}, [FILE], SOURCE) == []
    other = Statement({"a": {"sha256": "0" * 64}})
    (fault,) = untrue({"demo.whl": [many, other]}, [FILE], SOURCE)
    assert (fault.rule, fault.got) == ("attestation-subject", "about a sha256 000000000000")
    assert fault.expected == f"sha256 {'ab' * 6}, sha512 {'cd' * 6}"


def test_a_digest_that_nobody_computed_proves_nothing():
    """A statement with only an unknown algorithm is about other bytes as far as anybody can tell."""
    weak = Statement({"demo.whl": {"md5": "0" * 32}}, ("owner/demo",), ("c" * 40,), signed_by=JOB)
    assert rules_of(untrue({"demo.whl": [weak]}, [FILE], SOURCE)) == ["attestation-subject"]


def test_the_same_bytes_under_another_name_are_refused():
    """A wheel for one system that is handed out under the name of another: its digest alone proves nothing."""
    renamed = Statement({"demo-arm64.whl": {"sha256": DIGESTS["sha256"]}}, ("owner/demo",), ("c" * 40,), signed_by=JOB)
    (fault,) = untrue({"demo.whl": [renamed]}, [FILE], SOURCE)
    assert (fault.rule, fault.got) == ("attestation-subject", "about the same bytes as demo-arm64.whl")


def test_what_is_not_named_is_missed():
    """Without statement, repository or commit each lack is a sentence of its own."""
    assert [(fault.rule, fault.got) for fault in untrue({"demo.whl": []}, [FILE], SOURCE)] == [
        ("attestation-empty", "no statement"),
        ("attestation-repository", "names no repository"),
        ("attestation-commit", "names no commit"),
    ]


@pytest.mark.parametrize(
    "signed_by", [Signer(), Signer("https://gitlab.com/owner/demo", "c" * 40), Signer("owner/demo", "c" * 40)]
)
def test_who_signed_is_what_the_certificate_names(signed_by):
    """An index and a statement that name the repository do not make up for a certificate that does not."""
    (statement,) = said()
    alone = {"demo.whl": [replace(statement, signed_by=None)]}
    assert [fault.got for fault in untrue(alone, [FILE], SOURCE)] == ["signed by no job, only with the registry's own key"]
    assert rules_of(untrue({"demo.whl": [replace(statement, signed_by=signed_by)]}, [FILE], SOURCE)) == ["attestation-repository"]
    right = replace(statement, signed_by=Signer("https://github.com/owner/Demo", "c" * 40))
    assert untrue({"demo.whl": [right]}, [FILE], SOURCE) == []


def test_a_run_elsewhere_needs_its_reason():
    """A signing run at another commit is refused, unless the profile says why it may be."""
    told = {"demo.whl": said(commits=["d" * 40])}
    (fault,) = untrue(told, [FILE], SOURCE)
    assert (fault.rule, fault.got, fault.expected) == ("attestation-commit", f"names the commit {'d' * 40}", "c" * 40)
    assert untrue(told, [FILE], Source("owner/demo", "c" * 40, "it is dispatched on a branch", trust=Believed())) == []


def test_the_control_is_refused_for_its_bytes():
    """The known-bad input is about bytes that nobody served."""
    assert "attestation-subject" in rules_of(untrue(of_other_bytes([FILE]), [FILE], SOURCE))


def test_without_a_repository_nothing_is_judged():
    """A profile that asks for attestations has to name the repository."""
    assert required(ForgeTable(host="forge.test", repository="owner/demo")) == "owner/demo"
    with pytest.raises(Undecided, match="attested = true and no"):
        required(ForgeTable(host="forge.test", repository=""))


@pytest.mark.parametrize(("stage", "owed"), [("delivery", True), ("staging", False)])
def test_nobody_attests_what_is_not_published(tmp_path, stage, owed):
    """In staging nothing is on an index yet, so no attestation is owed there."""
    world = attested(PYTHON)
    at = replace(harness.site(world.word, world.channel, tmp_path, ""), stage=stage)
    assert harness.delivered(world.kind, at).owes_attestations is owed
