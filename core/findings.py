"""What a judgement found: data from the rule that found it to the screen, the evidence, a task and a waiver."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any


@dataclass(frozen=True, order=True)
class Finding:
    """One thing that is not as it must be.

    `path` is a file of the project, with slashes, or an artifact, channel or platform where no file is meant; `line` begins
    at 1 and is 0 where no line is meant. `got` says what is there, `expected` what should be, `fix` what to do: phrases
    without a full stop, so that every report can join them its own way.
    """

    rule: str
    path: str = ""
    line: int = 0
    got: str = ""
    expected: str = ""
    fix: str = ""

    @classmethod
    def read(cls, entry: Mapping[str, Any]) -> "Finding":
        """Read a finding out of the evidence."""
        return cls(**{name: entry[name] for name in cls.__dataclass_fields__})

    @property
    def place(self) -> str:
        """Where it is: `path:line`, `path`, or nothing."""
        return f"{self.path}:{self.line}" if self.path and self.line else self.path

    @property
    def problem(self) -> str:
        """What is wrong, in one phrase."""
        return ", expected ".join(part for part in (self.got, self.expected) if part)

    @property
    def digest(self) -> str:
        """What a waiver names: 64 hex digits over all but the line and the advice, which move without the finding."""
        return sha256("\0".join((self.rule, self.path, self.got, self.expected)).encode("utf-8", "surrogatepass")).hexdigest()

    @property
    def entry(self) -> dict[str, Any]:
        """The finding as the evidence holds it."""
        return {**asdict(self), "digest": self.digest}

    def __str__(self) -> str:
        """Spell it as the terminal does: `path:line: rule: problem (fix)`."""
        head = ": ".join(part for part in (self.place, self.rule, self.problem) if part)
        return f"{head} ({self.fix})" if self.fix else head


def rules_of(findings: Iterable[Finding]) -> list[str]:
    """Return the rules that found something, each once, in the order of their first finding."""
    return list(dict.fromkeys(finding.rule for finding in findings))
