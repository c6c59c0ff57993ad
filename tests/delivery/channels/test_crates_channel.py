"""A registry of crates that is as it should be passes every duty, with cargo itself."""

from pathlib import Path

import pytest

from core.errors import Undecided
from core.http_client import Web
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


@needs("cargo")
@pytest.mark.parametrize(
    ("versions", "seen"),
    [
        (("1.0.0", "1.1.0", "1.2.0-rc.1"), "1.1.0"),
        (("1.1.0", "1.2.0"), "1.2.0"),
        (("1.2.0-rc.1",), "1.2.0-rc.1"),
    ],
)
def test_a_newer_pre_release_is_what_nobody_gets_unasked(tmp_path, versions, seen):
    """`cargo info` shows it; a dependency that names no version takes the newest stable one."""
    with serve_crates(CrateSite(tuple(honest(tmp_path, version) for version in versions))) as address:
        registry = CrateRegistry(harness.site("crates", CHANNEL, tmp_path / "site", address), Web())
        assert registry.seen().default == seen


@needs("cargo")
def test_a_version_for_a_newer_compiler_is_the_newest_all_the_same(tmp_path):
    """Cargo takes an older one here, as this machine's compiler is older, and names the newest next to it."""
    manifest = '[package]\nname = "demo-cli"\nversion = "1.2.0"\nedition = "2021"\nlicense = "MIT"\nrust-version = "1.999"\n'
    path = tmp_path / "demo-cli-1.2.0.crate"
    path.write_bytes(packages.crate("1.2.0", more={"Cargo.toml": manifest.encode()}))
    with serve_crates(CrateSite((honest(tmp_path, "1.1.0"), CrateFile.read(path)))) as address:
        registry = CrateRegistry(harness.site("crates", CHANNEL, tmp_path / "site", address), Web())
        assert registry.seen().default == "1.2.0"


GATED = '#[cfg(feature = "net")]\npub mod net { pub struct Client; }\n'
BOTH = '#[cfg(all(feature = "net", feature = "other"))]\npub fn both() -> u8 { "text" }\n'
REFUSED = '#[cfg(not(feature = "net"))]\ncompile_error!("demo needs net");\n'
PAGES = "[package.metadata.docs.rs]\nall-features = true\n"


def compiled(folder: Path, root: str, more: str = "") -> dict[str, int]:
    """Install a library that has features, without a probe: what was compiled, and how that ended."""
    head = '[package]\nname = "demo-lib"\nversion = "1.1.0"\nedition = "2021"\nlicense = "MIT"\n'
    manifest = f'{head}{more}\n[features]\ndefault = ["net"]\nnet = []\nother = []\n'
    files = {"Cargo.toml": manifest.encode(), "src/lib.rs": root.encode()}
    path = folder / "demo-lib-1.1.0.crate"
    path.write_bytes(packages.tarred({f"demo-lib-1.1.0/{name}": data for name, data in files.items()}))
    channel = Channel(package="demo-lib", files=(ReleaseFile("demo-lib-{version}.crate"),), budget=2, timeout=300)
    with serve_crates(CrateSite((CrateFile.read(path),))) as address:
        installed = CrateRegistry(harness.site("crates", channel, folder / "site", address), Web()).install()
    assert installed.impossible.status != 0
    return {ran.command.removeprefix("cargo check "): ran.status for ran in installed.after}


@needs("cargo")
@pytest.mark.parametrize(
    ("root", "more", "failing"),
    [
        (GATED, PAGES, []),
        (f"{GATED}pub use crate::net::Client;\n", "", ["(no-features)"]),
        (f"{REFUSED}{GATED}pub use crate::net::Client;\n", "", []),
        (BOTH, "", ["(all-features)"]),
        (BOTH, PAGES, ["(all-features)"]),
        ('pub fn text() -> u8 { "text" }\n', "", ["cargo build"]),
    ],
)
def test_a_library_is_compiled_without_a_probe(tmp_path: Path, root: str, more: str, failing: list[str]) -> None:
    """As users get it, without its default features, and with all of them."""
    found = compiled(tmp_path, root, more)
    assert [command for command, status in found.items() if status] == failing
    assert ("(no-features)" in found) is (failing != ["cargo build"])


@needs("cargo")
def test_a_crate_that_is_not_found_unpacked_decides_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its features are not known then: none is no answer."""
    monkeypatch.setattr(Path, "glob", lambda _folder, _pattern: iter(()))
    with pytest.raises(Undecided, match="no demo-lib-1.1.0/Cargo.toml"):
        compiled(tmp_path, GATED)
