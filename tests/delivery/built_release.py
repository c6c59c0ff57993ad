"""A small Python release: tagged, built by a run on the loopback GitHub, and published on an index on loopback."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from delivery.channels.pypi.staging_server import PythonFile, PythonSite, serve_python
from tests.delivery import packages
from tests.repository import checkout, commit, git, publish
from tests.servers.github import GitHub, github
from tests.servers.github_release import add_artifact
from tests.servers.github_world import World

ROOT = Path(__file__).parents[2]
RUN = 1001
PROFILE = """\
[project]
name = "demo"

[forge]
host = "{host}"
repository = "acme/demo"

[channels.pypi]
package = "demo-pkg"
address = "{index}"
files = [{{ name = "demo_pkg-{{version}}-py3-none-any.whl" }}, {{ name = "demo_pkg-{{version}}.tar.gz" }}]
platforms = [{{ name = "linux", newest = "manylinux_2_28_x86_64" }}]
operations = [{{ run = ["demo-cli"], expect_output = "demo {{version}}" }}]
budget = 2
"""


def files(version: str) -> dict[str, bytes]:
    """Wheel and sdist of one version."""
    return {
        f"demo_pkg-{version}-py3-none-any.whl": packages.wheel(version),
        f"demo_pkg-{version}.tar.gz": packages.sdist(version),
    }


@dataclass(frozen=True)
class BuiltRelease:
    """The checkout, the forge with the build run, and the index."""

    folder: Path
    hub: GitHub
    index: str

    def verify(self, *words: str) -> dict[str, Any]:
        """Run the suite on it as a maintainer would; return the evidence."""
        profile, evidence = self.folder / "profile.toml", self.folder / "evidence"
        profile.write_text(PROFILE.format(host=self.hub.host, index=self.index), "utf-8")
        release = ("--release-target", "v0.1.1", "--base-tag", "v0.1.0")
        places = (f"--project={self.folder / 'project'}", f"--profile={profile}", f"--evidence-dir={evidence}")
        done = subprocess.run(
            [sys.executable, "-m", "pytest", *release, *places, *words],
            cwd=ROOT,
            env={**os.environ, **self.hub.env},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert (evidence / "evidence-v0.1.1.json").is_file(), done.stdout + done.stderr
        found: dict[str, Any] = json.loads((evidence / "evidence-v0.1.1.json").read_text("utf-8"))
        return found

    @property
    def downloads(self) -> list[str]:
        """The artifacts that were downloaded from the forge, one entry each time."""
        return [ask for ask in self.hub.asked if ask.startswith("GET /blob/")]


@contextmanager
def released(folder: Path, built: Mapping[str, bytes], published: Mapping[str, bytes]) -> Iterator[BuiltRelease]:
    """Tag v0.1.0 and v0.1.1, and serve the build run's artifacts, one for each file, and the published files."""
    _tagged(folder / "project")
    world = World("acme/demo", documents={"": {"full_name": "acme/demo"}})
    world.lists[f"actions/runs/{RUN}/artifacts"] = ("artifacts", [])
    for name, data in built.items():
        add_artifact(world, RUN, f"dist-{len(world.blobs)}", {f"dist/{name}": data, "build.log": b"done\n"})
    site = PythonSite("demo-pkg", {name: PythonFile(name, data, ">=3.10") for name, data in published.items()})
    with github(world, folder) as hub, serve_python(site) as index:
        yield BuiltRelease(folder, hub, index)


def _tagged(project: Path) -> None:
    made = {"LICENSE": packages.LICENSE, "demo_pkg.py": packages.source("0.1.0"), "setup.py": packages.SETUP}
    checkout(project, made)
    git(project, "tag", "-a", "v0.1.0", "-m", "v0.1.0")
    commit(project, {"demo_pkg.py": packages.source("0.1.1")})
    git(project, "tag", "-a", "v0.1.1", "-m", "v0.1.1")
    publish(project)
