"""The public surface of a Python package, read by griffe from source text: nothing is imported, nothing is run."""

import builtins
import re
import warnings
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import cast

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
    every = griffe.find_breaking_changes(old, new)
    excuses = (_is_still_answered, _is_made_otherwise, _is_still_taken, _is_overloaded)
    found = [one for one in every if not any(excuse(one, new) for excuse in excuses)]
    found = [one for one in found if not (_is_of_protocol(one, old, new) or _is_bound_otherwise(one, old, new))]
    return [*(Break(_name(one), _sentence(one)) for one in found), *_unseen(old, new)]


def _is_still_answered(one: griffe.Breakage, new: griffe.Object) -> bool:
    """Whether a name that is gone is one that its module's `__getattr__` names and answers (PEP 562)."""
    if one.kind is not griffe.BreakageKind.OBJECT_REMOVED or one.obj.parent is None:
        return False
    parent = _at(new, one.obj.parent.path)
    hook = parent.members.get("__getattr__") if parent is not None and parent.is_module else None
    if parent is None or hook is None or hook.is_alias:
        return False
    return re.search(rf"""["']{re.escape(one.obj.name)}["']""", "\n".join(parent.lines)) is not None


def _is_overloaded(one: griffe.Breakage, new: griffe.Object) -> bool:
    """Whether a function of a stub has only overloads now, which griffe counts as no object, and they take what it took."""
    if one.kind is not griffe.BreakageKind.OBJECT_REMOVED or not isinstance(one.obj, griffe.Function) or one.obj.parent is None:
        return False
    parent = _at(new, one.obj.parent.path)
    forms = parent.overloads.get(one.obj.name, []) if isinstance(parent, griffe.Module | griffe.Class) else []
    took = {each.name for each in one.obj.parameters}
    takes = {each.name for form in forms for each in form.parameters}
    alike = any(took >= {each.name for each in form.parameters if each.required} for form in forms)
    return bool(forms) and took <= takes and alike


def _is_made_otherwise(one: griffe.Breakage, new: griffe.Object) -> bool:
    """Whether a class that had `__init__` has `__new__` now, since users call the class, or has what every object has."""
    if one.kind is not griffe.BreakageKind.OBJECT_REMOVED or one.obj.parent is None or not one.obj.parent.is_class:
        return False
    found = _at(new, one.obj.parent.path)
    if found is not None and (_is_inherited(found, one.obj.name) or _may_be_inherited(found, one.obj.name)):
        return True
    if one.obj.name != "__init__":
        return re.fullmatch(r"__\w+__", one.obj.name) is not None and (
            hasattr(object, one.obj.name) or one.obj.name in _OF_OBJECTS
        )
    return found is not None and "__new__" in found.members


def _is_inherited(found: griffe.Object, name: str, depth: int = 0) -> bool:
    """Whether a class has a public name from a builtin one, such as `args` of an exception."""
    for base in getattr(found, "bases", ()) if depth < _DEEPEST and not name.startswith("_") else ():
        above = getattr(builtins, str(base), None)
        if isinstance(above, type) and hasattr(above, name):
            return True
        own = found.parent.members.get(str(base)) if found.parent is not None else None
        if isinstance(own, griffe.Class) and _is_inherited(own, name, depth + 1):
            return True
    return False


_CONTAINERS = frozenset(name for one in (dict, list, set, str, tuple) for name in dir(one)) - frozenset(dir(object))


def _may_be_inherited(found: griffe.Object, name: str) -> bool:
    """Whether a class whose base is of another package lost a method that every container has: it is that base's then."""
    parent = found.parent
    bases = [str(base).partition("[")[0] for base in getattr(found, "bases", ())]
    own = [parent.members.get(base) if parent is not None else None for base in bases]
    foreign = any(
        (each is None or each.is_alias) and getattr(builtins, base, None) is None for base, each in zip(bases, own, strict=True)
    )
    return foreign and name in _CONTAINERS


_DEEPEST = 8


_OF_OBJECTS = ("__getstate__",)  # since Python 3.11


def _is_still_taken(one: griffe.Breakage, new: griffe.Object) -> bool:
    """Whether a parameter is one that nobody names, `self`, or is taken by `**kwargs` now."""
    if one.kind not in _OF_PARAMETERS:
        return False
    if getattr(one.old_value, "name", "") in ("self", "cls"):
        return True
    if (
        one.kind is griffe.BreakageKind.PARAMETER_CHANGED_DEFAULT
        and str(getattr(one.new_value, "default", one.new_value)) == "..."
    ):
        return True  # a stub says that there is a default, not which
    if one.kind is griffe.BreakageKind.PARAMETER_CHANGED_DEFAULT and {_default(one.old_value), _default(one.new_value)} <= _EMPTY:
        return True  # nothing is nothing, in a list or in a tuple
    function = _at(new, one.obj.path)
    takes_all = isinstance(function, griffe.Function) and any(
        each.kind is griffe.ParameterKind.var_keyword for each in function.parameters
    )
    return takes_all and one.kind is griffe.BreakageKind.PARAMETER_REMOVED


def _default(value: object) -> str:
    return str(getattr(value, "default", value))


_EMPTY = {"[]", "()", "list()", "tuple()"}


def _is_bound_otherwise(one: griffe.Breakage, old: griffe.Object, new: griffe.Object) -> bool:
    """Whether a static method became one of the class, or the other way round: callers give the same values."""
    names = [
        [each.name for each in function.parameters if each.name not in ("self", "cls")]
        for side in (old, new)
        if isinstance(function := _at(side, one.obj.path), griffe.Function)
    ]
    moved = one.kind in (griffe.BreakageKind.PARAMETER_MOVED, griffe.BreakageKind.PARAMETER_ADDED_REQUIRED)
    return moved and len(names) == 2 and names[0] == names[1]


def _at(new: griffe.Object, path: str) -> griffe.Object | None:
    try:
        return _itself(new[below] if (below := path.partition(".")[2]) else new)
    except KeyError:
        return None


_CALLED_BY_NAME = ("__init__", "__new__", "__call__", "__init_subclass__", "__post_init__", "__prepare__")
_OF_PARAMETERS = {kind for kind in griffe.BreakageKind if kind.name.startswith("PARAMETER_")}


def _is_of_protocol(one: griffe.Breakage, old: griffe.Object, new: griffe.Object) -> bool:
    """Whether a parameter of a special method has another name: the language calls it by position, with as many values."""
    name = one.obj.name
    if one.kind not in _OF_PARAMETERS or not re.fullmatch(r"__\w+__", name) or name in _CALLED_BY_NAME:
        return False
    return _demanded(_at(old, one.obj.path)) == _demanded(_at(new, one.obj.path)) is not None


def _demanded(thing: griffe.Object | None) -> tuple[int, int] | None:
    """Return how many values a function needs and takes by position; None where it demands one by name."""
    if not isinstance(thing, griffe.Function):
        return None
    kinds = griffe.ParameterKind
    if any(one.kind is kinds.keyword_only and one.default is None for one in thing.parameters):
        return None
    placed = [one for one in thing.parameters if one.kind in (kinds.positional_only, kinds.positional_or_keyword)]
    return sum(one.default is None for one in placed), len(placed)


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


def _owner(parts: tuple[str, ...], collection: griffe.ModulesCollection) -> griffe.Module:
    """Return the module of a folder; one without __init__.py is a namespace (PEP 420)."""
    found: griffe.Module = collection[parts[0]]
    for part in parts[1:]:
        if not isinstance(found.members.get(part), griffe.Module):
            found.set_member(part, griffe.Module(part, filepath=[], modules_collection=collection))
        found = cast(griffe.Module, found.members[part])
    return found


def _add(name: str, path: str, text: str, collection: griffe.ModulesCollection, lines: griffe.LinesCollection) -> None:
    parts = (name, *PurePosixPath(path).with_suffix("").parts)
    parts = parts[:-1] if parts[-1] == "__init__" else parts
    parent = _owner(parts[:-1], collection) if len(parts) > 1 else None
    file = Path(name, path)
    lines[file] = text.splitlines()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what Python's parser says of the project's style is no finding of this check
        module = griffe.visit(parts[-1], file, text, parent=parent, modules_collection=collection, lines_collection=lines)
    owner = collection if parent is None else parent
    counterpart = owner.members.get(parts[-1])
    if _are_one(counterpart, module) and _is_merged(counterpart, module):
        return
    if parent is None:
        collection[parts[-1]] = module
    else:
        parent.set_member(parts[-1], module)


def _are_one(counterpart: object, module: griffe.Module) -> bool:
    """Whether a module is the stub of one that was read, or the other way round."""
    if not isinstance(counterpart, griffe.Module) or counterpart.filepath == module.filepath:
        return False
    return ".pyi" in (Path(str(module.filepath)).suffix, Path(str(counterpart.filepath)).suffix)


def _is_merged(counterpart: object, module: griffe.Module) -> bool:
    """Make one of a module and its stub; where a name leads out of the package, the stub alone counts."""
    try:
        griffe.merge_stubs(counterpart, module)  # type: ignore[arg-type]
    except (griffe.AliasResolutionError, griffe.CyclicAliasError):
        return False
    return True


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
