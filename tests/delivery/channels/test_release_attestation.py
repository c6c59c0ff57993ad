"""An immutable release has GitHub's own attestation, of its tag and of each file: `gh release verify` is asked, and believed."""

import shutil
from pathlib import Path

import pytest
from msgspec import structs

from delivery.channels.github.channel import ForgeReleaseChannel
from delivery.channels.github.staging_server import ForgeSite, serve_release
from delivery.channels.github.test_github import TestGitHub as Contract
from delivery.package_checks import Origin
from facts.archives.archive import hashed
from profiles.schema.channels import Channel, Operation, Platform, ReleaseFile
from tests.delivery import harness, packages
from tests.fakes.attesting_gh import install
from tests.tools import needs

REPOSITORY, DUTY, CONTENTS = "owner/demo", "test_immutable_release_is_attested", "test_archives_contain_configured_files"
NAME = "demo_1.1.0_linux.tar.gz"
FILES = {NAME: packages.sdk(b"\x7fELF", "1.1.0")}
DIGEST = hashed(FILES[NAME])["sha256"]
CHANNEL = Channel(package=REPOSITORY, files=(ReleaseFile("demo_{version}_linux.tar.gz", "linux"),), first_version="1.1.0")


def answer(about: str = f"pkg:github/{REPOSITORY}@v1.1.0", **digests: str) -> dict[str, object]:
    """What gh prints of a verified attestation."""
    named = digests or {NAME: DIGEST}
    tag = {"uri": about, "digest": {"sha1": "c" * 40}}
    files = [{"name": name, "digest": {"sha256": digest}} for name, digest in named.items()]
    statement = {"predicateType": "https://in-toto.io/attestation/release/v0.1", "subject": [tag, *files]}
    return {"attestation": {}, "verificationResult": {"statement": statement}}


def judged(folder: Path, patch: pytest.MonkeyPatch, said: object, errors: str = "", immutable: bool = True) -> harness.Came:
    """What comes of the duty where gh answers so of the release."""
    real = shutil.which("gh") or "gh"
    patch.setenv("PATH", install(folder / "bin", real, 1 if errors else 0, said, errors, "release"))
    with serve_release(ForgeSite(REPOSITORY, "v1.1.0", FILES, {"immutable": immutable})) as host:
        subject = harness.delivered(ForgeReleaseChannel, harness.site("github", CHANNEL, folder, host))
        return harness.came(Contract, DUTY, subject, Origin("c" * 40, {}))


@needs("gh", "openssl")
def test_a_verified_release_passes(tmp_path, monkeypatch):
    """The attestation is of this tag, and has the digest of every file."""
    assert judged(tmp_path, monkeypatch, answer()).outcome == "passed"


@needs("gh", "openssl")
def test_a_release_that_can_still_be_changed_has_none(tmp_path, monkeypatch):
    """GitHub attests immutable releases only: gh is not even asked."""
    assert judged(tmp_path, monkeypatch, {}, "must not be asked", immutable=False).outcome == "passed"


LIES = {
    "of other bytes": (answer(**{NAME: "1" * 64}), "", "attestation-subject"),
    "of a file that is not there": (answer(**{NAME: DIGEST, "other.zip": "1" * 64}), "", "attestation-subject: other.zip"),
    "without the file": (answer(**{"other.zip": "1" * 64}), "", "attestation-subject"),
    "of another tag": (answer(f"pkg:github/{REPOSITORY}@v1.0.0"), "", "attestation-repository"),
    "of a fork": (answer("pkg:github/mallory/demo@v1.1.0"), "", "attestation-repository"),
    "of no release": (answer(""), "", "attestation-repository"),
    "that does not verify": ({}, "failed to verify attestations for tag v1.1.0: no match", "attestation-signature"),
    "given twice": ({}, "duplicate attestations found for release v1.1.0 in demo", "attestation-signature"),
    "that is missing": ({}, "no attestations for tag v1.1.0 (sha1:" + "c" * 40 + ")", "attestation-signature"),
}


@needs("gh", "openssl")
@pytest.mark.parametrize(("said", "errors", "says"), LIES.values(), ids=LIES)
def test_an_attestation_is_refused(said, errors, says, tmp_path, monkeypatch):
    """The check fails for the reason."""
    came = judged(tmp_path, monkeypatch, said, errors)
    assert (came.outcome, says.partition(":")[0] in came.message) == ("failed", True), came.message


@needs("gh", "openssl")
@pytest.mark.parametrize("errors", ['unknown command "verify" for "gh release"', "error connecting to 127.0.0.1"])
def test_a_question_without_an_answer_is_an_error(errors, tmp_path, monkeypatch):
    """An old gh, or a host out of reach, proves nothing."""
    assert judged(tmp_path, monkeypatch, {}, errors).outcome == "error"


ARCHIVES = {"demo_1.1.0_linux.tar.gz": "demo-cli", "demo_1.1.0_windows.tar.gz": "demo-cli.exe"}
PLANNED = structs.replace(
    CHANNEL,
    files=(ReleaseFile("demo_{version}_linux.tar.gz", "linux"), ReleaseFile("demo_{version}_windows.tar.gz", "windows")),
    platforms=(Platform("linux", host="linux-x86_64"), Platform("windows", host="windows-x86_64")),
    operations=(Operation(("demo-cli", "--version")),),
)


def contained(folder: Path, programs: dict[str, str]) -> harness.Came:
    """What comes of the contents where the profile names none."""
    files = {name: packages.tarred({f"bin/{program}": b"\x7fELF"}) for name, program in programs.items()}
    with serve_release(ForgeSite(REPOSITORY, "v1.1.0", files)) as host:
        subject = harness.delivered(ForgeReleaseChannel, harness.site("github", PLANNED, folder, host))
        return harness.came(Contract, CONTENTS, subject, Origin("c" * 40, {}))


@needs("gh", "openssl")
def test_contents_that_nobody_configured_are_the_programs(tmp_path):
    """Archives of all platforms contain what the operations start."""
    assert contained(tmp_path, ARCHIVES).outcome == "passed"


@needs("gh", "openssl")
def test_an_archive_without_the_program_is_refused(tmp_path):
    """One platform's users get an archive without what the others get."""
    came = contained(tmp_path, {**ARCHIVES, "demo_1.1.0_windows.tar.gz": "README.md"})
    assert came.outcome == "failed"
    assert "no demo-cli" in came.message
