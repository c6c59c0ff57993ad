"""The files that other programs read, as the command line names them: where they go, and what may not be overwritten."""

from argparse import Namespace
from dataclasses import dataclass
from pathlib import Path

from core.errors import Refused
from facts.vcs import snapshot

# What each may be called: a slip such as --junit=evidence.json must not replace another kind of file.
_SUFFIXES = {"sarif": (".sarif", ".json"), "junit": (".xml",), "statement": (".json", ".jsonl")}


@dataclass(frozen=True)
class Outputs:
    """One path an output, where it was asked for."""

    sarif: Path | None = None
    junit: Path | None = None
    statement: Path | None = None

    @classmethod
    def of(cls, options: Namespace, project: Path, evidence: Path, here: Path) -> "Outputs":
        """Read the options; raise Refused for a path that would harm the project or the evidence."""
        named = {name: (here / text).resolve() for name in _SUFFIXES if (text := getattr(options, name))}
        for name, path in named.items():
            _refuse_unfit(name, path, evidence)
            _refuse_tracked(name, path, project)
        if len(set(named.values())) < len(named):
            raise Refused(got="one file for two outputs", expected="a file each", advice="give each its own path")
        return cls(**named)

    @property
    def paths(self) -> list[Path]:
        """Those that were asked for."""
        return [path for path in (self.sarif, self.junit, self.statement) if path]

    def clear(self) -> None:
        """Remove what an older run left: a file that is there when this run has ended is of this run."""
        for path in self.paths:
            path.unlink(missing_ok=True)


def _refuse_unfit(name: str, path: Path, evidence: Path) -> None:
    suffixes = _SUFFIXES[name]
    if path.suffix not in suffixes or path.is_dir() or (path.parent == evidence.parent and path.stem == evidence.stem):
        raise Refused(
            got=f"--{name}={path}",
            expected=f"a file that ends with {' or '.join(suffixes)} and is not the evidence",
            advice="choose a different path",
        )


def _refuse_tracked(name: str, path: Path, project: Path) -> None:
    """Refuse a file that would be a change of the project: every later run would find it changed meanwhile."""
    if not path.is_relative_to(project) or path.relative_to(project).parts[:1] == (".scratch",):
        return
    ignored = snapshot.ask(project, "check-ignore", "-q", "--", str(path.relative_to(project)), expect=None) is not None
    if not ignored:
        raise Refused(
            got=f"--{name}={path} inside the project",
            expected="a file outside of it, below its .scratch, or one that git ignores",
            advice="choose a different path",
        )
