"""Six channels on loopback for one delivery run: each server tells whoever asks what it was sent to prove who they are."""

import re
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from delivery.channels.github.staging_server import ForgeSite, serve_release, told
from delivery.staging.loopback import Reply, Request
from tests.delivery import packages
from tests.delivery.channels.test_github_channel import REPOSITORY, assets
from tests.delivery.channels.test_homebrew_channel import tap
from tests.delivery.worlds import CRATE, GO, NODE, PYTHON, World
from tests.fakes.ergo import install as install_ergo
from tests.servers.lying import Lie

PROFILE = """\
[project]
name = "demo"

[tracker]
name = "ergo"

[channels.pypi]
package = "demo-pkg"
files = [{{ name = "demo_pkg-{{version}}-py3-none-any.whl" }}, {{ name = "demo_pkg-{{version}}.tar.gz" }}]
platforms = [{{ name = "linux", newest = "manylinux_2_28_x86_64" }}]
operations = [{{ run = ["demo-cli"], expect_output = "demo {{version}}" }}]
budget = 1
timeout = 60

[channels.crates]
package = "demo-cli"
files = [{{ name = "demo-cli-{{version}}.crate" }}]
generated = ["Cargo.toml"]
operations = [{{ run = ["demo-cli"], expect_output = "demo {{version}}" }}]
budget = 1
timeout = 60

[channels.npm]
package = "demo-pkg"
files = [{{ name = "demo-pkg-{{version}}.tgz" }}]
platforms = [{{ name = "linux", architecture = "x86_64", native_files = ["native/linux/*"] }}]
operations = [{{ run = ["demo-cli"], expect_output = "demo" }}]
generated = ["package.json"]
budget = 1
timeout = 60

[channels.golang]
package = "{module}"
files = [{{ name = "v{{version}}.zip" }}]
probe = "package main\\nfunc main() {{}}\\n"
budget = 1
timeout = 60

[channels.github]
package = "{repository}"
address = "{forge}"
files = [{{ name = "demo_{{version}}_linux.tar.gz", platform = "linux" }}, {{ name = "sha256sums.txt" }}]
platforms = [{{ name = "linux", host = "linux-x86_64", architecture = "x86_64" }}]
checksums = "sha256sums.txt"
first_version = "1.1.0"
budget = 1
timeout = 60

[channels.homebrew]
package = "demo"
address = "{tap}"
files = [{{ name = "demo_{{version}}_linux.tar.gz", platform = "linux" }}]
platforms = [{{ name = "linux", host = "linux-x86_64", architecture = "x86_64" }}]
budget = 1
timeout = 60
"""

BUILT_WITH = b'[build-system]\nrequires = ["demo-backend"]\nbuild-backend = "demo_backend"\n'


@dataclass
class Gossip:
    """What the servers were sent, and how they tell it to everybody."""

    refuses: str  # a pattern of the user agents that get nothing else
    heard: set[str] = field(default_factory=set)

    def change(self, request: Request, reply: Reply, _asked: int) -> Reply:
        """Say aloud what the client sent; who is refused hears nothing else."""
        sent = request.headers.get("authorization") or request.headers.get("Authorization") or ""
        self.heard.add(sent)
        aloud = f"access denied for Authorization: {sent}"
        if re.match(self.refuses, request.headers.get("User-Agent") or request.headers.get("user-agent") or ""):
            return Reply(f'{{"message": "{aloud}", "error": "{aloud}"}}'.encode(), 403)
        return replace(reply, headers={**reply.headers, "X-Heard": aloud})

    @property
    def lie(self) -> Lie:
        """The same as a server's lie about everything."""
        return Lie(lambda _path: True, self.change)


@dataclass(frozen=True)
class Six:
    """The running servers: hosts by channel, the project, and what gh has to be told."""

    hosts: dict[str, str]
    project: Path
    env: dict[str, str]


@contextmanager
def served(folder: Path, gossip: Gossip, python: str = "") -> Iterator[Six]:
    """Serve all six, and write the project with its profile, its tracker and its tags; `python` narrows file names by their end."""
    with ExitStack() as stack:
        worlds = ((PYTHON, python), (CRATE, ""), (NODE, ""), (GO, ""))
        hosts = {one.word: stack.enter_context(_world(one, folder / one.word, gossip, end)) for one, end in worlds}
        forge = stack.enter_context(serve_release(ForgeSite(REPOSITORY, "v1.1.0", assets())))
        address = stack.enter_context(tap(folder / "brew"))
        profile = PROFILE.format(module=packages.MODULE, repository=REPOSITORY, forge=forge, tap=address)
        yield Six(hosts, _project(folder, profile), told(forge))


@contextmanager
def _world(world: World, folder: Path, gossip: Gossip, end: str) -> Iterator[str]:
    folder.mkdir(parents=True)
    wrong = {"more": {"pyproject.toml": BUILT_WITH}} if end else {}
    files = {**world.files("1.0.0", **wrong), **world.files("1.1.0", **wrong)}
    with world.served(folder, {name: data for name, data in files.items() if name.endswith(end)}, gossip.lie) as address:
        yield address.removeprefix("http://").partition("/")[0]


def _project(folder: Path, profile: str) -> Path:
    project, remote = folder / "project", folder / "remote.git"
    project.mkdir()
    (project / "release-profile.toml").write_text(profile)
    (project / ".gitignore").write_text(".scratch/\n.ergo/\n")
    ergo = install_ergo(folder / "bin", "6.0.0")
    git = ("git", "-c", "user.name=t", "-c", "user.email=t@localhost", "-c", "commit.gpgsign=false")
    for words in (
        ("git", "init", "-q", "-b", "main"),
        (*git, "add", "."),
        (*git, "commit", "-qm", "demo"),
        *((*git, "tag", "-am", name, name) for name in ("v1.0.0", "v1.1.0")),
        ("git", "init", "-q", "--bare", str(remote)),
        ("git", "remote", "add", "origin", str(remote)),
        ("git", "push", "-q", "origin", "main", "--tags"),
        (str(ergo), "init"),
    ):
        subprocess.run(words, cwd=project, check=True, capture_output=True, stdin=subprocess.DEVNULL)
    return project
