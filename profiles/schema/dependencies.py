"""The table `[dependencies]`: the locks of what ships, and who knows what is wrong with what they pin."""

from typing import Annotated, Literal

import msgspec

from profiles.schema.reasons import Reason
from profiles.schema.suites import Name

_Count = Annotated[int, msgspec.Meta(ge=1)]


class Lock(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One lock file; `kind` selects its audit: cargo-audit, npm audit, pip-audit, govulncheck, or OSV files in the project."""

    name: Name
    kind: Literal["cargo", "node", "pip", "go", "osv"]  # which tool audits it
    path: str  # the lock file
    database: str = ""  # cargo: a clone in RELEASE_ADVISORY_DB; osv: a directory of OSV files in the project; go: a URL
    advisories: _Count = 500  # the minimum number of advisories in the database (npm, pip, go: of packages that the service answered for); with fewer the check is an `error`
    packages: _Count = 1  # the minimum number of packages that it must list
    max_age_days: Annotated[float, msgspec.Meta(gt=0)] = 30  # maximum age of the advisory database, in days
    env: dict[str, str] = {}


class DependenciesTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The table `[dependencies]`."""

    locks: tuple[Lock, ...] = ()  # every lock file of what ships
    no_runtime_dependencies: tuple[str, ...] = ()  # manifests without runtime dependencies, so that there is nothing to audit
    unaudited: dict[str, Reason] = {}  # manifests whose dependencies are in no lock file here, with reasons
