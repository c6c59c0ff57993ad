"""Nothing vanishes: what discovery finds, now or at the base, and the profile neither has nor leaves out with a reason."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from core.findings import Finding
from core.location import Location
from discovery.model import Model
from discovery.packages import Package, Version
from discovery.suites import Suite
from profiles.schema.profile import Profile

_RULE = "profile-covers-project"
_CHANNELS = {"crates.io": "crates", "npm": "npm", "PyPI": "pypi", "a GitHub release": "github", "a Homebrew tap": "homebrew"}
_EXPECTED = "it in the profile, or under preflight.excluded with a reason"


@dataclass(frozen=True)
class Thing:
    """One thing that a release may lose: what it is, the name by which the profile leaves it out, and where it stands."""

    what: str
    name: str
    origin: Location


def uncovered(profile: Profile, model: Model, base: Model | None, is_reviewed: bool = True) -> list[Finding]:
    """Find what the project has and the profile lacks, and what the base had and the project has not any more.

    A profile that discovery wrote has what discovery finds: only the base can say what it lacks.
    """
    excused = {*profile.preflight.excluded, *profile.does_not_apply, *profile.preflight.own_versions}
    lacking = _lacking(profile, model) if is_reviewed else ()
    found = [_finding(one, f"{one.what} is in no table of the profile") for one in lacking]
    if base is not None:
        kept = {(one.what, one.name) for one in things(model)}
        tools = {f"{one.ecosystem} {one.name}" for one in base.publishable if _is_a_tool(one, base)}
        moved = {f"golang {had.name}" for had in base.publishable for has in model.publishable if _is_the_next_line(had, has)}
        spread = moved | {_of_suite(one).name for one in base.suites if _is_spread(one, model)}
        gone = [one for one in things(base) if (one.what, one.name) not in kept and one.name not in tools | spread]
        found += [
            _finding(one, f"{one.what} was in the base and is gone")
            for one in (*gone, *_lost_workflows(base, model), *_lost_tests(base, model), *_lost_licenses(base, model))
        ]
    return [finding for finding, name in found if name not in excused]


def _is_the_next_line(had: Package, has: Package) -> bool:
    """Whether a Go module of the same folder is that of a later line: its path ends in the major version, and so is another."""
    if (had.ecosystem, has.ecosystem, had.folder) != ("golang", "golang", has.folder) or had.name == has.name:
        return False
    majors = [int(found[1]) if (found := re.search(r"/v(\d+)$", each.name)) else 1 for each in (had, has)]
    return majors[1] > majors[0]


def _is_spread(suite: Suite, model: Model) -> bool:
    """Whether the tests of a folder are those of folders below it now, as many or more: its package moved into a workspace."""
    below = [
        one
        for one in model.suites
        if one.kind == suite.kind and (suite.folder == "." or one.folder.startswith(f"{suite.folder}/"))
    ]
    return bool(below) and sum(len(one.tests) for one in below) >= len(suite.tests)


def _is_a_tool(package: Package, model: Model) -> bool:
    """Whether a package was there for its developers: of a version of its own, in an index to which no workflow publishes."""
    others = {one.version.value for one in model.publishable if one is not package and one.version.value}
    reached = {_CHANNELS.get(deed.place) for deed in model.publications}
    return bool(reached and others) and package.ecosystem not in reached and package.version.value not in others


def _lost_licenses(base: Model, model: Model) -> Iterator[Thing]:
    """Yield the license files of a package that had some and has none any more; another name for one is no loss."""
    now = {(one.ecosystem, one.name): one for one in model.publishable}
    for had in base.publishable:
        kept = now.get((had.ecosystem, had.name))
        if kept is not None and had.license_files and not kept.license_files:
            what = f"the license file of the {had.ecosystem} package {had.name} ({', '.join(had.license_files)})"
            yield Thing(what, f"{had.ecosystem} {had.name} license", kept.origin)


def _finding(thing: Thing, got: str) -> tuple[Finding, str]:
    fix = f'add it, or write preflight.excluded "{thing.name}" with the reason'
    return Finding(_RULE, thing.origin.path, thing.origin.line, got, _EXPECTED, fix), thing.name


def things(model: Model) -> Iterator[Thing]:
    """Yield all that a release must not lose unnoticed."""
    for package in model.publishable:
        yield Thing(f"the {package.ecosystem} package {package.name}", f"{package.ecosystem} {package.name}", package.origin)
    for place in dict.fromkeys(deed.place for deed in model.publications):
        origin = next(deed.origin for deed in model.publications if deed.place == place)
        yield Thing(f"a step that publishes to {place}", _CHANNELS.get(place, place), origin)
    for lock in model.locks:
        yield Thing(f"the lock {lock.path}", lock.path, lock.origin)
    for suite in model.suites:
        yield _of_suite(suite)
    for platform in model.platforms:
        yield Thing(f"the platform {platform.name}", f"platform {platform.name}", platform.origin)
    if model.changelog:
        yield Thing("a changelog", "changelog", model.changelog)
    if model.workflows.ci:
        yield Thing("a workflow that runs the tests", "continuous integration", model.workflows.ci[0])


def _lost_workflows(base: Model, model: Model) -> Iterator[Thing]:
    """Yield the workflows that ran the tests or published, where there are fewer of them.

    Another name is no loss, nor are workflows whose jobs that run the tests, as many or more, stand in one now, or that a
    new one replaces, whose one job may have a matrix.
    """
    fewer = model.workflows.testing < base.workflows.testing and not _testing(model) - _testing(base)
    for what, read, is_loss in (("runs the tests", _testing, fewer), ("publishes", _publishing, True)):
        was, now = read(base), read(model)
        for path in sorted(was - now) if len(now) < len(was) and is_loss else ():
            yield Thing(f"the workflow {path}, which {what},", path, Location(path))


def _lost_tests(base: Model, model: Model) -> Iterator[Thing]:
    """Yield the folders of tests that a suite lost, where the suite and the package whose tests they were are still there."""
    now = {suite.name: suite for suite in model.suites}
    homes = {".", *(package.folder for package in model.packages)}
    for suite in base.suites:
        lost = suite.lost(now[suite.name]) if suite.name in now else ()
        for folder in (one for one in lost if (one.rpartition("/")[0] or ".") in homes):
            yield Thing(f"the folder of tests {folder} ({suite.name})", folder, Location(folder))


def _testing(model: Model) -> set[str]:
    return {origin.path for origin in model.workflows.ci}


def _publishing(model: Model) -> set[str]:
    return {deed.origin.path for deed in model.publications}


def _of_suite(suite: Suite) -> Thing:
    return Thing(f"the suite {suite.name} in {suite.folder}", f"suite {suite.name}", suite.origin)


def _lacking(profile: Profile, model: Model) -> Iterator[Thing]:
    yield from _packages(profile, model)
    for deed in model.publications:
        word = _CHANNELS.get(deed.place)
        if word and word not in profile.channels and not _is_of_another_line(word, model):
            yield Thing(f"a step that publishes to {deed.place}", word, deed.origin)
    known = {lock.path for lock in profile.dependencies.locks}
    for lock in model.locks:
        if lock.kind and lock.pins and lock.path not in known:
            yield Thing(f"the lock {lock.path}", lock.path, lock.origin)
    for suite in model.suites:
        if not any(_runs(row.kind, row.folder, suite) for row in profile.builds.suites):
            yield _of_suite(suite)


def _is_of_another_line(word: str, model: Model) -> bool:
    """Whether only packages that are released by themselves are published there: workflows are everybody's."""
    own = any(one.ecosystem == word for one in model.publishable)
    return not own and any(one.ecosystem == word for one in model.others)


def _packages(profile: Profile, model: Model) -> Iterator[Thing]:
    watched = {row.path for row in profile.preflight.versions} | set(profile.preflight.own_versions)
    folders = {row.path.rstrip("/") or "." for row in profile.licensing.packages}
    names = {channel.package for channel in profile.channels.values()} | set(profile.documentation.others)
    for package in model.publishable:
        if package.manifest not in watched and package.folder not in folders and package.name not in names:
            yield Thing(f"the {package.ecosystem} package {package.name}", f"{package.ecosystem} {package.name}", package.origin)


def _runs(kind: str, folder: str, suite: Suite) -> bool:
    """Whether a suite of the profile runs one that was found: of its kind, and from its folder or one above or below."""
    alike = {kind, suite.kind} <= {"pytest", "unittest"} or kind == suite.kind
    here, there = folder.strip("./"), suite.folder.strip("./")
    return alike and (not here or not there or there.startswith(here) or here.startswith(there))


def nobodys(is_reviewed: bool = True) -> tuple[Model, Model | None]:
    """Return a project and its base, one of which has a package that no profile has: the known-bad input."""
    origin = Location("nobody/Cargo.toml", 2)
    package = Package("crates", "nobody-has-this", "nobody", origin, Version("static", "0", origin), True, "MIT", ())
    bad = Model(count=1, packages=(package,))
    return (bad, None) if is_reviewed else (Model(count=1), bad)
