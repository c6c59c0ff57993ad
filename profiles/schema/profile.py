"""The configuration of one project, as data: a TOML file read once into frozen structs.

Every gate and channel has a table of its own name; an unknown key, a wrong type, a duplicate key, an unknown gate or
channel is refused with a sentence.
"""

import tomllib
from pathlib import Path
from typing import Annotated, Any

import msgspec

from core.errors import Refused
from core.text_shapes import described, shaped
from profiles.schema.builds import BuildsTable
from profiles.schema.channels import ChannelsTable, shared
from profiles.schema.ci_tools import CiTools
from profiles.schema.compatibility import CompatibilityTable
from profiles.schema.concurrency import ConcurrencyTable
from profiles.schema.dependencies import DependenciesTable
from profiles.schema.documentation import DocumentationTable
from profiles.schema.forge import ForgeTable
from profiles.schema.former_keys import translated
from profiles.schema.licensing import LicensingTable
from profiles.schema.mechanics import MechanicsTable
from profiles.schema.memory_safety import MemorySafetyTable
from profiles.schema.packaging import PackagingTable
from profiles.schema.performance import PerformanceTable
from profiles.schema.preflight import PreflightTable
from profiles.schema.provenance import ProvenanceTable
from profiles.schema.reasons import Reason
from profiles.schema.server import ServerTable
from profiles.schema.suites import Seconds
from profiles.schema.tag_pattern import TagPattern
from profiles.schema.tooling import ToolingTable
from profiles.schema.tracker import TrackerTable

UNDECIDED = "DECIDE:"  # a text that begins so is a question of --init
Hours = Annotated[float, msgspec.Meta(gt=0, le=24 * 366)]
Tagged = Annotated[str, shaped(r"^[^{}\s]*\{version\}[^{}\s]*$", "a tag with {version} in it")]
# A file of the project that people review: what it holds voids no evidence, so it may be neither a folder nor elsewhere.
Reviewed = Annotated[str, shaped(r"^(?!/)(?!(.*/)?\.\./)[^\x00-\x1f\\]+\.toml$", "the path of a .toml file in the project")]


class Project(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The table `[project]`."""

    name: Annotated[str, msgspec.Meta(min_length=1)]  # the project's name in reports and tasks
    remote: str = "origin"  # the git remote of the release
    discover: bool = False  # keys that are not in this file are read from the repository in each run
    tag: Tagged = "v{version}"  # the format of the project's tags, such as {version} or demo-v{version}
    secrets: tuple[str, ...] = ()  # names of environment variables that contain secrets
    credentials: tuple[
        str, ...
    ] = ()  # environment variables with secrets that builds, tests and clients may see; by default none
    waivers: Reviewed = "release-waivers.toml"  # the project's TOML file with waivers
    signoffs: Reviewed = "release-signoffs.toml"  # the project's TOML file with recorded reviews
    seconds: Seconds = 7200  # time limit of a check, or twenty times what it took last time, whichever is longer
    static_seconds: Seconds = 300  # time limit of a static check

    @property
    def tags(self) -> TagPattern:
        """How git's tags are spelt."""
        return TagPattern(self.tag)


class Ages(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The table `[ages]`: hours for which evidence counts."""

    local: Hours = 24 * 14  # for local checks; at most a year
    remote: Hours = 2  # for checks of remote state


class Profile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One project's profile; a table that is not there is its defaults."""

    project: Project
    ages: Ages = Ages()
    does_not_apply: dict[str, Reason] = {}
    channels: ChannelsTable = {}
    builds: BuildsTable = BuildsTable()
    ci_tools: CiTools = {}  # tools that `python -m plugins.cli.ci_setup` installs in CI, with their versions
    compatibility: CompatibilityTable = CompatibilityTable()
    concurrency: ConcurrencyTable = ConcurrencyTable()
    dependencies: DependenciesTable = DependenciesTable()
    documentation: DocumentationTable = DocumentationTable()
    forge: ForgeTable = ForgeTable()
    licensing: LicensingTable = LicensingTable()
    mechanics: MechanicsTable = MechanicsTable()
    memory_safety: MemorySafetyTable = MemorySafetyTable()
    packaging: PackagingTable = PackagingTable()
    performance: PerformanceTable = PerformanceTable()
    preflight: PreflightTable = PreflightTable()
    provenance: ProvenanceTable = ProvenanceTable()
    server: ServerTable = ServerTable()
    tooling: ToolingTable = ToolingTable()
    tracker: TrackerTable | None = None

    def at(self, dotted: str) -> Any:
        """Return the table or value that a dotted name stands for, None where the profile has none."""
        value: Any = self
        for part in dotted.split("."):
            value = value.get(part) if isinstance(value, dict) else getattr(value, part, None)
            if value is None:
                return None
        return value


def load(path: Path) -> Profile:
    """Read a profile file; raise Refused with a sentence that names the key."""
    return converted(path, document(path))


def document(path: Path) -> dict[str, Any]:
    """Read a profile file as it is written; one reason may stand for several names, `"server, performance" = "..."`."""
    try:
        read = tomllib.loads(path.read_text("utf-8"))
        _refuse_undecided(path, read)
        reasons = read.get("does_not_apply")
        if isinstance(reasons, dict):
            read["does_not_apply"] = {name: why for key, why in reasons.items() for name in _names(key)}
        found = translated(read, Profile)
        channels = found.get("channels")
        for word, other, key in shared(channels if isinstance(channels, dict) else {}):
            raise _refused(path, f"channels.{word}.like takes {key!r} from {other!r}, which has none, or the channel has its own")
        return found
    except OSError as error:
        raise _refused(path, f"no readable file ({error.strerror})") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _refused(path, f"text that is not TOML: {error}") from error


def _names(key: str) -> list[str]:
    return [key] if "[" in key else [name.strip() for name in key.split(",")]


def converted(path: Path, read: dict[str, Any]) -> Profile:
    """Make a profile of what a file says."""
    try:
        return msgspec.convert(read, Profile)
    except msgspec.ValidationError as error:
        raise _refused(path, described(error)) from error


def _refuse_undecided(path: Path, value: Any, place: str = "$") -> None:
    """Refuse a line that --init marked and nobody has decided."""
    if isinstance(value, str) and value.startswith(UNDECIDED):
        raise _refused(path, f"{value!r} at {place}, which nobody has decided")
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in parts:
        _refuse_undecided(path, part, f"{place}.{key}")


def _refused(path: Path, got: str) -> Refused:
    return Refused(
        got=f"profile {path.name}: {got}",
        expected="keys and types as docs/profile.md lists them",
        advice="correct the profile and repeat",
    )
