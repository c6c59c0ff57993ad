"""Libraries that a native file loads from a place that only the builder's machine has, or that nobody has."""

import posixpath
import re
from collections.abc import Iterable, Iterator

from core.findings import Finding
from core.rules import Rule
from facts.packages.binary import Binary
from facts.packages.subject import Subject

RULE = Rule(
    id="load-path-not-portable",
    title="Native files load only system libraries, or libraries that ship with them.",
    why=("A library under /opt/homebrew or a home directory exists on the build machine only: users get `library not loaded`."),
    fix="link it statically, or ship it and load it by @rpath, @loader_path or $ORIGIN",
)
_SYSTEM = ("/usr/lib/", "/System/", "/Library/Apple/")
_LOADERS = ("/lib/", "/lib32/", "/lib64/", "/libx32/", "/usr/lib/", "/usr/lib64/", "/system/bin/", "/libexec/")
_BUILDERS = re.compile(
    r"^/(Users|home|root|opt|private|tmp|var/folders|Volumes|nix|usr/local/(opt|Cellar|lib)|build|builds|github|__w|runner|workspace)/"
)
# An interpreter or the system's own Swift brings them, wherever it is installed.
_BROUGHT = re.compile(r"(^|/)(libswift\w+|libpython[\d.]+\w*|libnode[\w.]*|libjvm|libruby[\w.]*)\.dylib$|\.framework/")
_OPENED = re.compile(r"\.(so|node|bundle|pyd)$")  # opened by path: nobody looks at the name that they give themselves


def findings(subject: Subject) -> Iterable[Finding]:
    """Look at the names of libraries, at the name that a library gives itself, and at the loader."""
    for path, binary in subject.binaries.items():
        for need in binary.needs:
            if need.startswith("/") and not need.startswith(_SYSTEM):
                yield subject.finding(RULE.id, f"{path} loads {need}", "a system library, or one in the package", RULE.fix)
        if binary.format == "Mach-O":
            yield from _mach_o(subject, path, binary)
        if binary.loader and not binary.loader.startswith(_LOADERS):
            yield subject.finding(RULE.id, f"{path} is started by {binary.loader}", "the system's loader", "link it there")


def _mach_o(subject: Subject, path: str, binary: Binary) -> Iterator[Finding]:
    if _BUILDERS.search(binary.identity) and not _OPENED.search(path):
        fix = "set its install name to @rpath"
        yield subject.finding(RULE.id, f"{path} has the install name {binary.identity}", "@rpath and its name", fix)
    for need in binary.needs:
        if not need.startswith(("/", "@")):
            expected = "@rpath, @loader_path or a system directory"
            yield subject.finding(RULE.id, f"{path} loads {need}, looked for in the current folder", expected, RULE.fix)
        elif need.startswith("@") and not _BROUGHT.search(need) and _is_lacking(subject, path, binary, need):
            yield subject.finding(RULE.id, f"{path} loads {need}, which is not in the package", "the library with it", RULE.fix)


def _is_lacking(subject: Subject, path: str, binary: Binary, need: str) -> bool:
    """Whether no place that the loader tries is in the package, and none is outside of it, where another may put it."""
    start, _, rest = need.partition("/")
    places = [f"{one.rstrip('/')}/{rest}" for one in binary.rpaths] if start == "@rpath" else [need]
    if start == "@loader_path":  # an exact place, which no search path and no program changes
        return posixpath.normpath(posixpath.join(posixpath.dirname(path), rest)) not in _inside(subject) and (
            _has_name(subject, need) or not any(_is_elsewhere(subject, path, place) for place in places)
        )
    if _has_name(subject, need):
        return False  # a program that starts the file may bring the path
    return not any(_is_elsewhere(subject, path, place) for place in places)


def _inside(subject: Subject) -> set[str]:
    return {posixpath.normpath(one) for one in subject.files}


def _has_name(subject: Subject, need: str) -> bool:
    name = posixpath.basename(need)
    return any(posixpath.basename(one) == name for one in subject.files)


def _is_elsewhere(subject: Subject, path: str, place: str) -> bool:
    start, _, rest = place.partition("/")
    if not start.startswith("@"):
        return not place.startswith("/") or not _BUILDERS.search(place)
    found = posixpath.normpath(posixpath.join(posixpath.dirname(path), rest))
    tops = {one.partition("/")[0] for one in subject.files}
    return found.startswith("../") or (subject.kind == "wheel" and found.partition("/")[0] not in tops)
