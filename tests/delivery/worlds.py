"""The four channels that speak HTTP, each as a small honest world that a lie can be told in."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from msgspec import structs

from delivery.channels.crates.channel import CrateRegistry
from delivery.channels.crates.staging_server import CrateFile, CrateSite, index_line
from delivery.channels.crates.test_crates import TestCrates
from delivery.channels.golang.channel import ModuleProxy
from delivery.channels.golang.staging_server import GoFile, GoSite
from delivery.channels.golang.test_golang import TestGolang
from delivery.channels.npm.channel import NodeRegistry
from delivery.channels.npm.staging_server import NodeFile, NodeSite
from delivery.channels.npm.test_npm import TestNpm
from delivery.channels.pypi.channel import PythonIndex
from delivery.channels.pypi.staging_server import PythonFile, PythonSite
from delivery.channels.pypi.test_pypi import TestPyPI
from delivery.contract import ChannelContract
from delivery.delivered import Delivered
from delivery.package_checks import Origin
from delivery.staging.loopback import Loopback
from facts.archives.archive import blob_id, hashed
from facts.archives.go_zip import GoZip
from profiles.schema.channels import Channel, Platform, ReleaseFile
from tests.delivery import harness, packages
from tests.servers.lying import Lie

NOWHERE = Lie(lambda _path: False)
LICENSE = {"LICENSE": blob_id(packages.LICENSE)}
Maker = Callable[..., bytes]


@dataclass(frozen=True)
class World:
    """One channel: how its files are made and served, and what is planned there."""

    word: str
    kind: Any
    contract: type[ChannelContract]
    channel: Channel
    tree: Mapping[str, str]
    names: Callable[[str], list[str]]  # the files of a version
    make: Mapping[str, Maker]  # ending of a name to what makes it
    site: Callable[[Mapping[str, bytes], Path], Any]
    root: str  # below the server's address
    is_index: Callable[[str], bool]
    is_file: Callable[[str], bool]
    rows: Callable[[Delivered], dict[str, Any]] = field(default=lambda _subject: {})

    def is_listed(self, path: str) -> bool:
        """Whether a path is the document that shows that the version is there."""
        return path.endswith("1.1.0.info") if self.word == "golang" else self.is_index(path)

    def files(self, version: str, **wrong: Any) -> dict[str, bytes]:
        """The files of one version."""
        return {name: self._maker(name)(version, **wrong) for name in self.names(version)}

    def _maker(self, name: str) -> Maker:
        return next(maker for ending, maker in self.make.items() if name.endswith(ending))

    @contextmanager
    def served(self, folder: Path, files: Mapping[str, bytes], lie: Lie = NOWHERE, **more: Any) -> Iterator[str]:
        """Serve files with a lie; the value is the channel's address."""
        site = self.site(files, folder, **more)
        with Loopback(lie.told(site), lie.handler) as server:
            if hasattr(site, "address"):
                site.address.append(server.url)
            yield f"{server.url}{self.root}"

    def held(self, folder: Path, address: str, patient: bool = False) -> dict[str, harness.Came]:
        """Hold the channel to its contract, but for what starts a client; patiently, where a busy machine may be slow."""
        channel = structs.replace(self.channel, budget=30) if patient else self.channel
        at = harness.site(self.word, channel, folder, address)
        subject = harness.delivered(self.kind, at, harness.PATIENT if patient else harness.QUICK)
        built = {name: hashed(data)["sha256"] for name, data in self.files("1.1.0").items()}
        return harness.held(self.contract, subject, Origin("c" * 40, self.tree), built, **self.rows(subject))


def _python_site(files: Mapping[str, bytes], _folder: Path, **more: Any) -> PythonSite:
    return PythonSite("demo-pkg", {name: PythonFile(name, data, ">=3.10", **more) for name, data in files.items()})


def _crate_site(files: Mapping[str, bytes], _folder: Path, **_more: Any) -> CrateSite:
    manifests = {name: {"package": {"name": "demo-cli", "version": _version(name)}} for name in files}
    return CrateSite(tuple(CrateFile(data, index_line(manifests[name], data)) for name, data in files.items()))


def _node_site(files: Mapping[str, bytes], _folder: Path, **more: Any) -> NodeSite:
    return NodeSite(
        tuple(NodeFile(name, data, {"name": "demo-pkg", "version": _version(name)}) for name, data in files.items()), **more
    )


def _version(name: str) -> str:
    return re.search(r"\d+\.\d+\.\d+", name)[0]  # type: ignore[index]


def _go_site(files: Mapping[str, bytes], _folder: Path, **_more: Any) -> GoSite:
    versions = {
        name.removesuffix(".zip"): GoFile(data, f"module {packages.MODULE}\n\ngo 1.21\n", "c" * 40)
        for name, data in files.items()
    }
    return GoSite(packages.MODULE, versions)


def _node_with_native(version: str, more: Mapping[str, bytes] | None = None, **wrong: Any) -> bytes:
    return packages.node(version, {"native/linux/demo.node": Path("/bin/true").read_bytes(), **(more or {})}, **wrong)


def _h1(version: str) -> str:
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"v{version}.zip"
        path.write_bytes(packages.go_module(version))
        return GoZip(path, packages.MODULE).h1


@dataclass(frozen=True)
class SummedProxy(ModuleProxy):
    """The proxy with the hash worked out here, so that these tests need no go; the honest test uses go's own."""

    def _summed(self, version: str) -> dict[str, str]:
        return {"h1": H1[version]}


H1 = {version: _h1(version) for version in ("1.0.0", "1.1.0", "1.2.0")}
_LINUX = Platform("linux", newest="manylinux_2_28_x86_64")
PYTHON = World(
    "pypi",
    PythonIndex,
    TestPyPI,
    Channel(
        "demo-pkg",
        files=(ReleaseFile("demo_pkg-{version}-py3-none-any.whl"), ReleaseFile("demo_pkg-{version}.tar.gz")),
        budget=1.5,
    ),
    {"demo_pkg.py": blob_id(packages.source("1.1.0")), "setup.py": blob_id(packages.SETUP), **LICENSE},
    lambda version: [f"demo_pkg-{version}-py3-none-any.whl", f"demo_pkg-{version}.tar.gz"],
    {".whl": packages.wheel, ".tar.gz": packages.sdist},
    _python_site,
    "/simple/",
    lambda path: path.startswith("/simple/"),
    lambda path: path.startswith("/files/") and "1.1.0" in path,
    lambda subject: {"platform": _LINUX, "declared": ["3.11"]},
)
CRATE = World(
    "crates",
    CrateRegistry,
    TestCrates,
    Channel("demo-cli", files=(ReleaseFile("demo-cli-{version}.crate"),), generated=("Cargo.toml",), budget=1.5),
    {"src/main.rs": blob_id(packages.MAIN_RS), **LICENSE},
    lambda version: [f"demo-cli-{version}.crate"],
    {".crate": packages.crate},
    _crate_site,
    "/index/",
    lambda path: path.endswith("/demo-cli"),
    lambda path: path.startswith("/dl/") and "1.1.0" in path,
)
NODE = World(
    "npm",
    NodeRegistry,
    TestNpm,
    Channel("demo-pkg", files=(ReleaseFile("demo-pkg-{version}.tgz"),), generated=("package.json",), budget=1.5),
    {"cli.js": blob_id(packages.CLI_JS), **LICENSE},
    lambda version: [f"demo-pkg-{version}.tgz"],
    {".tgz": _node_with_native},
    _node_site,
    "/",
    lambda path: path == "/demo-pkg",
    lambda path: path.endswith("1.1.0.tgz"),
    lambda _subject: {"platform": Platform("linux", architecture="x86_64", native_files=("native/linux/*",))},
)
GO = World(
    "golang",
    SummedProxy,
    TestGolang,
    Channel(packages.MODULE, files=(ReleaseFile("v{version}.zip"),), budget=1.5),
    {
        "go.mod": blob_id(f"module {packages.MODULE}\n\ngo 1.21\n".encode()),
        "demo.go": blob_id(packages.GO.replace(b"VERSION", b"1.1.0")),
        **LICENSE,
    },
    lambda version: [f"v{version}.zip"],
    {".zip": packages.go_module},
    _go_site,
    "",
    lambda path: path.endswith((".info", "/list")),
    lambda path: path.endswith("1.1.0.zip"),
)
WORLDS = (PYTHON, CRATE, NODE, GO)
