"""A Python index that is as it should be passes every duty, with pip itself, in both forms of the API."""

from delivery.channels.pypi.channel import PythonIndex
from delivery.channels.pypi.staging_server import PythonFile, PythonSite, serve_python
from delivery.channels.pypi.test_pypi import TestPyPI as Contract
from delivery.package_checks import Origin
from delivery.resolution import declared
from facts.archives.archive import blob_id, hashed
from profiles.schema.channels import Channel, Operation, Platform, ReleaseFile
from tests.delivery import harness, packages

CHANNEL = Channel(
    package="demo-pkg",
    files=(ReleaseFile("demo_pkg-{version}-py3-none-any.whl"), ReleaseFile("demo_pkg-{version}.tar.gz")),
    platforms=(Platform("linux", newest="manylinux_2_28_x86_64"),),
    operations=(Operation(("demo-cli",), "demo {version}"), Operation(("python", "-c", "import demo_pkg"))),
    budget=2,
    timeout=120,
)
TREE = {"demo_pkg.py": packages.source("1.1.0"), "setup.py": packages.SETUP, "LICENSE": packages.LICENSE}
ORIGIN = Origin("c" * 40, {name: blob_id(data) for name, data in TREE.items()})


def honest(version: str) -> dict[str, PythonFile]:
    """The files of one version."""
    files = {
        f"demo_pkg-{version}-py3-none-any.whl": packages.wheel(version),
        f"demo_pkg-{version}.tar.gz": packages.sdist(version),
    }
    return {name: PythonFile(name, data, ">=3.10") for name, data in files.items()}


def built() -> dict[str, str]:
    """What the build run made."""
    return {name: hashed(file.data)["sha256"] for name, file in honest("1.1.0").items()}


def rows(subject):
    """The arguments of the checks that this channel has on its own."""
    return {"platform": CHANNEL.platforms[0], "declared": declared(CHANNEL, subject.packages)}


def test_an_honest_index_meets_every_duty(tmp_path):
    """Every check of the channel passes, pip's own among them."""
    with serve_python(PythonSite("demo-pkg", honest("1.0.0") | honest("1.1.0"))) as address:
        subject = harness.delivered(PythonIndex, harness.site("pypi", CHANNEL, tmp_path, address))
        outcomes = harness.held(Contract, subject, ORIGIN, built(), client=True, **rows(subject))
    assert harness.offences(outcomes) == {}
    assert len(outcomes) == 17


class HtmlOnly(PythonSite):
    """An index that speaks only PEP 503."""

    def page(self, request):
        """Answer in HTML whatever was asked for."""
        return self._html()


def test_an_index_of_html_meets_every_duty(tmp_path):
    """PEP 503 without JSON is enough."""
    with serve_python(HtmlOnly("demo-pkg", honest("1.0.0") | honest("1.1.0"))) as address:
        subject = harness.delivered(PythonIndex, harness.site("pypi", CHANNEL, tmp_path, address))
        outcomes = harness.held(Contract, subject, ORIGIN, built(), **rows(subject))
    assert harness.offences(outcomes) == {}
