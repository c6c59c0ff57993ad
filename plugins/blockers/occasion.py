"""What the tasks of one filing are told about: the run, its evidence, a failed run on GitHub."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class GithubRun:
    """A failed run, as far as it is known."""

    id: str = ""
    url: str = ""
    failed_jobs: tuple[str, ...] = ()
    log_excerpt: str = ""

    @property
    def lines(self) -> list[str]:
        """One line per fact."""
        facts = (("GitHub run", self.id), ("Run url", self.url), ("Failed jobs", ", ".join(self.failed_jobs)))
        return [f"- {name}: {value}" for name, value in facts if value]


@dataclass(frozen=True)
class Occasion:
    """The judged document, where it is kept, and what turns it into words for a task."""

    document: Mapping[str, Any]
    evidence: str  # the evidence file's name
    redact: Callable[[str], str]
    nodeids: Mapping[str, str] = field(default_factory=dict)  # check id to pytest's node id
    run_folder: Path | None = None  # where the commands' logs lie
    github_run: GithubRun | None = None

    @property
    def release(self) -> Mapping[str, Any]:
        """The document's own words on the release."""
        release: Mapping[str, Any] = self.document["release"]
        return release

    @property
    def target(self) -> str:
        """The release target."""
        return str(self.release["target"])

    @property
    def nonce(self) -> str:
        """The run that files."""
        return str(self.document["runs"][-1]["nonce"])

    def log(self, name: str | None) -> str:
        """Return the text of a command's log; a log that is gone is no reason not to file."""
        path = self.run_folder / name if self.run_folder and name else None
        return path.read_text("utf-8", "replace") if path and path.is_file() else ""
