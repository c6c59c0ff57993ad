"""One release line of a monorepo: what of the model belongs to the package that is released by itself."""

import re
from collections.abc import Callable
from dataclasses import replace

from core.errors import Refused
from discovery.model import Model
from discovery.packages import Package
from discovery.tags import Spelling, split


def of_line(model: Model, name: str, pattern: str, tags: tuple[Spelling, ...] = ()) -> Model:
    """Return what belongs to the package that was named, or that the tags name where they name packages; else the whole.

    A past tree has no tags: `tags` are those of the checkout.
    """
    if name:
        return of_package(model, name)
    known = tags or model.tags
    found = named_by(model, pattern)
    if found is None:
        return _without_other_modules(model, pattern, known)
    if any(other is not None and other is not found for other in (named_by(model, one.pattern) for one in known)):
        return _kept(model, [found, *_companions(model, found, known)])
    own = model.changelogs.get(found.folder)
    rest = _without_modules(model, pattern) if found.ecosystem != "golang" else model
    return replace(rest, changelog=own, changelog_is_kept=True) if own else rest


def of_package(model: Model, name: str) -> Model:
    """Return the model of one package: its folder, the locks above it, its own changelog; workflows are everybody's."""
    mine = _called(model, name)
    if not mine and model.tags:  # a past tree, which has no tags, may not have had it yet
        known = ", ".join(sorted({one.name for one in model.publishable})) or "none"
        raise Refused(got=f"--package={name}", expected=f"a package of this repository ({known})", advice="correct the name")
    return _kept(model, mine)


def named_by(model: Model, pattern: str) -> Package | None:
    """Return the package that a spelling of tags names: `pkg@{version}`, `pkg-v{version}`, `folder/v{version}`."""
    before = pattern.partition("{version}")[0].rstrip("v").rstrip("@-/_")
    return next(iter(_called(model, before)), None) if before else None


def folders_of_others(model: Model, pattern: str) -> tuple[str, ...]:
    """Return the folders of packages that other tags name, where these tags name a package."""
    mine = named_by(model, pattern)
    named = [named_by(model, one.pattern) for one in model.tags] if mine else []
    folders = {one.folder for one in named if one is not None and one is not mine}
    return tuple(sorted(folder for folder in folders if mine and not _is_below(mine.folder, folder)))


def spelling_of(model: Model, name: str) -> str:
    """Return the spelling of tags that names a package, nothing where none does."""
    mine = _called(model, name)
    return next((one.pattern for one in model.tags if named_by(model, one.pattern) in mine), "")


def _kept(model: Model, mine: list[Package]) -> Model:
    folders = tuple(one.folder for one in mine)

    def inside(path: str) -> bool:
        return any(_is_below(path, folder) for folder in folders)

    def above(folder: str) -> bool:
        return any(_is_below(one, folder) for one in folders)

    own = next((model.changelogs[folder] for folder in folders if folder in model.changelogs), None)
    return replace(
        model,
        packages=tuple(mine),
        others=tuple(one for one in model.packages if one not in mine),
        changelog=own or model.changelog,
        changelog_is_kept=True if own else model.changelog_is_kept,
        locks=tuple(one for one in model.locks if inside(one.path) or above(one.path.rpartition("/")[0] or ".")),
        suites=tuple(one for one in model.suites if inside(one.folder) or above(one.folder)),
        surfaces=tuple(one for one in model.surfaces if inside(one.path)),
        programs=tuple(one for one in model.programs if inside(one.origin.path)),
        without_dependencies=tuple(path for path in model.without_dependencies if inside(path)),
    )


def _companions(model: Model, found: Package, tags: tuple[Spelling, ...]) -> list[Package]:
    """Return the packages that go along with one: no tags name them, and they state its version."""
    named = [named_by(model, one.pattern) for one in tags]
    others = [one for one in model.packages if one is not found and one not in named]
    return [one for one in others if one.version.value and one.version.value == found.version.value]


def _without_other_modules(model: Model, pattern: str, tags: tuple[Spelling, ...]) -> Model:
    """Leave out Go modules below the top whose own tags are of other versions than these.

    Where others have tags of their own, a module without any is one that nobody publishes.
    """
    newest = {one.pattern: split(one.newest) for one in tags}
    ours = newest.get(pattern)
    below = [one for one in model.packages if one.ecosystem == "golang" and one.folder != "."]
    tagged = {one.folder: own[1] for one in below if (own := newest.get(f"{one.folder}/v{{version}}"))}
    lone = [one for one in below if tagged and ours and tagged.get(one.folder) != ours[1] and not _is_major(one)]
    if not lone:
        return model
    folders = [one.folder for one in lone]

    def outside(path: str) -> bool:
        return not any(_is_below(path, folder) for folder in folders)

    return replace(
        model,
        packages=tuple(one for one in model.packages if one not in lone),
        others=tuple(lone),
        locks=tuple(one for one in model.locks if outside(one.path)),
        suites=tuple(one for one in model.suites if outside(one.folder)),
        surfaces=tuple(one for one in model.surfaces if outside(one.path)),
        without_dependencies=tuple(path for path in model.without_dependencies if outside(path)),
    )


def _without_modules(model: Model, pattern: str) -> Model:
    """Leave out Go modules, where the tags name a package of another kind: the go command reads `v1.2.3` and `folder/v1.2.3`."""
    lone = [
        one
        for one in model.packages
        if one.ecosystem == "golang" and pattern != ("" if one.folder == "." else f"{one.folder}/") + "v{version}"
    ]
    return replace(
        model,
        packages=tuple(one for one in model.packages if one not in lone),
        others=(*model.others, *lone),
        surfaces=tuple(one for one in model.surfaces if one.kind != "go") if lone else model.surfaces,
    )


def _is_major(package: Package) -> bool:
    """Whether a folder is that of a major version, which has the tags of the top (Go Modules Reference: Major version suffixes)."""
    return bool(re.fullmatch(r"v\d+", package.folder))


def _is_below(path: str, folder: str) -> bool:
    return folder == "." or path == folder or path.startswith(f"{folder}/")


def _called(model: Model, name: str) -> list[Package]:
    """Return the packages of a name: by their own, without its scope, by their folder, by that folder's own name."""
    ways: tuple[Callable[[Package], str], ...] = (
        lambda one: one.name,
        lambda one: one.name.rpartition("/")[2],
        lambda one: one.folder,
        lambda one: one.folder.rpartition("/")[2],
    )
    found = ([one for one in model.packages if way(one) == name] for way in ways)
    return next((each for each in found if each), [])
