"""What a defect is, and how a function becomes one."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from sample.sample_errors import SampleError
from sample.written_tree import WrittenTree

Change = Callable[[WrittenTree], None]


@dataclass(frozen=True)
class Defect:
    """One defect, and the check that must refuse it."""

    name: str
    check: str
    outcome: str
    summary: str
    put_in: Change

    @property
    def stage(self) -> str:
        """The stage that shows it: the first part of the check's id."""
        return self.check.split("/")[0]


_REGISTERED: dict[str, Defect] = {}


def refused_by(check: str, outcome: Literal["failed", "error"] = "failed") -> Callable[[Change], Change]:
    """Make a defect of the function below: its name with dashes, its docstring the summary; the check must end like this."""

    def register(change: Change) -> Change:
        name = change.__name__.replace("_", "-")
        if name in _REGISTERED or not change.__doc__:
            raise SampleError(f"the defect {name} is there twice or says nothing; correct sample/defects")
        _REGISTERED[name] = Defect(name, check, outcome, change.__doc__, change)
        return change

    return register


def registered() -> tuple[Defect, ...]:
    """Return all that have been registered so far."""
    return tuple(_REGISTERED.values())
