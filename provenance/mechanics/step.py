"""One step of a release: what is there already, what it would do, what speaks against it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from core.errors import Fault
from core.findings import Finding


@dataclass(frozen=True)
class Control:
    """A judgement of the step with a known-bad input and what it must say to it."""

    judge: Callable[[Any], Any]
    bad: Any
    says: str


@dataclass(frozen=True)
class MechanicStep:
    """A step as it stands; `lacks` empty means already there and equal to what is expected."""

    name: str
    would: str
    looked_at: Sequence[Any] = ()
    lacks: Sequence[Finding] = ()
    control: Control | None = None
    fault: Fault | None = None
    waits_for: Sequence[str] = ()
    argv: Sequence[Sequence[str]] = ()  # the commands that it stands for, as words

    @property
    def done(self) -> bool:
        """Whether the step is already there and equal."""
        return not self.lacks and self.fault is None

    @property
    def sentence(self) -> str:
        """What the step lacks, what it would do, and whether it has to wait."""
        lacks = "; ".join(map(str, self.lacks)) or str(self.fault or "nothing")
        return f"{self.name} lacks: {lacks}. It would: {self.would}. It {self._leave}"

    @property
    def _leave(self) -> str:
        if self.waits_for:
            return f"must wait for {', '.join(self.waits_for)}"
        return "is ready: every step before it is verified (in dry-run nothing is done)"

    def after(self, before: Sequence["MechanicStep"]) -> "MechanicStep":
        """Return the step with the earlier steps that it still waits for."""
        return replace(self, waits_for=[step.name for step in before if not step.done])


def attempt(name: str, would: str, make: Callable[[], MechanicStep]) -> MechanicStep:
    """Return the step, or one that says why it could not be looked at: the walk goes on either way."""
    try:
        return make()
    except Fault as fault:
        return MechanicStep(name, would, fault=fault)
