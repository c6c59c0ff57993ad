"""The artifacts that were built: the folder that was named, or the build run's own files, downloaded once a run."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from core.cached import kept
from core.errors import NotGiven, Undecided
from facts.archives.archive import hashed
from facts.github.gh_api import Forge
from facts.github.run_artifacts import save

_ADVICE = "pass the directory of the built artifacts with --artifacts=DIR, or the run that built them with --build-run-id=N"


def not_given() -> NotGiven:
    """Return what a check raises that needs the built artifacts, where none were named."""
    return NotGiven(got="no --artifacts=DIR and no --build-run-id=N", expected="built artifacts", advice=_ADVICE)


@dataclass(frozen=True)
class Built:
    """What was built, wherever it comes from."""

    named: Path | None  # --artifacts
    run_id: int | None  # --build-run-id
    forge: Callable[[], Forge]  # raises where the profile names none
    wanted: Sequence[str]  # patterns of the names of files that channels serve
    room: Path  # the run's own folder
    once: Callable[[str, Callable[[], Any]], Any]

    @property
    def given(self) -> bool:
        """Whether anything was named at all."""
        return self.named is not None or self.run_id is not None

    @property
    def source(self) -> str:
        """Where they come from, for the evidence."""
        return f"build run {self.run_id}" if self.named is None else str(self.named)

    @kept
    def folder(self) -> Path:
        """Where they lie; a folder that was named counts before a run."""
        if self.named is not None:
            return self.named
        self.once(f"built by run {self.run_id}", self._download)
        return self.room

    @kept
    def digests(self) -> dict[str, str]:
        """The sha256 of every artifact, by file name."""
        paths = (path for path in sorted(self.folder.rglob("*")) if path.is_file())
        return {path.name: hashed(path.read_bytes())["sha256"] for path in paths}

    def _download(self) -> list[str]:
        if self.run_id is None:
            raise not_given()
        return [path.name for path in save(self.forge(), self.run_id, self.wanted, self.room)]


def owed(names: Collection[str], built: Collection[str], planned: Sequence[str]) -> list[str]:
    """Return the files that a build must have made: those of its plan and those that it did make; without a plan, all."""
    patterns = planned or ["*"]
    found = [name for name in names if name in built or any(fnmatchcase(name, pattern) for pattern in patterns)]
    if names and not found:
        raise Undecided(
            got=f"no build of {', '.join(names)}",
            expected="a file that was built, or one that [[provenance.artifacts]] plans",
            advice="plan it there, or list this check under [does_not_apply] where publishing makes the file from the tag",
        )
    return found
