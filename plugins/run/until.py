"""`--until=STEP`: the stages and steps of a release in their order, each a run of its own, up to the first that is not clear."""

import sys
from argparse import Namespace
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from core.terminal import say
from plugins.blockers import filing
from plugins.cli.options import STAGES, STEPS, WALK
from plugins.report import release_walk
from plugins.run import run_sequence
from plugins.verdict import reader
from plugins.verdict.evidence import Evidence
from profiles.release import Release

_MECHANICS = "provenance/test_mechanics.py"
_BEFORE = {"publish": ("delivery/test_before_publish.py",)}  # what is asked in the same run, before a step is performed
_INCOMPLETE = 101


class Walker:
    """One walk: what was typed, and the release with the runs that its steps have found."""

    def __init__(self, release: Release, options: Namespace, words: Sequence[str], root: Path, here: Path) -> None:
        """Nothing is looked at yet."""
        self.release, self.options, self.words, self.root, self.here = release, options, words, root, here

    def go(self) -> int:
        """Walk as far as everything is clear; return the exit status of what stopped it, or 0."""
        self._look()
        for name in WALK[: WALK.index(self.options.until) + 1]:
            status = self._stage(name) if name in STAGES else self._step(name)
            if status:
                return self._stopped(name, status)
        # In live mode the last look also says on the tasks of its steps that they are done, and closes them where that was asked for.
        status = self._look(self.options.blockers)
        say(f"clear: {self.release.target} is done up to {self.options.until}", sys.stdout)
        for line in self._open() if self.release.mode == "live" else ():
            say(line, sys.stdout)
        return status if self.options.until == WALK[-1] else 0

    @property
    def states(self) -> dict[str, release_walk.State]:
        """How the steps stand."""
        return release_walk.states(self.release)

    def _look(self, blockers: str | None = "plan") -> int:
        """Look at every step and change nothing: what is there already is not asked for again."""
        status = self._run("mechanics", [str(self.root / _MECHANICS)], (), blockers=blockers)
        self._take_runs()
        return status

    def _stage(self, name: str) -> int:
        if self._is_clear(name):
            return 0
        status = self._run(name, [], (), blockers=self.options.blockers, resume=True)
        return 0 if self._is_clear(name) else status or _INCOMPLETE

    def _step(self, name: str) -> int:
        if not self._applies(name) or self._is_done(name):
            return 0
        named = (name,) if name in self.release.perform else ()
        blockers = self.options.blockers if named else "plan"
        asked = [str(self.root / path) for path in _BEFORE.get(name, ())] if named else []
        status = self._run("mechanics", [*asked, f"{self.root / _MECHANICS}::test_{name}"], named, blockers=blockers)
        self._take_runs()
        return 0 if self._is_done(name) and not status else status or _INCOMPLETE

    def _stopped(self, name: str, status: int) -> int:
        if self.release.mode == "dry-run":
            self._look()  # what ran since the first look may have given leave to more
        found = {step: {**state, "done": True} if self._stands(step) else state for step, state in self.states.items()}
        say("\n".join(release_walk.lines(release_walk.as_now(found))), sys.stdout)
        say(f"stopped at {name}: {self._why(name)}", sys.stdout)
        return status

    def _why(self, name: str) -> str:
        state = self.states.get(name)
        if name in STEPS and state and state["may"] and name not in self.release.perform:
            return f"every step before it is verified; add --mode=live --agent=MODEL@HOST --perform={name} to perform it"
        return f"fix it, then run the same command again; the evidence is {Evidence.path_of(self.release)}"

    def _open(self) -> list[str]:
        """Return a line a task of the release that nobody closed yet."""
        left = filing.still_open(self.release)
        fix = "close it, or add --close-fixed-blockers to this command" if left else ""
        return [f"still open in the tracker: {title} ({fix})" for title in left]

    def _applies(self, name: str) -> bool:
        """Whether the project has this step, as the plan of the first look at all steps says."""
        document, damage = reader.read(Evidence.path_of(self.release))
        return bool(damage) or f"mechanics/test_mechanics::test_{name}" in document["plan"]["checks"].get("mechanics", ())

    def _is_done(self, name: str) -> bool:
        state = self.states.get(name)
        return bool(state and state["done"])

    def _stands(self, step: str) -> bool:
        return step in STAGES and self._is_clear(step)

    def _is_clear(self, stage: str) -> bool:
        document: dict[str, Any]
        document, damage = reader.read(Evidence.path_of(self.release))
        return not damage and document["verdict"]["stages"].get(stage) == "clear"

    def _take_runs(self) -> None:
        found = self.states
        for step, name in (("build", "build_run_id"), ("publish", "publish_run_id")):
            number = found.get(step, {}).get(name)
            if number and getattr(self.release, name) is None:
                self.release = replace(self.release, **{name: number})

    def _run(
        self, stage: str, paths: list[str], perform: tuple[str, ...], blockers: str | None = "plan", resume: bool = False
    ) -> int:
        told = {"markexpr": stage, "keyword": "", "file_or_dir": paths, "blockers": blockers}
        old = Evidence.path_of(self.release).exists()
        options = Namespace(**{**vars(self.options), **told, "resume": resume and old})
        status = run_sequence.run(replace(self.release, perform=perform), options, self.words, self.root, self.here)
        self.options.fresh = False  # the walk has one file: only its first run may set an old one aside
        return status
