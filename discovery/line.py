"""One release line of a monorepo: what of the model belongs to the package that is released by itself."""

from dataclasses import replace

from core.errors import Refused
from discovery.model import Model
from discovery.packages import Package


def of_line(model: Model, name: str, pattern: str) -> Model:
    """Return what belongs to a package that was named; else the whole, with the changelog of the package that the tags name."""
    if name:
        return of_package(model, name)
    found = named_by(model, pattern)
    own = model.changelogs.get(found.folder) if found else None
    return replace(model, changelog=own, changelog_is_kept=True) if own else model


def of_package(model: Model, name: str) -> Model:
    """Return the model of one package: its folder, the locks above it, its own changelog; workflows are everybody's."""
    mine = [one for one in model.packages if _is_called(one, name)]
    if not mine and model.tags:  # a past tree, which has no tags, may not have had it yet
        known = ", ".join(sorted({one.name for one in model.publishable})) or "none"
        raise Refused(got=f"--package={name}", expected=f"a package of this repository ({known})", advice="correct the name")
    folders = tuple(one.folder for one in mine)

    def inside(path: str) -> bool:
        return any(_is_below(path, folder) for folder in folders)

    def above(folder: str) -> bool:
        return any(_is_below(one, folder) for one in folders)

    own = next((model.changelogs[folder] for folder in folders if folder in model.changelogs), None)
    return replace(
        model,
        packages=tuple(mine),
        changelog=own or model.changelog,
        changelog_is_kept=True if own else model.changelog_is_kept,
        locks=tuple(one for one in model.locks if inside(one.path) or above(one.path.rpartition("/")[0] or ".")),
        suites=tuple(one for one in model.suites if inside(one.folder) or above(one.folder)),
        surfaces=tuple(one for one in model.surfaces if inside(one.path)),
        programs=tuple(one for one in model.programs if inside(one.origin.path)),
        without_dependencies=tuple(path for path in model.without_dependencies if inside(path)),
    )


def named_by(model: Model, pattern: str) -> Package | None:
    """Return the package that a spelling of tags names: `pkg@{version}`, `pkg-v{version}`, `folder/v{version}`."""
    before = pattern.partition("{version}")[0].rstrip("v").rstrip("@-/_")
    return next((one for one in model.packages if before and _is_called(one, before)), None)


def spelling_of(model: Model, name: str) -> str:
    """Return the spelling of tags that names a package, nothing where none does."""
    return next((one.pattern for one in model.tags if (found := named_by(model, one.pattern)) and _is_called(found, name)), "")


def _is_below(path: str, folder: str) -> bool:
    return folder == "." or path == folder or path.startswith(f"{folder}/")


def _is_called(package: Package, name: str) -> bool:
    return name in (package.name, package.name.rpartition("/")[2], package.folder)
