"""What the profile plans for its channels is built: every planned archive and wheel comes out of some row of the matrix.

A row that is taken out takes its platform out everywhere at once: scripts that compute their demands from the same list ask
for less, and nobody misses it but its users.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from core.findings import Finding
from core.location import Location
from core.rules import Rule
from facts.workflows.artifacts import same
from facts.workflows.publication import publishing
from facts.workflows.release_graph import Machinery
from facts.workflows.release_path import release_path
from gates.tooling.built_files import family, made, template, wheel_systems
from gates.tooling.rule_context import Context, found_at
from profiles.schema.channels import Channel, ReleaseFile

_SYSTEMS = {"win32": "windows", "win_": "windows", "macosx_": "macos", "linux_": "ubuntu", "manylinux": "ubuntu"}

RULE = Rule(
    id="planned-files-are-built",
    title="Every file that the profile plans for a channel is built by a matrix job.",
    why="If a platform is removed from the matrix, it disappears from every channel unnoticed.",
    fix="add the platform to the matrix, or remove the file from the profile",
    bad={
        ".github/workflows/release.yml": """\
on: push
jobs:
  build:
    strategy: {matrix: {include: [{platform: linux_amd64}]}}
    runs-on: ubuntu-latest
    steps:
      - run: tar -czf "app_${V}_${{ matrix.platform }}.tar.gz" bin
      - uses: actions/upload-artifact@v4
        with: {name: "dist-${{ matrix.platform }}", path: "*.tar.gz"}
  publish:
    needs: build
    runs-on: ubuntu-latest
    steps:
      - uses: actions/download-artifact@v4
      - run: cargo publish
""",
    },
    good={
        ".github/workflows/release.yml": """\
on: push
jobs:
  build:
    strategy: {matrix: {include: [{platform: linux_amd64}, {platform: linux_arm64}]}}
    runs-on: ubuntu-latest
    steps:
      - run: tar -czf "app_${V}_${{ matrix.platform }}.tar.gz" bin
      - uses: actions/upload-artifact@v4
        with: {name: "dist-${{ matrix.platform }}", path: "*.tar.gz"}
  publish:
    needs: build
    runs-on: ubuntu-latest
    steps:
      - uses: actions/download-artifact@v4
      - run: cargo publish
""",
    },
    given={
        "channels": {
            "github": Channel(
                "app", files=(ReleaseFile("app_{version}_linux_arm64.tar.gz"), ReleaseFile("app_{version}_linux_amd64.tar.gz"))
            )
        }
    },
)
# one row of the two


def findings(context: Context) -> list[Finding]:
    """Return one finding for each file of the channels that no row makes."""
    planned = [file.name for channel in context.channels.values() for file in channel.files]
    missing = [
        *_archives(planned, made(context.graph, context.table.targets)),
        *_wheels(planned, set(wheel_systems(context.graph, context.table.targets))),
    ]
    at = _matrix(context.graph)
    return [
        found_at(
            RULE,
            at,
            (f"no matrix job builds {name}, which the profile plans for a channel (built: {', '.join(sorted(built))})"),
            "add the platform to the matrix, or remove the file from the profile",
        )
        for name, built in missing
    ]


def _archives(planned: Sequence[str], built: set[str]) -> Iterator[tuple[str, set[str]]]:
    for name in planned:
        wanted = template(name.replace("{version}", "*"))
        alike = {each for each in built if family(each) and family(each) == family(wanted)}
        if alike and not any(same(wanted, each) for each in alike):
            yield name, alike


def _wheels(planned: Sequence[str], built: set[str]) -> Iterator[tuple[str, set[str]]]:
    for name in planned:
        system = next((system for tag, system in _SYSTEMS.items() if name.endswith(".whl") and tag in name), "")
        if built and system and system not in built:
            yield name, {f"wheels on {each}" for each in built}


def _matrix(machinery: Machinery) -> Location:
    rows = [stop.job.at for stop in release_path(machinery) if stop.job.matrix.present]
    return next(
        iter(rows), next((Location(workflow.file, 1) for workflow in publishing(machinery)), Location(".github/workflows", 1))
    )
