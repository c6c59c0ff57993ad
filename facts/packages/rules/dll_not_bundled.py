"""DLLs of the builder's compiler that Windows does not bring."""

import re
from collections.abc import Iterable

from core.findings import Finding
from core.rules import Rule
from facts.packages.subject import Subject

RULE = Rule(
    id="dll-not-bundled",
    title="A program for Windows needs no compiler DLL that is not bundled with it.",
    why="Users do not have a debug runtime or MinGW's libraries, so the program does not start.",
    fix="build it in release mode, link the runtime statically, or ship the DLL with it",
)
_BUILDERS = re.compile(
    r"^(libgcc_s[\w-]*|libstdc\+\+-\d+|libwinpthread-\d+|libgomp-\d+|cygwin1|msys-[\d.]+|(vcruntime|msvcp|msvcr|concrt|mfc|vcomp)\d+(_\d)?d|ucrtbased)\.dll$",
    re.IGNORECASE,
)


def findings(subject: Subject) -> Iterable[Finding]:
    """Look at the import table of every file."""
    inside = {path.rpartition("/")[2].lower() for path in subject.files}
    for path, binary in subject.binaries.items():
        for need in binary.needs if binary.format == "PE" else ():
            if _BUILDERS.match(need) and need.lower() not in inside:
                yield subject.finding(RULE.id, f"{path} needs {need}", "a DLL of Windows, or one in the package", RULE.fix)
