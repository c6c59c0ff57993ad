"""MANIFEST.in files, whose `include` lines name files, and the recipes whose scripts must be executable."""

import re
from collections.abc import Collection, Iterator
from dataclasses import replace
from fnmatch import fnmatchcase
from pathlib import PurePosixPath
from posixpath import normpath

from core.findings import Finding
from facts.shell.justfile import is_justfile
from facts.text.side_paths import is_of_a_side_road
from facts.vcs.git import Checkout

_STARTED = re.compile(r"(?:^|&&|\|\||;|\$\()\s*@?-?(?:[A-Z_][A-Z0-9_]*=\S*\s+)*(\./[\w./-]+\.(?:sh|bash|py|pl|rb))\b")
_RECIPES = ("Makefile", "makefile", "GNUmakefile")


def lists(checkout: Checkout) -> list[str]:
    """Return every MANIFEST.in of the product and every file of recipes."""
    names = {path: PurePosixPath(path).name for path in checkout.tracked if not is_of_a_side_road(path)}
    return [path for path, name in names.items() if name == "MANIFEST.in" or (_is_recipes(path, name))]


def broken(checkout: Checkout, paths: Collection[str]) -> list[Finding]:
    """Find named files that are not there, and about scripts that a recipe starts and nobody may run."""
    modes = _modes(checkout)
    return [
        replace(wrong, path=path, line=number)
        for path in paths
        for number, line in enumerate(checkout.text(path).splitlines(), 1)
        for wrong in (_recipe(line, modes) if _is_recipes(path, PurePosixPath(path).name) else _included(path, line, modes))
    ]


def _included(path: str, line: str, modes: dict[str, str]) -> Iterator[Finding]:
    words = line.split("#")[0].split()
    folder = PurePosixPath(path).parent.as_posix()
    for name in words[1:] if words[:1] == ["include"] else ():
        place = normpath(name if folder == "." else f"{folder}/{name}")  # it may name what lies above it
        if not any(fnmatchcase(tracked, place) for tracked in modes):
            yield Finding("listed-file-missing", got=f"includes {name}", expected="a tracked file", fix="add it or drop the line")


def _recipe(line: str, modes: dict[str, str]) -> Iterator[Finding]:
    for found in _STARTED.findall(line.strip()):
        mode = modes.get(found.removeprefix("./"))
        if mode is not None and mode != "100755":
            got, fix = f"starts {found} with mode {mode}", f"git update-index --chmod=+x {found.removeprefix('./')}"
            yield Finding("script-not-executable", got=got, expected="mode 100755", fix=fix)


def _is_recipes(path: str, name: str) -> bool:
    return "/" not in path and (is_justfile(name) or name in _RECIPES)


def _modes(checkout: Checkout) -> dict[str, str]:
    rows = checkout.git("ls-files", "-s", "-z").text.split("\0")
    return {row.split("\t", 1)[1]: row.split(" ", 1)[0] for row in rows if row}
