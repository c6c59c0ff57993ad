"""One release on six channels for three platforms, served on loopback, from which any one thing can be taken away."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from msgspec import structs

from core.http_client import Web
from delivery.channel_access import reach
from delivery.channels.crates.channel import CrateRegistry
from delivery.channels.crates.test_crates import TestCrates as Crates
from delivery.channels.github.channel import ForgeReleaseChannel
from delivery.channels.github.test_github import TestGitHub as ReleasePage
from delivery.channels.golang.test_golang import TestGolang as Modules
from delivery.channels.homebrew.channel import TapRepository, formula_of
from delivery.channels.homebrew.test_homebrew import TestHomebrew as Tap
from delivery.channels.npm.channel import NodeRegistry
from delivery.channels.npm.test_npm import TestNpm as Npm
from delivery.channels.pypi.channel import PythonIndex
from delivery.channels.pypi.test_pypi import TestPyPI as Index
from delivery.contract import ChannelContract
from delivery.delivered import Delivered
from delivery.package_checks import Origin
from facts.archives.archive import hashed
from profiles.schema.channels import Channel, Platform, ReleaseFile
from tests.delivery import harness, packages
from tests.delivery.all_channels_served import (
    VERSION,
    Files,
    served_crates,
    served_forge,
    served_go,
    served_node,
    served_python,
    served_tap,
)
from tests.delivery.behaviour import PLANNED, THERE
from tests.delivery.worlds import SummedProxy
from tests.facts.archives.natives import elf, mach_o

NOBODY = "http://127.0.0.1:9"
ORIGIN = Origin("c" * 40, {})
PLATFORMS = (
    Platform("linux_x86", host="linux-x86_64", architecture="x86_64", newest="manylinux_2_35_x86_64"),
    Platform("mac_x86", host="darwin-x86_64", architecture="x86_64", newest="macosx_15_0_x86_64"),
    Platform("mac_arm", host="darwin-arm64", architecture="arm64", newest="macosx_15_0_arm64"),
)
NATIVES = {"linux_x86": elf("x86_64"), "mac_x86": mach_o("x86_64"), "mac_arm": mach_o("arm64")}
TAGS = {"linux_x86": "manylinux_2_28_x86_64", "mac_x86": "macosx_10_12_x86_64", "mac_arm": "macosx_11_0_arm64"}


@dataclass(frozen=True)
class Served:
    """One channel: what it serves, how, and which duty tells that a platform's users go without."""

    word: str
    kind: Any
    contract: type[ChannelContract]
    channel: Channel
    files: Files
    serve: Callable[[Files, Path], AbstractContextManager[str]]
    without: Callable[[Files, str], Files] = lambda files, _platform: files
    platform_duty: str = ""
    rows: Callable[[Delivered, Platform], dict[str, Any]] = field(default=lambda _subject, _platform: {})

    @property
    def planned(self) -> list[str]:
        """The names of the planned files."""
        return [file.name.replace("{version}", VERSION) for file in self.channel.files]

    @contextmanager
    def reached(self, folder: Path, files: Files) -> Iterator[Delivered]:
        """Serve some of the files, and go there."""
        with self.serve(files, folder) as address:
            yield harness.delivered(self.kind, harness.site(self.word, self.channel, folder / "site", address))

    def staged(self, folder: Path, artifacts: Path) -> Delivered:
        """The channel in staging, with a folder of artifacts; everything else is at an address of nobody."""
        address = "" if self.word in ("github", "homebrew") else NOBODY
        at = harness.site(self.word, structs.replace(self.channel, address=address), folder, "")
        site = replace(at, stage="staging")
        return Delivered(site, reach(site, self.kind, lambda: artifacts), self.kind(site, Web()), harness.Memory())

    def offences(self, folder: Path, files: Files, platform: str = "") -> list[str]:
        """Return the messages of the duties that fail: an error is no refusal."""
        with self.reached(folder, files) as subject:
            came = [harness.came(self.contract, duty, subject, ORIGIN) for duty in (THERE, PLANNED)]
            row = next((one for one in self.channel.platforms if one.name == platform), None)
            if row and self.platform_duty:
                came.append(harness.came(self.contract, self.platform_duty, subject, ORIGIN, **self.rows(subject, row)))
        return [one.message for one in came if one.outcome == "failed"]


def _channel(package: str, names: Mapping[str, str], **more: Any) -> Channel:
    """A channel with planned files, each with its platform or with none."""
    files = tuple(ReleaseFile(name, platform) for name, platform in names.items())
    return Channel(package, files=files, budget=0.3, first_version=VERSION, **more)


def _without_files(files: Files, platform: str) -> Files:
    return {name: data for name, data in files.items() if platform not in name and TAGS[platform] not in name}


def _node(platforms: list[str]) -> bytes:
    return packages.node(VERSION, {f"native/{name}/demo.node": NATIVES[name] for name in platforms})


def _without_natives(files: Files, platform: str) -> Files:
    return dict.fromkeys(files, _node([name for name in NATIVES if name != platform]))


def _python_rows(_subject: Delivered, platform: Platform) -> dict[str, Any]:
    return {"platform": platform, "declared": ["3.11"]}


def _wheel(platform: str) -> str:
    return f"demo_pkg-{VERSION}-cp311-cp311-{TAGS[platform]}.whl"


_WHEELS = {
    _wheel(name): packages.wheel(VERSION, {"demo_native.so": native}, f"cp311-cp311-{TAGS[name]}")
    for name, native in NATIVES.items()
}
_SDKS = {f"demo_{VERSION}_{name}.tar.gz": packages.sdk(native, VERSION) for name, native in NATIVES.items()}
_SUMS = "".join(f"{hashed(data)['sha256']}  {name}\n" for name, data in _SDKS.items()).encode()
_OF_SDKS = {f"demo_{{version}}_{name}.tar.gz": name for name in NATIVES}
_NODES = tuple(Platform(one.name, architecture=one.architecture, native_files=(f"native/{one.name}/*",)) for one in PLATFORMS)

SIX = (
    Served(
        "pypi",
        PythonIndex,
        Index,
        _channel(
            "demo-pkg",
            {_wheel(name).replace(VERSION, "{version}"): name for name in NATIVES} | {"demo_pkg-{version}.tar.gz": ""},
            platforms=PLATFORMS,
        ),
        _WHEELS | {f"demo_pkg-{VERSION}.tar.gz": packages.sdist(VERSION)},
        served_python,
        _without_files,
        "test_every_declared_python_version_works",
        _python_rows,
    ),
    Served(
        "npm",
        NodeRegistry,
        Npm,
        _channel("demo-pkg", {"demo-pkg-{version}.tgz": ""}, platforms=_NODES),
        {f"demo-pkg-{VERSION}.tgz": _node(list(NATIVES))},
        served_node,
        _without_natives,
        "test_native_files_match_the_platform",
        lambda _subject, platform: {"platform": platform},
    ),
    Served(
        "crates",
        CrateRegistry,
        Crates,
        _channel("demo-cli", {"demo-cli-{version}.crate": ""}),
        {f"demo-cli-{VERSION}.crate": packages.crate(VERSION)},
        served_crates,
    ),
    Served(
        "golang",
        SummedProxy,
        Modules,
        _channel(packages.MODULE, {"v{version}.zip": ""}),
        {f"v{VERSION}.zip": packages.go_module(VERSION)},
        served_go,
    ),
    Served(
        "github",
        ForgeReleaseChannel,
        ReleasePage,
        _channel("owner/demo", _OF_SDKS | {"sums.txt": ""}, platforms=PLATFORMS, checksums="sums.txt"),
        _SDKS | {"sums.txt": _SUMS},
        served_forge,
        _without_files,
    ),
    Served(
        "homebrew",
        TapRepository,
        Tap,
        _channel("demo", _OF_SDKS, platforms=PLATFORMS),
        _SDKS,
        served_tap,
        _without_files,
        "test_formula_selects_the_platform_archive",
        lambda subject, platform: {"platform": platform, "formula": formula_of(subject)},
    ),
)
