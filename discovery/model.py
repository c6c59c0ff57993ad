"""The model of a project: all that its tracked files and tags say by themselves; nothing is judged here."""

import itertools
import tempfile
from dataclasses import dataclass, field, replace
from pathlib import Path

from core.location import Location
from discovery import suites as tests
from discovery import surfaces as published
from discovery import traits as sources
from discovery.locks import Lock, is_kept
from discovery.locks import changelog as changelog_of
from discovery.locks import locks as locks_of
from discovery.packages import Package, asks_for_nothing, license_files
from discovery.packages import packages as packages_of
from discovery.programs import Program
from discovery.programs import programs as programs_of
from discovery.served_platforms import Platform, platforms
from discovery.tags import Spelling, before, spellings, split
from discovery.workflows.publications import Publication, Workflows, laid_out
from discovery.workflows.publications import workflows as workflows_of
from facts.vcs.files import CachedFiles, Files, TreeAt
from facts.vcs.git import Checkout


@dataclass(frozen=True)
class Model:
    """One tree of one project."""

    count: int  # tracked files
    packages: tuple[Package, ...] = ()
    others: tuple[Package, ...] = ()  # packages of other release lines, which this release has nothing to do with
    tags: tuple[Spelling, ...] = ()
    changelog: Location | None = None
    changelogs: dict[str, Location] = field(default_factory=dict)  # by the folder of the package whose own it is
    changelog_is_kept: bool = True  # whether it names one of the newest releases
    branched: str = ""  # two releases one of which does not contain the other: releases are tagged on branches
    workflows: Workflows = field(default_factory=lambda: Workflows((), (), ()))
    locks: tuple[Lock, ...] = ()
    suites: tuple[tests.Suite, ...] = ()
    surfaces: tuple[published.Surface, ...] = ()
    license_files: tuple[str, ...] = ()  # on top
    programs: tuple[Program, ...] = ()
    vendored: tuple[str, ...] = ()  # folders
    without_dependencies: tuple[str, ...] = ()  # manifests
    platforms: tuple[Platform, ...] = ()  # that workflows and packages build for
    traits: dict[str, tuple[Location, ...]] = field(default_factory=dict)  # by word, as `_TRAITS` has them
    remote: str = ""  # address of the remote, as git has it

    @property
    def publishable(self) -> tuple[Package, ...]:
        """The packages that their manifests allow to publish."""
        return tuple(package for package in self.packages if package.publishable)

    @property
    def publications(self) -> tuple[Publication, ...]:
        """What the workflows publish."""
        return self.workflows.publications


_TRAITS = {
    "unsafe": sources.unsafe,
    "server": sources.servers,
    "concurrency": sources.concurrency,
    "vendored": sources.vendored,
    "license-list": sources.license_lists,
    "notices": sources.notices,
    "page": sources.pages,
    "benchmark": tests.benchmarks,
    "smoke": tests.smokes,
    "vectors": tests.vectors,
    "formatter": sources.formatters,
    "workflow-linter": sources.workflow_linters,
    "package-linter": sources.package_linters,
}


def of_checkout(checkout: Checkout, remote: str = "origin") -> Model:
    """Read the model of a checkout as it is."""
    done = checkout.git("config", "--get", f"remote.{remote}.url", expect=(0, 1))
    model = _read(CachedFiles(checkout), checkout.path, checkout.tags, done.text.strip())
    return replace(model, branched=_branched(checkout, model.tags))


_LOOKED_AT = 6  # releases


def _branched(checkout: Checkout, found: tuple[Spelling, ...]) -> str:
    """Say which two neighboring releases lie on two lines, of the newest ones in the history of this commit or beside it."""
    if not found:
        return ""
    newest = before(found[0].pattern, checkout.tags, split(found[0].newest)[1], _LOOKED_AT)  # type: ignore[index]
    for older, newer in itertools.pairwise(newest):
        commits = [checkout.peel(f"refs/tags/{tag}") for tag in (older, newer)]
        if None not in commits and not checkout.is_ancestor(*map(str, commits)):
            return f"{older} is not in the history of {newer}"
    return ""


def at(checkout: Checkout, ref: str) -> Model:
    """Read the model of a commit or tag; its workflows are laid out in a folder that is gone afterwards."""
    files = TreeAt(checkout, ref)
    with tempfile.TemporaryDirectory(prefix="discovery-") as folder:
        return _read(files, laid_out(files, Path(folder)), (), "")


def _read(files: Files, root: Path, names: frozenset[str] | tuple[str, ...], remote: str) -> Model:
    found = packages_of(files)
    log = changelog_of(files)
    flows = workflows_of(files, root)
    return Model(
        count=len(files.tracked),
        packages=found,
        tags=spellings(names),
        changelog=log,
        changelogs={one.folder: own for one in found if one.folder != "." and (own := changelog_of(files, (f"{one.folder}/",)))},
        changelog_is_kept=log is None or is_kept(files, log.path, names),
        workflows=flows,
        platforms=platforms(files, found, {*flows.publishing, *(deed.origin.path for deed in flows.publications)}),
        locks=locks_of(files),
        suites=tests.suites(files, found),
        surfaces=published.surfaces(files, found, spellings(names)),
        license_files=license_files(files, "."),
        programs=programs_of(files, found),
        vendored=sources.vendored_folders(files),
        without_dependencies=tuple(each.manifest for each in found if each.publishable and asks_for_nothing(files, each)),
        traits={word: read(files) for word, read in _TRAITS.items()},
        remote=remote,
    )
