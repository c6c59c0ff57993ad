"""The build: found by workflow, tag and commit, or named; two candidates are listed and refused."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from core.errors import Undecided
from core.findings import Finding
from facts.github.runs import Run, RunRecord, outcome
from provenance.build_run import RequiredOrigin
from provenance.invalid_runs import another_conclusion
from provenance.mechanics.step import Control, MechanicStep
from provenance.proof import Proof, run_faults

Explained = Callable[[RunRecord, Sequence[Finding]], Sequence[Finding]]
_POSSIBLE = (None, "", "success")  # still running, or done well; whatever else a run ended with proves nothing


@dataclass(frozen=True)
class Wanted:
    """The build that is looked for."""

    workflow: str
    tag: str
    commit: str
    budget: float

    @property
    def would(self) -> str:
        """What the step would do."""
        wait = f"wait up to {self.budget / 60:.0f} min for the run of {self.workflow!r} that the pushed tag starts"
        return f"{wait}, with progress; continue with --build-run-id=N --resume"

    def over(self, runs: Sequence[Run]) -> list[Run]:
        """Return the runs of the tag at the commit, the newest first, whatever came of them."""
        found = [run for run in runs if run.head_sha == self.commit and run.head_branch == self.tag]
        return sorted(found, key=lambda run: -run.id)

    def candidates(self, runs: Sequence[Run]) -> list[Run]:
        """Return the runs of the tag at the commit that have not failed."""
        return [
            run for run in runs if run.head_sha == self.commit and run.head_branch == self.tag and run.conclusion in _POSSIBLE
        ]


def only(runs: Sequence[Run], wanted: Wanted) -> int:
    """Return the one candidate; none and two are refused, each with what was found."""
    found = wanted.candidates(runs) or wanted.over(runs)[:1]
    if len(found) == 1:
        return found[0].id
    listed = "; ".join(f"{run.id} ({outcome(run)}, {run.event}) {run.html_url}" for run in found)
    raise Undecided(
        got=f"{len(found)} build runs of {wanted.tag} at {wanted.commit[:12]}: {listed}" if found else f"no run for {wanted.tag}",
        expected=f"exactly one run of {wanted.workflow!r} for tag and commit",
        advice="pass the right one with --build-run-id" if found else "push the tag, or pass the run with --build-run-id",
    )


def build_step(wanted: Wanted, origin: RequiredOrigin, record: RunRecord, explained: Explained) -> MechanicStep:
    """Return whether the build run is there and succeeded; a failed one is explained."""
    return MechanicStep(
        "build",
        wanted.would,
        looked_at=[record],
        lacks=explained(record, run_faults(origin, record)),
        control=Control(origin.conclusion_faults, another_conclusion(record), "conclusion 'failure'"),
    )


def provenance_step(proof: Proof, verdict_faults: Sequence[Finding]) -> MechanicStep:
    """Return whether the build run is proven, here and in the evidence."""
    return MechanicStep(
        "provenance",
        f"run `-m provenance --build-run-id={proof.origin.run_id}` until the stage is clear",
        looked_at=proof.files,
        lacks=[*proof.faults, *verdict_faults],
        control=Control(proof.origin.conclusion_faults, another_conclusion(proof.run), "conclusion 'failure'"),
    )
