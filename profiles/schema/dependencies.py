"""The table `[dependencies]`: the locks of what ships, and who knows what is wrong with what they pin."""

from typing import Annotated, Literal

import msgspec

from profiles.schema.reasons import Reason
from profiles.schema.suites import Name

_Count = Annotated[int, msgspec.Meta(ge=1)]


class Lock(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One lock; its kind says which tool audits it: cargo-audit, npm, pip-audit, govulncheck, records in the project."""

    name: Name
    kind: Literal["cargo", "node", "pip", "go", "osv"]  # which tool audits it
    path: str  # the lock file
    database: str = ""  # cargo: a clone, below RELEASE_ADVISORY_DB; osv: a folder of records in the project; go: an address
    advisories: _Count = 500  # the least number of advisories that means anything (npm, pip, go: of answers)
    packages: _Count = 1  # the least number of packages that it must list
    max_age_days: Annotated[float, msgspec.Meta(gt=0)] = 30  # the oldest advisory database that counts
    env: dict[str, str] = {}


class DependenciesTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The table `[dependencies]`."""

    locks: tuple[Lock, ...] = ()  # every lock of what ships
    no_runtime_dependencies: tuple[str, ...] = ()  # manifests without runtime dependencies, so that there is nothing to audit
    unaudited: dict[str, Reason] = {}  # manifests of what ships whose dependencies no lock here resolves, and why
