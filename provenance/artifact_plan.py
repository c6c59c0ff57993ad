"""The artifacts of a build run against the plan: one to one, no more, no fewer."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

import msgspec

from core.errors import Undecided
from core.findings import Finding
from facts.github.run_artifacts import ArtifactFile
from profiles.schema.provenance import PlannedArtifact


@dataclass(frozen=True)
class ArtifactPlan:
    """The planned artifacts, names filled in for one release."""

    artifacts: Sequence[PlannedArtifact]

    @classmethod
    def of(cls, planned: Sequence[PlannedArtifact], tag: str, version: str) -> "ArtifactPlan":
        """Fill in tag and version; a plan without delivered files plans nothing."""
        filled = [_filled(artifact, tag, version) for artifact in planned]
        if not any(artifact.files for artifact in filled if artifact.delivered):
            raise Undecided(
                got="no delivered files in [[provenance.artifacts]]",
                expected="every artifact of the build run and the files in it",
                advice="list them in the profile",
            )
        return cls(filled)

    @property
    def minimum(self) -> int:
        """How many files must at least be there."""
        return sum(len(artifact.files) or 1 for artifact in self.artifacts)

    def faults(self, files: Sequence[ArtifactFile]) -> list[Finding]:
        """Return every artifact and file that is missing, too many, empty, or there under another's name."""
        names = {file.artifact for file in files}
        planned = {artifact.name for artifact in self.artifacts}
        return [
            *(_finding(name, "missing", "it among the run's artifacts", "build again") for name in sorted(planned - names)),
            *(
                _finding(name, "not planned", "only planned artifacts", "plan it or remove it")
                for name in sorted(names - planned)
            ),
            *(fault for artifact in self.artifacts if artifact.name in names for fault in _inside(artifact, files)),
            *(_finding(f"{file.artifact}/{file.path}", "empty", "bytes", "build again") for file in files if not file.size),
            *self._repeated(files),
        ]

    def delivered(self, files: Sequence[ArtifactFile]) -> list[ArtifactFile]:
        """Return the files that users get."""
        names = {artifact.name for artifact in self.artifacts if artifact.delivered}
        return [file for file in files if file.artifact in names]

    def _repeated(self, files: Sequence[ArtifactFile]) -> list[Finding]:
        counts = Counter(file.name for file in self.delivered(files))
        return [
            _finding(name, f"in {count} artifacts", "one", "let only one job create a file of that name")
            for name, count in sorted(counts.items())
            if count > 1
        ]


def _finding(path: str, got: str, expected: str, fix: str) -> Finding:
    return Finding("", path, got=got, expected=expected, fix=fix)


def _filled(artifact: PlannedArtifact, tag: str, version: str) -> PlannedArtifact:
    files = tuple(pattern.replace("{version}", version).replace("{tag}", tag) for pattern in artifact.files)
    return msgspec.structs.replace(artifact, files=files)


def _inside(artifact: PlannedArtifact, files: Sequence[ArtifactFile]) -> list[Finding]:
    paths = [file.path for file in files if file.artifact == artifact.name]
    matches = {pattern: [path for path in paths if fnmatchcase(path, pattern)] for pattern in artifact.files}
    stray = sorted(set(paths) - {path for found in matches.values() for path in found}) if artifact.delivered else []
    return [
        *(
            _finding(artifact.name, f"{len(found)} files match {pattern!r}: {found}", "exactly one", "build again")
            for pattern, found in matches.items()
            if len(found) != 1
        ),
        *(_finding(f"{artifact.name}/{path}", "not planned", "only planned files", "plan it or remove it") for path in stray),
    ]
