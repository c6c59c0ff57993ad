"""A registry of crates that is as it should be passes every duty, with cargo itself."""

from delivery.channels.crates.channel import CrateRegistry
from delivery.channels.crates.staging_server import CrateFile, CrateSite, serve_crates
from delivery.channels.crates.test_crates import TestCrates as Contract
from delivery.package_checks import Origin
from facts.archives.archive import blob_id, hashed
from profiles.schema.channels import Channel, Operation, ReleaseFile
from tests.delivery import harness, packages
from tests.tools import needs

CHANNEL = Channel(
    package="demo-cli",
    files=(ReleaseFile("demo-cli-{version}.crate"),),
    operations=(Operation(("demo-cli",), "demo {version}"),),
    generated=("Cargo.toml",),
    budget=2,
    timeout=300,
)
ORIGIN = Origin("c" * 40, {"src/main.rs": blob_id(packages.MAIN_RS), "LICENSE": blob_id(packages.LICENSE)})


def honest(folder, version: str) -> CrateFile:
    """One version of the crate."""
    path = folder / f"demo-cli-{version}.crate"
    path.write_bytes(packages.crate(version))
    return CrateFile.read(path)


def built() -> dict[str, str]:
    """What the build run made."""
    return {"demo-cli-1.1.0.crate": hashed(packages.crate("1.1.0"))["sha256"]}


@needs("cargo")
def test_an_honest_registry_meets_every_duty(tmp_path):
    """Every check of the channel passes, cargo's own build among them."""
    files = (honest(tmp_path, "1.0.0"), honest(tmp_path, "1.1.0"))
    with serve_crates(CrateSite(files)) as address:
        subject = harness.delivered(CrateRegistry, harness.site("crates", CHANNEL, tmp_path / "site", address))
        outcomes = harness.held(Contract, subject, ORIGIN, built(), client=True)
    assert harness.offences(outcomes) == {}
