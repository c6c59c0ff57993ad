"""A tap that is as it should be passes every duty that needs no brew; where brew is missing, that is said."""

from contextlib import contextmanager
from pathlib import Path

from delivery.channels.homebrew.channel import TapRepository, formula_of
from delivery.channels.homebrew.staging_server import commit
from delivery.channels.homebrew.test_homebrew import TestHomebrew as Contract
from delivery.package_checks import Origin
from delivery.staging.file_server import FileSite
from delivery.staging.loopback import Loopback
from facts.archives.archive import blob_id, hashed
from profiles.schema.channels import Channel, Operation, Platform, ReleaseFile
from profiles.schema.machines import here
from tests.delivery import harness, packages
from tests.delivery.formulae import formula
from tests.facts.packages.packed import mach_o

PLATFORMS = (Platform("linux", host="linux-x86_64", architecture="x86_64"), Platform("mac", host="darwin-arm64"))
CHANNEL = Channel(
    package="demo",
    files=(ReleaseFile("demo_{version}_linux.tar.gz", "linux"), ReleaseFile("demo_{version}_mac.tar.gz", "mac")),
    platforms=PLATFORMS,
    operations=(Operation(("demo-cli",), "demo {version}"),),
    budget=2,
)
HEADER = b"int demo(void);\n"
ORIGIN = Origin("c" * 40, {"include/demo.h": blob_id(HEADER), "LICENSE": blob_id(packages.LICENSE)})


def archives(version: str) -> dict[str, bytes]:
    """The archives of one version, each around a native program of its system."""
    linux, mac = packages.sdk(Path("/bin/sh").read_bytes(), version), packages.sdk(mach_o(), version)
    return {f"demo_{version}_linux.tar.gz": linux, f"demo_{version}_mac.tar.gz": mac}


@contextmanager
def tap(folder: Path, version: str = "1.1.0", spoil=lambda text: text):
    """Serve a tap with one formula; the value is its address."""
    files = archives("1.0.0") | archives("1.1.0")
    (folder / "tap").mkdir(parents=True)
    with Loopback(FileSite(files)) as server:
        yield commit(folder / "tap", "demo", spoil(formula(version, server.url, files)))


def test_an_honest_tap_meets_every_duty_but_those_of_brew(tmp_path):
    """Every check passes that asks the tap and its archives; those of brew say what is missing."""
    built = {name: hashed(data)["sha256"] for name, data in archives("1.1.0").items()}
    with tap(tmp_path) as address:
        subject = harness.delivered(TapRepository, harness.site("homebrew", CHANNEL, tmp_path / "site", address))
        more = {"platform": PLATFORMS[0], "formula": formula_of(subject)}
        offences = harness.offences(harness.held(Contract, subject, ORIGIN, built, client=True, **more))
    assert {name for name in offences if "install" not in name and "client" not in name} == {"test_sizes_are_within_limits"}
    assert here() in offences["test_clean_install_works"] or "brew" in offences["test_clean_install_works"]
