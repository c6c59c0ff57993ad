"""Where each side's benchmark lies: built once a run, and the base's kept from run to run, by tag and toolchain."""

import json
import os
import platform
import shutil
import sys
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from core.commands import run
from core.errors import Undecided
from facts.builds.project_builds import Builds, Side
from facts.vcs.clones import commit_of
from profiles.schema.performance import Benchmark
from profiles.schema.suites import Place

_SECONDS = 120.0
_SUMS = "sha256.json"


@dataclass(frozen=True)
class Sides:
    """Both sides of one benchmark; `cache` outlives the run."""

    builds: Builds
    benchmark: Benchmark
    cache: Path

    def place(self, side: Side) -> Place:
        """Return where a side's program lies, built."""
        root = self._base() if side == "base" else self.builds.built("candidate", *self.benchmark.after)
        return Place(root, self.builds.workspace / "measured" / side, sys.executable)

    def digests(self) -> dict[str, str]:
        """Return the digest of every program file of both sides."""
        sides: tuple[Side, ...] = ("base", "candidate")
        return {
            f"{side} {file}": digest(_made(self.place(side).checkout, file)) for side in sides for file in self.benchmark.program
        }

    def _base(self) -> Path:
        """Return the base's clone, or where its program is kept."""
        if not self.benchmark.program:
            return self.builds.built("base", *self.benchmark.after)
        kept = self.cache / self._key()
        if not _whole(kept):
            self._keep(kept)
        return kept

    def _keep(self, kept: Path) -> None:
        built = self.builds.built("base", *self.benchmark.after)
        half = kept.with_name(f"{kept.name}.{os.getpid()}")
        for file in self.benchmark.program:
            (half / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(_made(built, file), half / file)
        sums = {file: digest(half / file) for file in self.benchmark.program}
        (half / _SUMS).write_text(json.dumps(sums, indent=1), "utf-8")
        shutil.rmtree(kept, ignore_errors=True)  # a damaged one
        half.replace(kept)

    def _key(self) -> str:
        """Name what a kept program depends on: commit, steps, toolchain, host."""
        builds = self.builds
        steps = [repr(step) for step in builds.recipe.steps]
        about = [commit_of(builds.project, builds.base), *steps, *self.benchmark.program, self._toolchain(), platform.platform()]
        return f"{builds.base}-{sha256(json.dumps(about).encode()).hexdigest()[:16]}"

    def _toolchain(self) -> str:
        if not self.benchmark.toolchain:
            return sys.version
        place = Place(self.builds.checkout("base"), self.builds.workspace, sys.executable)
        return run(place.words(tuple(self.benchmark.toolchain)), cwd=place.checkout, timeout=_SECONDS).text


def digest(path: Path) -> str:
    """Return a file's sha256 in hex."""
    return sha256(path.read_bytes()).hexdigest()


def _made(checkout: Path, file: str) -> Path:
    if not (checkout / file).is_file():
        raise Undecided(got=f"no {file} in {checkout}", expected="a program that the steps make", advice="correct the profile")
    return checkout / file


def _whole(kept: Path) -> bool:
    """Whether everything that was kept is still what it was."""
    try:
        sums = json.loads((kept / _SUMS).read_text("utf-8"))
        return all(digest(kept / file) == expected for file, expected in sums.items())
    except (OSError, ValueError, AttributeError):
        return False  # never kept, or damaged: it is built anew
