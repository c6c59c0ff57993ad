"""A module proxy that is as it should be passes every duty, with go itself."""

from delivery.channels.golang.channel import ModuleProxy
from delivery.channels.golang.staging_server import GoFile, GoSite, serve_go
from delivery.channels.golang.test_golang import TestGolang as Contract
from delivery.package_checks import Origin
from facts.archives.archive import blob_id, hashed
from profiles.schema.channels import Channel, Operation, ReleaseFile
from tests.delivery import harness, packages
from tests.tools import needs

PROBE = f'package main\n\nimport "{packages.MODULE}"\n\nfunc main() {{ println("demo", demo.Version) }}\n'
CHANNEL = Channel(
    package=packages.MODULE,
    files=(ReleaseFile("v{version}.zip"),),
    operations=(Operation(("probe",), "demo {version}"),),
    probe=PROBE,
    budget=2,
    timeout=300,
)
MANIFEST = f"module {packages.MODULE}\n\ngo 1.21\n"
ORIGIN = Origin(
    "c" * 40,
    {
        "go.mod": blob_id(MANIFEST.encode()),
        "demo.go": blob_id(packages.GO.replace(b"VERSION", b"1.1.0")),
        "LICENSE": blob_id(packages.LICENSE),
    },
)


def honest(version: str) -> dict[str, GoFile]:
    """One version of the module."""
    return {f"v{version}": GoFile(packages.go_module(version), MANIFEST, "c" * 40)}


@needs("go")
def test_an_honest_proxy_meets_every_duty(tmp_path):
    """Every check of the channel passes, go's own build among them."""
    built = {"v1.1.0.zip": hashed(packages.go_module("1.1.0"))["sha256"]}
    with serve_go(GoSite(packages.MODULE, honest("1.0.0") | honest("1.1.0"))) as address:
        subject = harness.delivered(ModuleProxy, harness.site("golang", CHANNEL, tmp_path, address))
        outcomes = harness.held(Contract, subject, ORIGIN, built, client=True)
    assert harness.offences(outcomes) == {}
