"""The project cloned, built and tested once a run: whoever asks first does the work, everyone reads the result."""

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol, TypeVar

import msgspec

from core.commands import run
from core.errors import Undecided
from facts.builds import build_cache
from facts.test_runs import KINDS
from facts.test_runs.root_limits import handicap, ordinary_prefix
from facts.test_runs.suite_run import SuiteRun, the_one
from facts.vcs.clones import clone, commit_of
from profiles.schema.suites import Place, Suite, SuitePart, SuiteStep

Side = Literal["candidate", "base"]
Once = Callable[[str, Callable[[], Any]], Any]


class Recipe(Protocol):
    """The profile's table `[builds]`."""

    @property
    def steps(self) -> Sequence[SuiteStep]: ...  # noqa: D102

    @property
    def suites(self) -> Sequence[Suite]: ...  # noqa: D102


class _Named(Protocol):
    @property
    def name(self) -> str: ...


Named = TypeVar("Named", bound=_Named)


@dataclass(frozen=True)
class Builds:
    """Both sides of a release, in clones of our own under the run's workspace."""

    project: Path
    commit: str
    base: str
    recipe: Recipe
    workspace: Path
    once: Once

    def checkout(self, side: Side) -> Path:
        """Return the clone of one side."""
        return Path(self.once(f"clone {side}", lambda: str(self._clone(side))))

    @property
    def target(self) -> Path:
        """Return cargo's folder for linters and descriptions too: what a build made of other people's code is not made again."""
        return self.checkout("candidate") / "target"

    def built(self, side: Side, *steps: str) -> Path:
        """Do the named steps in the clone of one side, each after those that it names itself."""
        for name in steps:
            step = _named(self.recipe.steps, name)
            self.built(side, *step.after)
            self.once(f"step {side} {name}", lambda step=step: self._do(side, step))  # type: ignore[misc]
        return self.checkout(side)

    def place(self, side: Side, *steps: str) -> Place:
        """Return the clone of one side with the named steps done, as a place to run commands of the profile in."""
        return Place(self.built(side, *steps), self.workspace / "scratch" / side, sys.executable)

    def tested(self, name: str) -> SuiteRun:
        """Return how one suite of the candidate ended."""
        suite = _named(self.recipe.suites, name)
        return self._result(f"suite {name}", suite, lambda place: KINDS[suite.kind].execute(suite, place))

    def known_bad(self, name: str) -> tuple[tuple[SuiteRun, ...], str]:
        """Return a run of the same tool that must be refused, and the words that the refusal must have."""
        suite = _named(self.recipe.suites, name)
        kind = KINDS[suite.kind]
        found = self._result(f"known bad {name}", suite, lambda place: kind.known_bad(suite, place))
        return (found,), kind.refusal

    def part(self, part: SuitePart) -> tuple[SuiteRun, ...]:
        """Return the runs of what a part selects: the one in the whole suite, and the repetitions."""
        whole = self.tested(part.suite)
        selector = the_one(whole, part.alternatives)
        return (whole.select(selector), *self._repeated(part.suite, selector, part.repeat))

    def _repeated(self, name: str, selector: str, times: int) -> Iterator[SuiteRun]:
        suite = _named(self.recipe.suites, name)
        again = KINDS[suite.kind].repeat
        for number in range(times):
            key = f"again {name} {selector} {number}"
            yield self._result(key, suite, lambda place: again(suite, place, selector)).select(selector)

    def _result(self, key: str, suite: Suite, work: Callable[[Place], SuiteRun]) -> SuiteRun:
        checkout = self.built("candidate", *suite.after)
        found = self.once(key, lambda: msgspec.to_builtins(self._run(suite, checkout, work)))
        return msgspec.convert(found, SuiteRun)

    def _run(self, suite: Suite, checkout: Path, work: Callable[[Place], SuiteRun]) -> SuiteRun:
        prefix = ordinary_prefix(checkout)
        scratch = self.workspace / "suites" / suite.name
        found = work(Place(checkout, scratch, sys.executable, prefix))
        return msgspec.structs.replace(found, handicap=handicap(prefix, suite.needs_ordinary_user))

    def _clone(self, side: Side) -> Path:
        commit = self.commit if side == "candidate" else commit_of(self.project, self.base)
        return clone(self.project, commit, self.workspace / "clones" / side)

    def _do(self, side: Side, step: SuiteStep) -> None:
        checkout = self.checkout(side)
        if side == "base" and step.seeds:
            self.once(f"seeds {' '.join(step.seeds)}", lambda: self._seed(step))
        argv = step.base_argv if side == "base" and step.base_argv else step.argv
        place = Place(checkout, self.workspace / "suites", sys.executable)
        env = place.environment(step.env)
        with build_cache.alone_in(checkout, step.seeds):
            run(place.words(argv), cwd=checkout / step.folder, timeout=step.timeout, env=env)

    def _seed(self, step: SuiteStep) -> None:
        """Give the base what a step made for the candidate, once for all steps that fill the same folders."""
        candidate = self.built("candidate", step.name)
        with build_cache.alone_in(candidate, step.seeds):
            build_cache.give(candidate, self.checkout("base"), step.seeds)


def _named(things: Sequence[Named], name: str) -> Named:
    found = next((thing for thing in things if thing.name == name), None)
    if found is None:
        raise Undecided(
            got=f"no {name!r} under builds of the profile",
            expected=f"one of {', '.join(thing.name for thing in things) or 'at least one'}",
            advice="correct the name in the profile",
        )
    return found
