"""What the profile plans for its channels is built: every planned archive and wheel comes out of some row of the matrix.

A row that is taken out takes its platform out everywhere at once: scripts that compute their demands from the same list ask
for less, and nobody misses it but its users.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from facts.workflows.artifacts import same
from facts.workflows.matrix_rows import TargetsFile
from facts.workflows.publication import publishing
from facts.workflows.release_graph import Machinery
from facts.workflows.release_path import release_path
from gates.tooling.rules import platforms_built
from gates.tooling.rules.platforms_built import family, made, template
from gates.tooling.rules.smokes_fit_platform import wheel_systems
from profiles.schema.channels import Channel

_SYSTEMS = {"win32": "windows", "win_": "windows", "macosx_": "macos", "linux_": "ubuntu", "manylinux": "ubuntu"}
PLANNED = ("app_{version}_linux_arm64.tar.gz", "app_{version}_linux_amd64.tar.gz")
BAD = {".github/workflows/release.yml": platforms_built.BAD[".github/workflows/release.yml"]}  # one row of the two
REFUSAL = "no row of a build builds"


def findings(
    machinery: Machinery, channels: Mapping[str, Channel] | None = None, targets: TargetsFile | None = None
) -> list[str]:
    """Return one sentence for each file of the channels that no row makes; without channels, of those of `BAD`."""
    planned = PLANNED if channels is None else [file.name for channel in channels.values() for file in channel.files]
    missing = [*_archives(planned, made(machinery, targets)), *_wheels(planned, set(wheel_systems(machinery, targets)))]
    at = _matrix(machinery)
    return [
        f"{at}: no row of a build builds {name}, which the profile plans for a channel (built: {', '.join(sorted(built))}); "
        f"put the row back, or take the file out of the plan"
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


def _matrix(machinery: Machinery) -> str:
    rows = [stop.job.at for stop in release_path(machinery) if stop.job.matrix.present]
    return next(iter(rows), next((f"{workflow.file}:1" for workflow in publishing(machinery)), ".github/workflows:1"))
