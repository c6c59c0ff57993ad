"""Rehearse: owed when release machinery or credentials changed since the base; done by a rehearsal of this build run."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatchcase

from core.findings import Finding
from facts.github.runs import RunRecord
from facts.github.settings import Secret
from provenance.mechanics.step import Control, MechanicStep
from provenance.publish_only import Rerun, dispatch_faults


@dataclass(frozen=True)
class Change:
    """What changed since the base that a rehearsal has to cover."""

    files: Sequence[str]
    secrets: Sequence[str]

    @property
    def reasons(self) -> list[str]:
        """Why a rehearsal is owed; empty where none is."""
        return [
            *(f"release machinery changed: {path}" for path in self.files),
            *(f"a credential was written since the base: {name}" for name in self.secrets),
        ]


def change(changed: Sequence[str], machinery: Sequence[str], secrets: Sequence[Secret], since: float) -> Change:
    """Return the machinery among the changed files and the secrets written after a time (seconds since 1970)."""
    files = [path for path in changed if any(fnmatchcase(path, pattern) for pattern in machinery)]
    return Change(files, [secret.name for secret in secrets if _written(secret) > since])


def _written(secret: Secret) -> float:
    return datetime.fromisoformat(secret.updatedAt).timestamp()


def rehearsal_faults(change: Change, rehearsals: Sequence[RunRecord]) -> list[Finding]:
    """Return why a rehearsal is owed and was not seen."""
    return (
        [Finding("", got=reason, expected="a dry run with this build run") for reason in change.reasons] if not rehearsals else []
    )


def rehearse_step(
    owed: Change, rehearsals: Sequence[RunRecord], rerun: Rerun | None, looked_at: Sequence[str], failure: Sequence[Finding] = ()
) -> MechanicStep:
    """Return whether a rehearsal is not owed, or was done with this build run."""
    cannot = (
        dispatch_faults(rerun)
        if rerun
        else [Finding("", got="the publish workflow has no dry-run input", fix="set it as [mechanics] rehearsal_input")]
    )
    bad = Change(["x.yml"], [])
    return MechanicStep(
        "rehearse",
        f"`{rerun.command.line}`" if rerun and not cannot else "; ".join(map(str, cannot)),
        looked_at=looked_at,
        lacks=[*(failure if not rehearsals else ()), *rehearsal_faults(owed, rehearsals)],
        argv=[rerun.command.argv] if rerun and not cannot else (),
        control=Control(lambda found: rehearsal_faults(found, []), bad, "release machinery changed: x.yml"),
    )
