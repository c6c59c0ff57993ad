"""What clients and indexes answered, as plain data that passes from the process that asked to those that judge."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from facts.indexes.listing import Listing


@dataclass(frozen=True)
class Waited:
    """How long the index took to show the version."""

    seconds: float
    asked: int
    symptom: str | None = None  # what stood in the way when the budget was used up


@dataclass(frozen=True)
class Staged:
    """A version that was uploaded and waits for a maintainer's approval."""

    id: str
    sha256: str
    approve: str  # the command that publishes it, for the maintainer to type
    reject: str
    is_built: bool | None = None  # whether it is an artifact of the build; None: no artifacts were named


@dataclass(frozen=True)
class Looked:
    """The index's view of the release."""

    target: Listing
    waited: Waited
    staged: Staged | None = None


@dataclass(frozen=True)
class Fetched:
    """One file as it was served."""

    name: str
    path: str
    size: int
    digests: Mapping[str, str] = field(default_factory=dict)  # algorithm to hex digest, of the bytes that came
    fault: str | None = None  # why there are no bytes
    flaw: str | None = None  # why the bytes that are there cannot be read

    @property
    def sha256(self) -> str:
        """The digest that the suite records everywhere."""
        return self.digests.get("sha256", "")


@dataclass(frozen=True)
class Ran:
    """One command of a client, or why it could not be started."""

    command: str
    status: int
    output: str
    prints: str = ""  # what its output has to hold

    @property
    def tail(self) -> str:
        """The last lines, where tools say what went wrong."""
        lines = [line.strip() for line in self.output.splitlines() if line.strip()]
        return " / ".join(lines[-3:])[-500:] or "no output"


@dataclass(frozen=True)
class Seen:
    """What the user's own client says of the package."""

    client: str
    default: str | None
    versions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Installed:
    """An install in a clean place, what was done before it, and what worked after it."""

    install: Ran
    impossible: Ran  # the same install of a version that cannot be: the client must refuse it
    before: tuple[Ran, ...] = ()  # the operations where nothing is installed: none may work
    after: tuple[Ran, ...] = field(default=())
    source: tuple[Ran, ...] = ()  # the same out of the source distribution alone, where that is a way to install
