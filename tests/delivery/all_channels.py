"""One release on all six channels, each served on loopback, late or slow as asked: what a whole `-m delivery` run meets."""

import os
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from delivery.channels.crates.staging_server import CrateFile, CrateSite, index_line
from delivery.channels.github.staging_server import ForgeSite, serve_release, told
from delivery.channels.golang.staging_server import GoFile, GoSite
from delivery.channels.homebrew.staging_server import commit as tap_commit
from delivery.channels.npm.staging_server import NodeFile, NodeSite
from delivery.channels.pypi.staging_server import PythonFile, PythonSite
from delivery.staging.file_server import FileSite
from delivery.staging.loopback import Answers, Loopback, Reply, Request
from facts.archives.archive import hashed
from tests import repository
from tests.delivery import packages
from tests.delivery.all_channels_profile import MANIFEST, REPOSITORY, profile
from tests.delivery.formulae import formula
from tests.facts.packages.packed import mach_o

WORDS = ("crates", "github", "golang", "homebrew", "npm", "pypi")
NEVER = 10.0**6  # seconds
Files = Mapping[str, bytes]
TREE = {
    "LICENSE": packages.LICENSE,
    "cli.js": packages.CLI_JS,
    "src/main.rs": packages.MAIN_RS,
    "go.mod": MANIFEST.encode(),
    "demo.go": packages.GO.replace(b"VERSION", b"1.1.0"),
    "demo_pkg.py": packages.source("1.1.0"),
    "setup.py": packages.SETUP,
    "include/demo.h": b"int demo(void);\n",
    ".gitignore": b".scratch/\n",
}


@dataclass
class Late:
    """A channel that shows the version some seconds after it was first asked, and thinks before every answer."""

    before: Answers
    after: Answers
    seconds: float
    thinks: float
    asked: list[float] = field(default_factory=list)

    def __call__(self, request: Request) -> Reply:
        """Answer as of now."""
        self.asked.append(time.monotonic())
        time.sleep(self.thinks)
        return (self.before if time.monotonic() < self.asked[0] + self.seconds else self.after)(request)


@dataclass(frozen=True)
class Scene:
    """The project, what it built, and where its clients find their channels."""

    project: Path
    artifacts: Path
    env: Mapping[str, str]
    addresses: Mapping[str, str]

    def command(self, *more: str, evidence: Path, budget: float = 60.0) -> list[str]:
        """Write the profile and return the command line of a run."""
        evidence.mkdir()
        (evidence / "demo.toml").write_text(profile(self.addresses, budget))
        named = [f"--project={self.project}", f"--profile={evidence / 'demo.toml'}", f"--evidence-dir={evidence}"]
        release = ["--release-target", "v1.1.0", "--base-tag", "v1.0.0", f"--artifacts={self.artifacts}"]
        return [sys.executable, "-m", "pytest", *release, *named, *more]


@contextmanager
def scene(folder: Path, late: Mapping[str, float] | None = None, thinks: float = 0.0) -> Iterator[Scene]:
    """Serve all six; `late` says after how many seconds a channel has the version."""
    waits = dict.fromkeys(WORDS, 0.0) | dict(late or {})
    head, artifacts = _project(folder / "project"), folder / "artifacts"
    base, target = made("1.0.0", head), made("1.1.0", head)
    artifacts.mkdir()
    for name, data in target.items():
        (artifacts / name).write_bytes(data)
    before, after = sites(base, head), sites(base | target, head)
    with ExitStack() as stack:
        addresses = {
            word: stack.enter_context(_served(Late(before[word], after[word], waits[word], thinks), before[word], after[word]))
            + below
            for word, below in {"pypi": "/simple/", "crates": "/index/", "npm": "/", "golang": ""}.items()
        }
        addresses["homebrew"] = stack.enter_context(_tap(folder / "tap", base | target, waits["homebrew"], thinks))
        shown = {name: target[name] for name in ("demo_1.1.0_linux.tar.gz", "sha256sums.txt")}
        forge = Late(ForgeSite(REPOSITORY, "v1.0.0", {}), ForgeSite(REPOSITORY, "v1.1.0", shown), waits["github"], thinks)
        addresses["github"] = stack.enter_context(serve_release(forge))
        yield Scene(folder / "project", artifacts, {**os.environ, **told(addresses["github"])}, addresses)


def _project(folder: Path) -> str:
    repository.checkout(folder, {**TREE, "demo.go": packages.GO})
    repository.git(folder, "tag", "v1.0.0")
    head = repository.commit(folder, TREE)
    repository.git(folder, "tag", "v1.1.0")
    repository.publish(folder)
    return head


def made(version: str, head: str) -> dict[str, bytes]:
    """Make every file of one version."""
    sdk = packages.sdk(Path("/bin/sh").read_bytes(), version)
    return {
        f"demo_pkg-{version}-py3-none-any.whl": packages.wheel(version),
        f"demo_pkg-{version}.tar.gz": packages.sdist(version),
        f"demo-cli-{version}.crate": packages.crate(version, head),
        f"demo-pkg-{version}.tgz": packages.node(version, {"native/linux/demo.node": Path("/bin/true").read_bytes()}),
        f"v{version}.zip": packages.go_module(version),
        f"demo_{version}_linux.tar.gz": sdk,
        f"demo_{version}_mac.tar.gz": packages.sdk(mach_o(), version),
        "sha256sums.txt": f"{hashed(sdk)['sha256']}  demo_{version}_linux.tar.gz\n".encode(),
    }


def sites(files: Files, head: str) -> dict[str, Answers]:
    """Make the indexes of some files."""
    versions = [name[1:-4] for name in files if name.startswith("v")]
    python = {name: PythonFile(name, data, ">=3.10") for name, data in files.items() if name.startswith("demo_pkg")}
    go = {f"v{version}": GoFile(files[f"v{version}.zip"], MANIFEST, head) for version in versions}
    return {
        "pypi": PythonSite("demo-pkg", python),
        "crates": CrateSite(tuple(_crate(version, files[f"demo-cli-{version}.crate"]) for version in versions)),
        "npm": NodeSite(tuple(_node(version, files[f"demo-pkg-{version}.tgz"]) for version in versions)),
        "golang": GoSite(packages.MODULE, go),
    }


def _crate(version: str, data: bytes) -> CrateFile:
    return CrateFile(data, index_line({"package": {"name": "demo-cli", "version": version}}, data))


def _node(version: str, data: bytes) -> NodeFile:
    return NodeFile(f"demo-pkg-{version}.tgz", data, {"name": "demo-pkg", "version": version, "bin": {"demo-cli": "cli.js"}})


@contextmanager
def _served(late: Late, *sites: Answers) -> Iterator[str]:
    with Loopback(late) as server:
        for site in sites:
            if hasattr(site, "address"):
                site.address.append(server.url)
        yield server.url


@contextmanager
def _tap(folder: Path, files: Files, seconds: float, thinks: float) -> Iterator[str]:
    """Serve the tap; a local clone asks no server, so its time runs from now on."""
    folder.mkdir()
    archives = FileSite(files)
    with Loopback(Late(archives, archives, 0.0, thinks)) as server:
        texts = [formula(version, server.url, files) for version in ("1.0.0", "1.1.0")]
        address = tap_commit(folder, "demo", texts[0])
        later = threading.Timer(seconds, tap_commit, (folder, "demo", texts[1]))
        later.start()
        if not seconds:
            later.join()
        yield address
        later.cancel()
        later.join()
