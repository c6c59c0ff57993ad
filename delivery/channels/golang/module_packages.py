"""The packages of a module as `go list` sees them here, and which of them can be compiled on this machine."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from core.commands import Completed
from core.errors import Undecided
from delivery.results import Ran

WORDS = ("go", "list", "-mod=mod", "-e", "-deps", "-json=ImportPath,Name,Standard,DepOnly,GoFiles,CgoFiles,Deps,Error")
_APART = re.compile(r"(^|/)(internal|testdata|examples?|_[^/]*|tests?|tools?|hack|scripts?|docs?|benchmarks?|e2e)(/|$)")
_FOR_OTHERS = "build constraints exclude all Go files"  # for another system: nobody compiles it here
_EMPTY = "matched no packages"
# A library or compiler of the system that this machine may lack.
_SYSTEM = re.compile(
    r"pkg-config|fatal error: \S+: No such file|cannot find -l|C compiler|exec: \"\w*(gcc|clang|cc)\"|library not found"
)


@dataclass(frozen=True)
class GoPackage:
    """One package that users can import or install."""

    path: str
    is_program: bool
    native: bool  # it, or something that it imports, is compiled with C


def listed(done: Completed, module: str) -> list[GoPackage]:
    """Return the packages that this machine has to compile, broken ones too; an answer without any must say so."""
    every = {str(one["ImportPath"]): one for one in _documents(done.text)}
    own = [one for one in every.values() if not one.get("DepOnly")]
    if done.status or not (own or _EMPTY in done.errors):
        raise Undecided(
            got=f"no list of packages from `{done.line}`, which exits {done.status}: {done.errors.strip()[-300:]}",
            expected="the packages of the module",
            advice="run it manually in a module that requires this version",
        )
    others = {path for path, one in every.items() if _FOR_OTHERS in str((one.get("Error") or {}).get("Err", ""))}
    native = {path for path, one in every.items() if one.get("CgoFiles") and not one.get("Standard")}
    return [
        GoPackage(path, one.get("Name") == "main", bool(native & {path, *_deps(one)}))
        for one in own
        if not _APART.search((path := str(one["ImportPath"])).removeprefix(module)) and not others & {path, *_deps(one)}
        if one.get("GoFiles") or one.get("CgoFiles") or one.get("Error")
        if "no non-test Go files" not in str((one.get("Error") or {}).get("Err", ""))
    ]


def excused(ran: Ran) -> Ran:
    """What needs a library of the system is not compiled where that is not installed."""
    if ran.status and _SYSTEM.search(ran.output):
        return replace(ran, status=0, output=f"not judged, a library of the system is missing here:\n{ran.output}")
    return ran


def _deps(one: Mapping[str, Any]) -> list[str]:
    return list(one.get("Deps") or ())


def _documents(text: str) -> Iterator[dict[str, Any]]:
    decoder, place = json.JSONDecoder(), 0
    while place < len(text.rstrip()):
        found, place = decoder.raw_decode(text, place)
        yield found
        while place < len(text) and text[place].isspace():
            place += 1
