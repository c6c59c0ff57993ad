"""The public surface of a Python package, read by griffe from source text: nothing is imported, nothing is run."""

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath

import griffe

from core.errors import Undecided
from gates.compatibility.breaks import Break


def package(name: str, sources: Mapping[str, str]) -> griffe.Module:
    """Read a package from its files, by their paths below the package's folder."""
    collection, lines = griffe.ModulesCollection(), griffe.LinesCollection()
    if "__init__.py" not in sources:
        raise Undecided(
            got=f"no __init__.py in the package {name}", expected="a package", advice="correct the surface's path in the profile"
        )
    for path in sorted(sources, key=_depth):
        _add(name, path, sources[path], collection, lines)
    return collection[name]  # type: ignore[no-any-return]


def members(module: griffe.Module) -> list[str]:
    """Name everything public in a package."""
    return sorted(_public(module))


def breaks(old: griffe.Module, new: griffe.Module) -> list[Break]:
    """List what griffe says that users of the old package may miss."""
    return [*(Break(_name(one), _sentence(one)) for one in griffe.find_breaking_changes(old, new)), *_unseen(old, new)]


def _unseen(old: griffe.Object, new: griffe.Object) -> Iterator[Break]:
    """What griffe leaves out: a name that `__all__` no longer lists, and a call that has to be awaited now, or no longer."""
    for name in sorted(_exports(old) - _exports(new) if _exports(new) else ()):
        if name in new.members:
            yield Break(name, f"{name}: no longer in __all__")
    for name, member in old.members.items():
        was, now = _itself(member), _itself(new.members.get(name))
        if not member.is_public or was is None or now is None:
            continue
        if ("async" in was.labels) != ("async" in now.labels):
            yield Break(name, f"{name}: must be awaited now" if "async" in now.labels else f"{name}: can no longer be awaited")
        yield from _unseen(was, now)


def _itself(thing: griffe.Object | griffe.Alias | None) -> griffe.Object | None:
    """Follow an alias to what it names; None where that lies outside of the package."""
    try:
        return thing.final_target if isinstance(thing, griffe.Alias) else thing
    except (griffe.AliasResolutionError, griffe.CyclicAliasError):
        return None


def _exports(thing: griffe.Object) -> set[str]:
    return {str(name) for name in thing.exports or ()} if thing.is_module else set()


def _depth(path: str) -> tuple[int, bool, str]:
    parts = PurePosixPath(path)
    return len(parts.parts), parts.name != "__init__.py", path


def _add(name: str, path: str, text: str, collection: griffe.ModulesCollection, lines: griffe.LinesCollection) -> None:
    parts = (name, *PurePosixPath(path).with_suffix("").parts)
    parts = parts[:-1] if parts[-1] == "__init__" else parts
    parent = collection[".".join(parts[:-1])] if len(parts) > 1 else None
    module = griffe.visit(parts[-1], Path(name, path), text, parent=parent, modules_collection=collection, lines_collection=lines)
    if parent is None:
        collection[parts[-1]] = module
    else:
        parent.set_member(parts[-1], module)


def _public(thing: griffe.Object | griffe.Alias) -> Iterable[str]:
    for member in thing.members.values():
        if member.is_public:
            yield member.path
            if not member.is_alias:
                yield from _public(member)


def _name(one: griffe.Breakage) -> str:
    return one.obj.name


def _sentence(one: griffe.Breakage) -> str:
    details = re.sub(r"\x1b\[\d*m", "", str(one.explain(griffe.ExplanationStyle.ONE_LINE)))
    return details.partition(": ")[2] or details
