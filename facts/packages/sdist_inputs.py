"""Files that the build of a source distribution is told to read: by its backend's table, setup.cfg, CMake, Meson and Cython."""

import configparser
import posixpath
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any

from facts.packages.subject import Subject

_CYTHON = re.compile(r"cythonize\(\s*(\[[^\]]*\]|['\"][^'\"]+['\"])")
_LITERAL = re.compile(r"['\"]([\w./*-]+\.pyx)['\"]")
_SUBDIRECTORY = re.compile(r"^[^\S\n]*add_subdirectory\(\s*([\w./-]+)", re.MULTILINE | re.IGNORECASE)
_SUBDIR = re.compile(r"^[^\S\n]*subdir\(\s*'([\w./-]+)'", re.MULTILINE)
_FILE = re.compile(r"file:\s*(.+)")


def inputs(subject: Subject, table: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield who reads it and the path, for each file that is not in the distribution; `table` is pyproject.toml."""
    for where, path in (*_backend(table), *_setup_cfg(subject), *_cython(subject), *_nested(subject)):
        place = posixpath.normpath(path)
        there = any(fnmatchcase(one, place.replace("**/", "*")) for one in subject.files) if "*" in place else subject.has(place)
        if not there and not place.startswith(".."):
            yield where, path


def _backend(table: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The file that a backend cannot do without."""
    build, tool = table.get("build-system", {}), table.get("tool", {})
    backend = str(build.get("build-backend", "")).partition(":")[0]
    if backend == "maturin":
        yield "maturin", _text(tool, "maturin", "manifest-path") or "Cargo.toml"
    elif backend == "scikit_build_core.build":
        source = _text(tool, "scikit-build", "cmake", "source-dir") or "."
        yield "scikit-build-core", posixpath.join(source, "CMakeLists.txt")
    elif backend == "mesonpy":
        yield "meson-python", "meson.build"
    elif backend == "hatchling.build":
        if _table(tool, "hatch", "build", "hooks").get("custom") is not None:
            yield "hatchling", _text(tool, "hatch", "build", "hooks", "custom", "path") or "hatch_build.py"
        if _table(tool, "hatch", "metadata", "hooks").get("custom") is not None:
            yield "hatchling", _text(tool, "hatch", "metadata", "hooks", "custom", "path") or "hatch_build.py"
    extensions = _table(tool, "setuptools").get("ext-modules", [])
    for each in extensions if isinstance(extensions, list) else ():
        yield from (("setuptools", str(path)) for path in (each.get("sources", []) if isinstance(each, dict) else ()))


def _table(value: Any, *keys: str) -> dict[str, Any]:
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def _text(value: Any, *keys: str) -> str:
    found = _table(value, *keys[:-1]).get(keys[-1])
    return found if isinstance(found, str) else ""


def _setup_cfg(subject: Subject) -> Iterator[tuple[str, str]]:
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    try:
        parser.read_string(subject.text("setup.cfg") if subject.has("setup.cfg") else "")
    except configparser.Error:
        return
    for section in ("metadata", "options"):
        for value in dict(parser[section]).values() if parser.has_section(section) else ():
            if found := _FILE.match(value.strip()):
                yield from (
                    ("setup.cfg", path.strip()) for path in found[1].split(",") if re.fullmatch(r"[\w./-]+", path.strip())
                )


def _cython(subject: Subject) -> Iterator[tuple[str, str]]:
    text = subject.text("setup.py") if subject.has("setup.py") else ""
    for found in _CYTHON.finditer(text):
        yield from (("setup.py", path) for path in _LITERAL.findall(found[1]))


def _nested(subject: Subject) -> Iterator[tuple[str, str]]:
    """Folders that a build file goes on into without a condition, where the build file itself is inside."""
    for name, pattern in (("CMakeLists.txt", _SUBDIRECTORY), ("meson.build", _SUBDIR)):
        waiting, seen = [name] if subject.has(name) else [], set[str]()
        while waiting:
            path = waiting.pop()
            seen.add(path)
            text = re.sub(r"#[^\n]*", "", subject.text(path))
            for found in pattern.finditer(text):
                inner = posixpath.normpath(posixpath.join(posixpath.dirname(path), found[1], name))
                if subject.has(inner):
                    waiting += [] if inner in seen else [inner]
                elif not re.search(r"^[^\S\n]*if\b|^[^\S\n]*if\s*\(", text[: found.start()], re.MULTILINE | re.IGNORECASE):
                    yield path, inner
