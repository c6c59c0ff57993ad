"""Which files of the project's own checkout a job has, and which it may have made before a step."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from core.cached import kept_with
from discovery.workflows.job_commands import Placed, commands, said
from discovery.workflows.job_runs import JobRun
from facts.workflows.workflow import WorkflowStep
from facts.workflows.yaml_positions import scalars

# Actions that write no files into the checkout.
_WRITES_NONE = re.compile(
    r"(?:actions/(?:setup-|checkout|upload-|attest|create-github-app-token|github-script)|docker/|dtolnay/|swatinem/|pnpm/|oven-sh/|astral-sh/"
    r"|actions-rs/|denoland/|ruby/setup-ruby|gradle/|taiki-e/install-action|sigstore/|softprops/|pypa/|rust-lang/|actions-rust-lang/)",
    re.IGNORECASE,
)
_MADE = frozenset(
    [
        "dist",
        "build",
        "target",
        "out",
        "output",
        "node_modules",
        "artifacts",
        "artifact",
        ".venv",
        "venv",
        "env",
        "public",
        "release",
        "releases",
        "pkg",
        "bin",
        "lib",
        "wheelhouse",
        "tmp",
        "temp",
    ]
)  # folders that builds make
_MOVES = re.compile(r"\b(?:cd|pushd)\s+(?:[\"']?\$|[\"']?~|-|[\"']?/)|\bset -?[+-]?x;\s*cd\b")
_COMPUTED = re.compile(r"[$*?\[\]{}<>|`~!\\]|^/|\(|\)")


@dataclass(frozen=True)
class OwnFiles:
    """The checkout that a job works in, as far as it is known."""

    job: JobRun

    @property
    def root(self) -> Path:
        """The folder of the project."""
        return self.job.machinery.root

    @cached_property
    def _checkouts(self) -> list[tuple[int, WorkflowStep]]:
        return [(at, step) for at, step in enumerate(self.job.steps) if step.action == "actions/checkout"]

    def inside(self, at: int, folder: str, path: str) -> str | None:
        """Return a path as one of the project's tree; None where it lies elsewhere, or where that cannot be said."""
        own = [step for place, step in self._checkouts if place < at]
        if not own or any(step.input("repository") or step.input("sparse-checkout") for step in own):
            return None
        if any(step.run is not None and _MOVES.search(step.run.text) for step in self.job.steps[at : at + 1]):
            return None
        path = path.removeprefix("./") if path not in (".", "./") else ""
        if _COMPUTED.search(path) or _COMPUTED.search(folder):
            return None
        whole = posixpath.normpath(posixpath.join(folder, path)) if folder or path else ""
        place = own[-1].input("path").strip().removeprefix("./").strip("/")
        if place and not f"{whole}/".startswith(f"{place}/"):
            return None
        found = whole[len(place) :].strip("/") if place else whole
        if found.startswith("..") or any(
            found == each or found.startswith(f"{each}/") for each in _submodules(self.job.machinery)
        ):
            return None
        return "" if found == "." else found

    def is_there(self, path: str) -> bool:
        """Whether the project's tree has the path."""
        return (self.root / path).exists()

    def may_be_made(self, at: int, path: str, text: str = "") -> bool:
        """Whether a step before may have made the path: one names it, or one may write anything; `text` is what stands before."""
        first = path.partition("/")[0]
        if not (self.root / first).exists() and first in _MADE:
            return True
        names = {posixpath.basename(path)} | ({first} if "/" in path and not (self.root / first).is_dir() else set())
        named = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, sorted(names)))})(?![\w-])")
        for step in self.job.steps[:at]:
            if step.action and not step.uses.startswith("./") and not _WRITES_NONE.match(step.action):
                return True
            if any(named.search(each.text) for each in scalars(step.with_)) or named.search(said(self.job, step)):
                return True
            if step.run is not None and re.search(
                r"\bgit (?:checkout|clone|pull|switch|fetch|apply|submodule|worktree)\b|\bunzip\b|\btar [^\n]*x", step.run.text
            ):
                return True
        return bool(named.search(text))


@kept_with
def _submodules(machinery: object) -> tuple[str, ...]:
    path = machinery.root / ".gitmodules"  # type: ignore[attr-defined]
    return tuple(re.findall(r"^[^\S\n]*path\s*=\s*(\S+)", path.read_text("utf-8", "replace"), re.M)) if path.is_file() else ()


def written_commands(job: JobRun) -> Iterator[Placed]:
    """Yield the commands that stand in the steps themselves, whose failure ends the job and which nothing guards."""
    for each in commands(job):
        if (
            each.ran.file == each.step.file
            and not each.ran.chain
            and not each.ran.lost
            and not each.ran.asked
            and not each.ran.guards
        ):
            yield each


def before_in_step(each: Placed) -> str:
    """Return the text of a step in front of a command's line, and that line up to the command's own words."""
    run = each.step.run
    if run is None:
        return ""
    lines = run.text.splitlines()
    return "\n".join(lines[: max(0, each.ran.line - run.first_line)])
