"""What a verified attestation must name, each field with a counterpart that is refused."""

from dataclasses import replace

import msgspec
import pytest

from facts.github.gh_attestations import Certificate, Verification
from provenance.required_identity import RequiredSigner

HOME, WORKFLOW, COMMIT = "https://forge.test/acme/widget", ".github/workflows/release.yml", "c" * 40
SIGNER = RequiredSigner("forge.test", "acme/widget", WORKFLOW, COMMIT, ("refs/tags/v1.1.0",))
RIGHT = Certificate(HOME, COMMIT, f"{HOME}/{WORKFLOW}@refs/tags/v1.1.0")
FILE = "widget_linux_amd64.tar.gz"


def said(certificate: Certificate, names: tuple[str, ...] = (FILE,)) -> str:
    """Return what is refused of one attestation."""
    return " ".join(fault.got for fault in SIGNER.faults([Verification(FILE, [certificate], names=[names])]))


def test_a_right_attestation_is_silent() -> None:
    """Repository, workflow, ref, commit and name are those of the release; an older `gh` states no names."""
    assert said(RIGHT) == ""
    assert SIGNER.faults([Verification(FILE, [RIGHT])]) == []
    assert said(RIGHT, ("dist/" + FILE, "sha256sums.txt")) == ""


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("source_repository_uri", "https://forge.test/mallory/widget", "a different repository"),
        ("source_repository_digest", "d" * 40, "a different commit"),
        ("build_signer_uri", f"{HOME}/.github/workflows/release.yml.bak@refs/tags/v1.1.0", "a different workflow"),
        ("build_signer_uri", f"{HOME}/.github/workflows/ci.yml@refs/tags/v1.1.0", "a different workflow"),
        ("build_signer_uri", f"{HOME}/{WORKFLOW}@refs/heads/main", "a different ref"),
        ("build_signer_uri", f"{HOME}/{WORKFLOW}@refs/tags/v1.1.0-rc1", "a different ref"),
    ],
)
def test_each_field_is_compared_whole(field: str, value: str, reason: str) -> None:
    """A prefix of a workflow's name or of a tag is another one."""
    assert reason in said(msgspec.structs.replace(RIGHT, **{field: value}))


def test_the_same_bytes_under_another_name_are_refused() -> None:
    """An archive for one processor that is handed out for another one."""
    assert "a different name (got widget_linux_arm64.tar.gz" in said(RIGHT, ("widget_linux_arm64.tar.gz",))


def test_one_right_attestation_is_enough() -> None:
    """A file may be attested more than once."""
    other = msgspec.structs.replace(RIGHT, source_repository_digest="d" * 40)
    found = Verification(FILE, [other, RIGHT], names=[(FILE,), (FILE,)])
    assert SIGNER.faults([found]) == []
    assert SIGNER.faults([replace(found, certificates=[other])]) != []
