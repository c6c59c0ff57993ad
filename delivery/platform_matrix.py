"""The matrix of channel by platform: which file a user gets there, and how it is traced to the tag's commit."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from core.errors import Fault, Undecided
from core.findings import Finding
from delivery.delivered import Delivered
from delivery.identity import explanations, native_digests
from delivery.package_checks import Origin, untraced
from delivery.results import Fetched
from delivery.site import Site
from delivery.transport import Package
from profiles.schema.channels import ReleaseFile

EVERY = "every platform"
UNKNOWN = "not traced: it does not contain the commit, and no artifact of a build run has the same contents"


@dataclass(frozen=True)
class Cell:
    """One file of one channel for the users of one platform."""

    channel: str
    platform: str
    name: str
    traced: str  # how, or why not
    official: bool = True
    sha256: str = ""  # empty: it is not there
    size: int = 0
    source: str = ""


@dataclass(frozen=True)
class Known:
    """What files may be traced to: the tag's commit with its tree, and what a build run made of it."""

    origin: Origin
    built: Mapping[str, str] = field(default_factory=dict)  # sha256 by name
    binaries: frozenset[str] = frozenset()  # sha256 of the programs and libraries in what was built

    def with_binaries(self, channels: Iterable[Delivered]) -> "Known":
        """Return the same with the binaries of every served file that the build run made."""
        found = [digests for delivered in channels for digests in _of_built(delivered, self.built)]
        return Known(self.origin, self.built, frozenset().union(*found))


def cells(delivered: Delivered, known: Known) -> list[Cell]:
    """Return a channel's part of the matrix; what cannot be fetched is planned and not there."""
    site = delivered.site
    plans = {pattern: plan for pattern, plan in site.files.items() if plan.name != site.channel.checksums}
    try:
        traces = {file.name: _traced(delivered, file, known) for file in delivered.fetched}
        served = {file.name: file for file in delivered.fetched}
    except Fault as fault:
        return [_missing(site, place, name, str(fault.got)) for name, plan in plans.items() for place in _users(site, plan)]
    return [
        cell
        for pattern, plan in plans.items()
        for place in _users(site, plan)
        for cell in _of_plan(delivered, pattern, place, served, traces)
    ]


def astray(found: Sequence[Cell]) -> list[Finding]:
    """Return the files for users of official platforms that nothing traces to the tag's commit."""
    return list(dict.fromkeys(_untraced(cell) for cell in found if cell.official and cell.traced.startswith("not traced")))


def nobodys() -> list[Cell]:
    """A file that comes from nowhere, which must be refused."""
    return [Cell("control", EVERY, "control.zip", UNKNOWN)]


def whole(found: Sequence[Cell]) -> list[Cell]:
    """Return the files that are there; refuse to judge while one for an official platform is not."""
    missing = [f"{cell.channel}'s {cell.name}" for cell in found if cell.official and not cell.sha256]
    if missing:
        raise Undecided(
            got=f"{len(missing)} cells without a file ({', '.join(dict.fromkeys(missing))})",
            expected="every planned file",
            advice="see the checks of their channels",
        )
    return [cell for cell in found if cell.sha256]


def needs_a_build(found: Sequence[Cell]) -> bool:
    """Whether nothing but the artifacts of a build run could trace what is not traced."""
    wrong = [cell.traced for cell in found if cell.official and cell.traced.startswith("not traced")]
    return bool(wrong) and set(wrong) == {UNKNOWN}


def _untraced(cell: Cell) -> Finding:
    place = f"{cell.channel}: {cell.name}"
    return Finding("not-traced", place, 0, cell.traced, "a trace to the tag", "publish what the build run made of the tag")


def _of_built(delivered: Delivered, built: Mapping[str, str]) -> list[frozenset[str]]:
    try:
        ours = {file.name for file in delivered.fetched if built.get(file.name) == file.sha256}
        return [frozenset(native_digests(package).values()) for name, package in delivered.packages.items() if name in ours]
    except Fault:
        return []  # what cannot be looked at proves nothing of others; its own cells say so


def _of_plan(
    delivered: Delivered, pattern: str, place: str, served: Mapping[str, Fetched], traces: Mapping[str, str]
) -> list[Cell]:
    site, source = delivered.site, delivered.listing.source
    found = [file for name, file in served.items() if fnmatchcase(name, pattern)]
    return [
        Cell(site.word, place, file.name, traces[file.name], _official(site, place), file.sha256, file.size, source)
        for file in found
    ] or [_missing(site, place, pattern, "it is planned but missing")]


def _missing(site: Site, place: str, name: str, why: str) -> Cell:
    return Cell(site.word, place, name, f"not traced: {why}", _official(site, place))


def _official(site: Site, place: str) -> bool:
    return site.channel.tier == "official" and all(one.tier == "official" for one in site.channel.platforms if one.name == place)


def _users(site: Site, file: ReleaseFile) -> list[str]:
    if file.platform:
        return [file.platform]
    return [platform.name for platform in site.channel.platforms if platform.native_files] or [EVERY]


def _traced(delivered: Delivered, file: Fetched, known: Known) -> str:
    if file.fault:
        return f"not traced: it {file.fault}"
    package = delivered.packages.get(file.name)
    offered = [one for one in delivered.arrived.offered if one.name == file.name]
    opened = {file.name: package} if package else {}
    faults = untraced(opened, known.origin, delivered.site.channel, offered)
    if faults:
        return f"not traced: {faults[0].path}: {faults[0].problem}"
    stated = {*(one.commit for one in offered), *(one.commit for one in opened.values())}
    told = ", ".join(_ways(file, package, stated, known)) or UNKNOWN
    return "; ".join([told, *explanations(delivered.site.channel.allowed_differences, package)])


def _ways(file: Fetched, package: Package | None, stated: Collection[str | None], known: Known) -> list[str]:
    compiled = set(native_digests(package).values()) if package else set()
    of_the_tag = bool(package and package.sources)
    ways = {
        "names the commit": known.origin.commit in stated,
        "is made of the tag's files": of_the_tag and not compiled,
        "is made of the tag's files and the build run's binaries": of_the_tag and bool(compiled) and compiled <= known.binaries,
        "is the build run's artifact": known.built.get(file.name) == file.sha256,
    }
    return [word for word, true in ways.items() if true]
