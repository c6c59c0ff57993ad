"""A toy project that is released for real: a bare remote, the loopback GitHub with its workflows played, a loopback index."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from delivery.channels.pypi.staging_server import PythonFile, PythonSite, serve_python
from plugins.plan.plan import read
from tests.delivery import packages
from tests.delivery.built_release import files
from tests.fakes import ergo
from tests.repository import checkout, commit, git, publish
from tests.servers.github import GitHub, github
from tests.servers.github_playing import Player
from tests.servers.github_release import _add_workflows
from tests.servers.github_world import World

ROOT = Path(__file__).resolve().parents[2]
TAG = "v0.1.1"
# Of the gates, what a toy project can be asked: the stage is small and real, and no verdict is made up.
KEPT = (
    "test_release_tag_does_not_exist_yet",
    "test_the_release_tag_does_not_exist_yet",
    "test_base_tag_is_published",
    "test_commit_is_pushed",
    "test_changelog_has_a_section",
)
SLOW = ("clean_install", "installed_package", "client_resolves", "declared_python", "sizes_are")  # their own tests start clients
PROFILE = """\
[project]
name = "demo"

[forge]
host = "{host}"
repository = "acme/demo"

[tracker]
name = "ergo"

[provenance]
artifacts = [{{ name = "dist", files = ["demo_pkg-{{version}}-py3-none-any.whl", "demo_pkg-{{version}}.tar.gz"] }}]
channels = [{{ name = "index", job = "publish-index", step = "Publish" }}]
inputs_artifact = "release-inputs"
run_in_log_job = "resolve"
further_tags = ["go/{{tag}}"]
{provenance}

[mechanics]
release_artifacts = ["dist"]
pause = 0.2
appear = 4
budget = 60

[channels.pypi]
package = "demo-pkg"
address = "{index}"
files = [{{ name = "demo_pkg-{{version}}-py3-none-any.whl" }}, {{ name = "demo_pkg-{{version}}.tar.gz" }}]
platforms = [{{ name = "linux", newest = "manylinux_2_28_x86_64" }}]
operations = [{{ run = ["demo-cli"], expect_output = "demo {{version}}" }}]
budget = 2

{more}

[does_not_apply]
{without}
"""


@dataclass
class Live:
    """The desk of whoever releases the toy project."""

    folder: Path
    hub: GitHub
    player: Player
    live: dict[str, PythonFile]
    tag: str = TAG
    base: str = "v0.1.0"

    @property
    def project(self) -> Path:
        """The checkout under release."""
        return self.folder / "project"

    def command(self, *words: str) -> list[str]:
        """Return the command as it is typed."""
        release = ("--release-target", self.tag, "--base-tag", self.base)
        places = (f"--project={self.project}", f"--profile={self.folder / 'profile.toml'}")
        return [sys.executable, "-m", "pytest", *release, *places, f"--evidence-dir={self.folder / 'evidence'}", *words]

    @property
    def env(self) -> dict[str, str]:
        """The environment of the maintainer."""
        path = os.pathsep.join([str(self.folder / "bin"), os.environ["PATH"]])
        return {**os.environ, **self.hub.env, "PATH": path, "GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.invalid",
                "GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@example.invalid"}  # fmt: skip

    def run(self, *words: str) -> tuple[int, str]:
        """Type a command; return its status and the screen."""
        done = subprocess.run(
            self.command(*words), cwd=ROOT, env=self.env, capture_output=True, text=True, timeout=500, check=False
        )
        return done.returncode, done.stdout + done.stderr

    def release(self, *words: str) -> tuple[int, str]:
        """Type the one command for all of it."""
        return self.run("--mode=live", "--agent=me@desk", "--until=delivery", "--perform=all", *words)

    def killed(self, when: Callable[[], bool], *words: str) -> None:
        """Type the same, and kill it when something is so."""
        argv = self.command("--mode=live", "--agent=me@desk", "--until=delivery", "--perform=all", *words)
        process = subprocess.Popen(argv, cwd=ROOT, env=self.env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        limit = time.monotonic() + 240
        while not when():
            assert process.poll() is None, f"it ended before it could be killed: {when}"
            assert time.monotonic() < limit, "it never came so far"
            time.sleep(0.02)
        process.send_signal(signal.SIGKILL)
        process.wait()

    def typed(self, *words: str, cwd: Path | None = None) -> None:
        """Type a command of another kind, in the desk's folder or elsewhere."""
        streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL}
        subprocess.run(words, cwd=cwd or self.folder, env=self.env, check=True, timeout=60, **streams)

    def acts(self) -> list[dict[str, Any]]:
        """Return the journal."""
        path = self.folder / "evidence" / f"acts-{self.tag}.jsonl"
        return [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.is_file() else []

    @property
    def evidence(self) -> dict[str, Any]:
        """The evidence file."""
        found: dict[str, Any] = json.loads((self.folder / "evidence" / f"evidence-{self.tag}.json").read_text("utf-8"))
        return found


@contextmanager
def live(
    folder: Path, fails: list[str] | None = None, apart: tuple[str, ...] = SLOW, provenance: str = "", more: str = ""
) -> Iterator[Live]:
    """Lay out the desk: v0.1.0 is what users have, HEAD is to become v0.1.1."""
    made = {
        "LICENSE": packages.LICENSE,
        "demo_pkg.py": packages.source("0.1.0"),
        "setup.py": packages.SETUP,
        "CHANGELOG.md": changelog("0.1.0"),
    }
    checkout(folder / "project", made)
    git(folder / "project", "tag", "-a", "v0.1.0", "-m", "v0.1.0")
    commit(folder / "project", {"demo_pkg.py": packages.source("0.1.1"), "CHANGELOG.md": changelog("0.1.1")})
    remote = publish(folder / "project")
    tracked(folder)
    world = workflows()
    found = {name: PythonFile(name, data, ">=3.10") for name, data in files("0.1.0").items()}
    built = files("0.1.1")

    def publishing(_job: str) -> None:
        found.update({name: PythonFile(name, data, ">=3.10") for name, data in built.items()})

    with github(world, folder) as hub, serve_python(PythonSite("demo-pkg", found)) as index:
        player = Player(world, remote, TAG, built, publishing, fails or [])
        hub.player = player
        text = PROFILE.format(host=hub.host, index=index, without=without(apart), provenance=provenance, more=more)
        (folder / "profile.toml").write_text(text, "utf-8")
        yield Live(folder, hub, player, found)


def workflows() -> World:
    """Return a repository with the two workflows of a release, none of which ever ran."""
    world = World("acme/demo", documents={"": {"full_name": "acme/demo", "default_branch": "main"}})
    _add_workflows(world)
    for number, name in ((11, "release"), (12, "release-publish")):
        world.documents[f"actions/workflows/{name}.yml"] = world.documents[f"actions/workflows/{number}"]
    return world


def tracked(folder: Path) -> None:
    """Give the project a tracker."""
    ergo.install(folder / "bin", "6.0.0")
    words = [str(folder / "bin" / "ergo"), "init"]
    subprocess.run(words, cwd=folder / "project", check=True, stdin=subprocess.DEVNULL, capture_output=True)


def changelog(version: str) -> str:
    """Return a changelog with one section."""
    return f"# Changelog\n\n## [{version}] - 2026-01-01\n\n- What {version} brings.\n"


def without(
    apart: tuple[str, ...],
    channels: tuple[str, ...] = ("pypi",),
    tap: bool = False,
    stages: tuple[str, ...] = ("staging", "delivery"),
) -> str:
    """Return what a toy project is not asked for: `apart` of its channels in `stages`, and what it has none of."""
    book = read(ROOT)
    names = [gate.word for gate in book.gates if gate.word != "preflight"]
    names += [channel.word for channel in book.channels if channel.word not in channels]
    for line in book.lines:
        path, test = line.test.split("::", 1)
        slow = line.channel in channels and any(word in test for word in apart)
        other = line.gate == "preflight" and test not in KEPT
        if (
            slow
            or other
            or test in ("test_files_are_attested", "test_profile_covers_channels")
            or (test == "test_tap" and not tap)
        ):
            named = [stage for stage in line.stages if not slow or stage in stages]
            names += [f"{stage}/{Path(path).stem}::{test}" for stage in named]
    return "\n".join(f'"{name}" = "the toy project has none of it"' for name in names)
