"""Packages and modules that the build of a source distribution is told to take, and that it does not hold."""

import ast
import posixpath
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any

from packaging.utils import canonicalize_name

from facts.packages.subject import Subject

# What is compiled or generated while the package is built may stand for a module that is not there yet.
_SOURCES = (".py", ".pyx", ".pyi", ".c", ".cpp", ".rs", ".so", ".in")


def taken(subject: Subject, table: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield who takes it and the path, for each package that is not there; `table` is pyproject.toml."""
    tool = _table(table, "tool")
    backend = str(_table(table, "build-system").get("build-backend", "setuptools")).partition(":")[0].partition(".")[0]
    if backend == "setuptools":
        yield from _setuptools(subject, _table(tool, "setuptools"))
        yield from _setup_py(subject)
    elif backend == "hatchling":
        yield from _hatchling(subject, table)
    elif backend == "flit_core":
        yield from _flit(subject, table)
    elif backend == "poetry":
        yield from _poetry(subject, table)
    elif backend == "uv_build":
        yield from _uv(subject, table)


def _setuptools(subject: Subject, table: dict[str, Any]) -> Iterator[tuple[str, str]]:
    folders = _table(table, "package-dir")
    packages = table.get("packages")
    for name in packages if isinstance(packages, list) else ():
        place = _folder(str(name), folders)
        if not _has_folder(subject, place):
            yield "setuptools", place
    find = _table(table, "packages", "find").get("where", [])
    for place in find if isinstance(find, list) else ():
        if not _has_folder(subject, posixpath.normpath(str(place))):
            yield "setuptools", str(place)
    for entry in _table(table, "dynamic").values():
        attribute = entry.get("attr") if isinstance(entry, dict) else None
        if isinstance(attribute, str) and "." in attribute and not _has_module(subject, attribute.rpartition(".")[0], folders):
            yield "setuptools", f"{attribute.rpartition('.')[0].replace('.', '/')}.py"


def _setup_py(subject: Subject) -> Iterator[tuple[str, str]]:
    """Literal names that the one call of setup is given."""
    try:
        tree = ast.parse(subject.text("setup.py")) if subject.has("setup.py") else ast.Module([], [])
    except (SyntaxError, ValueError):
        return
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("setup")]
    given = {word.arg: word.value for word in calls[0].keywords} if len(calls) == 1 else {}
    folders = _literal(given.get("package_dir")) or {}
    packages = _literal(given.get("packages"))
    if "package_dir" in given and not folders:
        return  # computed
    for name in packages if isinstance(packages, list | tuple) else ():
        place = _folder(str(name), folders if isinstance(folders, dict) else {})
        if not _has_folder(subject, place):
            yield "setup.py", place
    root = folders.get("", "") if isinstance(folders, dict) else ""
    if root and not _has_folder(subject, posixpath.normpath(str(root))):
        yield "setup.py", str(root)


def _literal(node: ast.expr | None) -> Any:
    try:
        return ast.literal_eval(node) if node is not None else None
    except ValueError:
        return None


def _hatchling(subject: Subject, table: dict[str, Any]) -> Iterator[tuple[str, str]]:
    build = _table(table, "tool", "hatch", "build")
    target = _table(build, "targets", "wheel")
    named = target.get("packages", build.get("packages"))
    for place in named if isinstance(named, list) else ():
        if not _has_folder(subject, posixpath.normpath(str(place))) and not subject.has(posixpath.normpath(str(place))):
            yield "hatchling", str(place)
    for key in ("force-include",):
        for place in _table(target, key):
            inside = posixpath.normpath(place)
            if not place.startswith(("/", "~", "..")) and not _has_folder(subject, inside) and not subject.has(inside):
                yield "hatchling", place
    chosen = {
        "packages",
        "only-include",
        "include",
        "exclude",
        "force-include",
        "bypass-selection",
        "hooks",
        "sources",
        "artifacts",
    }
    if chosen & (set(build) | set(target)) or _table(build, "hooks"):
        return
    name = _called(table)
    places = (f"{name}/__init__.py", f"src/{name}/__init__.py", f"{name}.py", f"*/{name}/__init__.py")
    if name and not _matches(subject, *places):
        yield "hatchling", f"{name}/__init__.py"


def _flit(subject: Subject, table: dict[str, Any]) -> Iterator[tuple[str, str]]:
    stated = _table(table, "tool", "flit", "module").get("name")
    name = (str(stated) if stated else _called(table)).replace(".", "/")
    places = [f"{top}{name}{end}" for top in ("", "src/") for end in (".py", "/__init__.py")]
    if name and not any(map(subject.has, places)) and not _has_folder(subject, name) and not _has_folder(subject, f"src/{name}"):
        yield "flit", f"{name}/__init__.py"


def _poetry(subject: Subject, table: dict[str, Any]) -> Iterator[tuple[str, str]]:
    poetry = _table(table, "tool", "poetry")
    packages = poetry.get("packages")
    for each in packages if isinstance(packages, list) else ():
        place = posixpath.join(str(each.get("from", "")), str(each.get("include", ""))) if isinstance(each, dict) else ""
        formats = each.get("format", "wheel") if isinstance(each, dict) else ""
        if (
            place
            and "wheel" in formats
            and not _has_folder(subject, place.rstrip("/"))
            and not _matches(subject, place, f"{place}/*")
        ):
            yield "poetry", place


def _uv(subject: Subject, table: dict[str, Any]) -> Iterator[tuple[str, str]]:
    build = _table(table, "tool", "uv", "build-backend")
    stated = build.get("module-name")
    names = [str(one) for one in stated] if isinstance(stated, list) else [str(stated)] if stated else [_called(table)]
    root = str(build.get("module-root", "src"))
    for name in filter(None, names):
        place = posixpath.normpath(posixpath.join(root, name.replace(".", "/")))
        if not _has_folder(subject, place):
            yield "uv_build", f"{place}/__init__.py"


def _called(table: dict[str, Any]) -> str:
    """The module that a backend looks for, after the name of the project."""
    return canonicalize_name(str(_table(table, "project").get("name") or "")).replace("-", "_")


def _folder(package: str, folders: dict[str, Any]) -> str:
    """Where a package lies, by the table of setuptools: the longest of its parents that has an entry decides."""
    parts = package.split(".") if package else []
    for count in range(len(parts), 0, -1):
        if (found := folders.get(".".join(parts[:count]))) is not None:
            return posixpath.normpath(posixpath.join(str(found), *parts[count:]))
    return posixpath.normpath(posixpath.join(str(folders.get("", "")), *parts))


def _has_module(subject: Subject, dotted: str, folders: dict[str, Any]) -> bool:
    inside = dotted.replace(".", "/")
    places = {_folder(dotted, folders), inside, f"src/{inside}"}
    return any(subject.has(f"{place}{end}") or _has_folder(subject, place) for place in places for end in _SOURCES)


def _has_folder(subject: Subject, place: str) -> bool:
    return place in (".", "") or subject.has_folder(place)


def _matches(subject: Subject, *patterns: str) -> bool:
    return any(
        fnmatchcase(path.lower() if "*" not in each else path, each) or path.lower() == each
        for path in subject.files
        for each in patterns
    )


def _table(value: Any, *keys: str) -> dict[str, Any]:
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}
