"""A toy project that is released for real on all six channels; what its jobs publish is what the indexes show."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from delivery.staging.loopback import FILE, NOT_FOUND, Loopback, Reply, Request
from facts.archives.archive import hashed
from tests.delivery import all_channels, all_channels_profile, packages
from tests.delivery.formulae import formula
from tests.provenance.live import SLOW, Live, changelog, tracked, without, workflows
from tests.repository import checkout, commit, git, publish
from tests.servers.github import github
from tests.servers.github_playing import Player

BASE, TARGET = "1.0.0", "1.1.0"
JOBS = {"publish-golang": "Publish", "publish-pypi": "Publish", "publish-crates": "Publish", "publish-npm": "Publish"}
ASSETS = (f"demo_{TARGET}_linux.tar.gz", f"demo_{TARGET}_mac.tar.gz", "sha256sums.txt")
WORKFLOW = """\
name: release-publish
on:
  workflow_dispatch:
    inputs:
      build_run_id: { required: true, type: string }
      rehearsal: { type: boolean, default: false }
jobs: { publish: { runs-on: ubuntu-latest, steps: [{ run: "true" }] } }
"""
UPDATE = """\
set -eu
rm -f "$2/Formula/demo.rb"
gh run download "$1" -R "$3" -n formula -D "$2/Formula"
"""
PROFILE = """\
[project]
name = "demo"

[forge]
host = "{host}"
repository = "acme/demo"

[tracker]
name = "ergo"

[provenance]
artifacts = [
  {{ name = "sdk", files = ["demo_{{version}}_linux.tar.gz", "demo_{{version}}_mac.tar.gz", "sha256sums.txt"] }},
  {{ name = "packages", files = [
    "demo_pkg-{{version}}-py3-none-any.whl", "demo_pkg-{{version}}.tar.gz", "demo-cli-{{version}}.crate",
    "demo-pkg-{{version}}.tgz", "v{{version}}.zip",
  ] }},
  {{ name = "formula", files = ["demo.rb"] }},
]
channels = [
  {{ name = "golang", job = "publish-golang", step = "Publish" }},
  {{ name = "pypi", job = "publish-pypi", step = "Publish" }},
  {{ name = "crates", job = "publish-crates", step = "Publish" }},
  {{ name = "npm", job = "publish-npm", step = "Publish" }},
]
inputs_artifact = "release-inputs"
run_in_log_job = "resolve"
{provenance}

[provenance.publish_only.inputs]
rehearsal = "false"

[mechanics]
release_artifacts = ["sdk"]
rehearsal_input = "rehearsal"
pause = 0.2
appear = 4
budget = 60
{mechanics}

[mechanics.tap]
checkout = "../tap"
formula = "Formula/demo.rb"
{update}

{channels}
[channels.github]
package = "acme/demo"
address = "{host}"
files = [
  {{ name = "demo_{{version}}_linux.tar.gz", platform = "linux" }},
  {{ name = "demo_{{version}}_mac.tar.gz", platform = "mac" }},
  {{ name = "sha256sums.txt" }},
]
platforms = [{{ name = "linux", host = "linux-x86_64", architecture = "x86_64" }}, {{ name = "mac" }}]
contents = ["bin/demo-cli", "include/demo.h"]
checksums = "sha256sums.txt"
operations = [{{ run = ["demo-cli", "-c", "echo demo {{version}}"], expect_output = "demo {{version}}" }}]
first_version = "{target}"
budget = 10

[does_not_apply]
{apart}
"""


@dataclass
class Index:
    """One index, which shows what was published to it so far."""

    word: str
    head: str
    files: dict[str, bytes]
    address: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def __call__(self, request: Request) -> Reply:
        """Answer as of now."""
        site: Any = all_channels.sites(self.files, self.head)[self.word]
        if hasattr(site, "address"):
            site.address.extend(self.address)
        answered: Reply = site(request)
        return answered


@dataclass
class Assets:
    """What a formula downloads: the assets of a release that is published."""

    player: list[Player] = field(default_factory=list)

    def __call__(self, request: Request) -> Reply:
        """Answer with the file that the last part of the path names."""
        name = request.path.rpartition("/")[2]
        shown = [one for player in self.player for one in player.releases if not one["draft"]]
        found = [asset["id"] for release in shown for asset in release["assets"] if asset["name"] == name]
        return Reply(self.player[0].world.blobs[f"releases/assets/{found[0]}"], kind=FILE) if found else NOT_FOUND


@dataclass
class Six(Live):
    """The desk of whoever releases on all six channels."""

    indexes: dict[str, Index] = field(default_factory=dict)

    @property
    def tap(self) -> Path:
        """The maintainer's checkout of the tap."""
        return self.folder / "tap"

    @property
    def shown(self) -> dict[str, bool]:
        """Whether each channel has the new version."""
        there = {word: any(TARGET in name for name in index.files) for word, index in self.indexes.items()}
        there["homebrew"] = TARGET in git(self.folder / "tap.git", "show", "HEAD:Formula/demo.rb")
        there["github"] = any(not one["draft"] for one in self.player.releases)
        return there


@contextmanager
def six(
    folder: Path, fails: list[str] | None = None, provenance: str = "", mechanics: str = "", update: bool = True
) -> Iterator[Six]:
    """Lay out the desk: v1.0.0 is what users have, HEAD is to become v1.1.0; the release machinery changed in between."""
    head, remote = _project(folder / "project")
    tracked(folder)
    world, assets = workflows(), Assets()
    world.blobs["contents/.github/workflows/release-publish.yml"] = WORKFLOW.encode()
    before = all_channels.made(BASE, head)
    indexes = {word: Index(word, head, dict(before)) for word in ("pypi", "crates", "npm", "golang")}
    with ExitStack() as stack:
        addresses = {word: _served(stack, index) for word, index in indexes.items()}
        downloads = stack.enter_context(Loopback(assets)).url
        built = _built(head, downloads)
        _tap(folder, formula(BASE, downloads, before))
        hub = stack.enter_context(github(world, folder))

        def publishing(job: str) -> None:
            indexes[job.removeprefix("publish-")].files.update(built)

        planned = {"sdk": ASSETS, "formula": ("demo.rb",)}
        planned["packages"] = tuple(built.keys() - {*ASSETS, "demo.rb"})
        player = Player(world, remote, f"v{TARGET}", built, publishing, fails or [], planned, JOBS)
        hub.player = player
        assets.player.append(player)
        desk = Six(folder, hub, player, {}, f"v{TARGET}", f"v{BASE}", indexes)
        words = ["sh", str(folder / "project" / "update-tap.sh"), "{run}", "{tap}", f"{hub.host}/acme/demo"]
        more = {"provenance": provenance, "mechanics": mechanics, "update": f"update = {words}" if update else ""}
        (folder / "profile.toml").write_text(_profile(hub.host, addresses | {"homebrew": str(folder / "tap.git")}, more), "utf-8")
        yield desk


def _project(folder: Path) -> tuple[str, Path]:
    machinery = ".github/workflows/release-publish.yml"
    old = {**all_channels.TREE, "demo.go": packages.GO, "CHANGELOG.md": changelog(BASE), machinery: WORKFLOW + "# before\n"}
    checkout(folder, old)
    git(folder, "tag", "-a", f"v{BASE}", "-m", f"v{BASE}")
    new = {**all_channels.TREE, "CHANGELOG.md": changelog(TARGET), machinery: WORKFLOW, "update-tap.sh": UPDATE}
    return commit(folder, new), publish(folder)


def _built(head: str, downloads: str) -> dict[str, bytes]:
    """Make what the build run makes: the packages, the archives with their checksums, the formula of the archives."""
    built = all_channels.made(TARGET, head)
    lines = [f"{hashed(built[name])['sha256']}  {name}\n" for name in ASSETS[:2]]
    return {**built, "sha256sums.txt": "".join(lines).encode(), "demo.rb": formula(TARGET, downloads, built).encode()}


def _served(stack: ExitStack, index: Index) -> str:
    server = stack.enter_context(Loopback(index))
    index.address.append(server.url)
    return server.url + {"pypi": "/simple/", "crates": "/index/", "npm": "/", "golang": ""}[index.word]


def _tap(folder: Path, text: str) -> None:
    checkout(folder / "tap", {"Formula/demo.rb": text})
    publish(folder / "tap")


def _profile(host: str, addresses: Mapping[str, str], more: Mapping[str, str]) -> str:
    tables = all_channels_profile.sections({**addresses, "github": ""}, 10)
    words = tuple(tables)
    apart = without(SLOW, words, tap=True, stages=("staging",))
    brew = "\n".join(line for line in all_channels_profile.apart_from_brew().splitlines() if line not in apart)
    channels = "\n".join(table for word, table in tables.items() if word != "github")
    return PROFILE.format(host=host, channels=channels, apart=f"{apart}\n{brew}", target=TARGET, **more)
