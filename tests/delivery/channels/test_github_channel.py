"""A release page that is as it should be passes every duty, with the real gh over TLS, and tar."""

from pathlib import Path

from delivery.channels.github.channel import ForgeReleaseChannel
from delivery.channels.github.index import checksums
from delivery.channels.github.staging_server import ForgeSite, serve_release
from delivery.channels.github.test_github import TestGitHub as Contract
from delivery.package_checks import Origin
from facts.archives.archive import blob_id, hashed
from profiles.schema.channels import Channel, Operation, Platform, ReleaseFile
from tests.delivery import harness, packages
from tests.tools import needs

REPOSITORY = "owner/demo"
CHANNEL = Channel(
    package=REPOSITORY,
    files=(ReleaseFile("demo_{version}_linux.tar.gz", "linux"), ReleaseFile("sha256sums.txt")),
    platforms=(Platform("linux", host="linux-x86_64", architecture="x86_64"),),
    operations=(Operation(("demo-cli", "-c", "echo demo {version}"), "demo {version}"),),
    contents=("bin/demo-cli", "include/demo.h", "lib/pkgconfig/demo.pc"),
    checksums="sha256sums.txt",
    first_version="1.1.0",
    budget=2,
    timeout=60,
)
ORIGIN = Origin("c" * 40, {"include/demo.h": blob_id(b"int demo(void);\n"), "LICENSE": blob_id(packages.LICENSE)})


def assets() -> dict[str, bytes]:
    """An archive around a program of this machine, and the list of checksums."""
    name, data = "demo_1.1.0_linux.tar.gz", packages.sdk(Path("/bin/sh").read_bytes(), "1.1.0")
    return {name: data, "sha256sums.txt": f"{hashed(data)['sha256']}  {name}\n".encode()}


@needs("gh", "openssl")
def test_an_honest_release_page_meets_every_duty(tmp_path):
    """Every check of the channel passes, the download by gh among them."""
    files = assets()
    built = {name: hashed(data)["sha256"] for name, data in files.items()}
    with serve_release(ForgeSite(REPOSITORY, "v1.1.0", files)) as host:
        at = harness.site("github", CHANNEL, tmp_path, host)
        subject = harness.delivered(ForgeReleaseChannel, at)
        listed = checksums(subject.text("sha256sums.txt"))
        outcomes = harness.held(Contract, subject, ORIGIN, built, client=True, listed=listed)
    assert harness.offences(outcomes) == {}
