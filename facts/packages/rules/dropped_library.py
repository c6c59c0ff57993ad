"""Programs that load a version of a library which current distributions do not have any more."""

import re
from collections.abc import Iterable

from core.findings import Finding
from core.rules import Rule
from facts.packages.subject import Subject

RULE = Rule(
    id="dropped-library",
    title="A program for Linux loads no version of a library that current distributions have dropped.",
    why="The build image is older than users' systems, which fail with `libssl.so.1.1: cannot open shared object file`.",
    fix="link the library statically, bundle it with the program, or build on a current system",
)
# What an archive may need of a system is open; what the current Debian, Ubuntu and Fedora do not have is not.
_DROPPED = re.compile(
    r"^lib(ssl|crypto)\.so\.(0\.|1\.|10$)|^libffi\.so\.[5-7]$|^libreadline\.so\.[5-7]$|^lib(ncursesw?|tinfo|formw?|panelw?)\.so\.5$|^libpng1[24]\.so"
    r"|^libpython2\.|^libgcrypt\.so\.11$|^libgnutls\.so\.(26|28)$|^libmysqlclient\.so\.(15|16|18|20)$|^libicu\w+\.so\.([1-5]\d|6[0-6])$|^libpcre\.so\.[01]$"
    r"|^libwebkitgtk-|^libwebkit2gtk-3|^libjson-c\.so\.[23]$|^libevent-2\.0\.so|^libprotobuf\.so\.(\d|1[0-7])$|^libboost_\w+\.so\.1\.([1-6]\d)\."
)


def findings(subject: Subject) -> Iterable[Finding]:
    """Look at what each ELF file of an archive needs and does not find next to itself."""
    if subject.kind not in ("archive", "file"):
        return
    inside = {path.rpartition("/")[2] for path in subject.files}
    for path, binary in subject.binaries.items():
        for need in binary.needs if binary.format == "ELF" else ():
            if _DROPPED.search(need) and need not in inside:
                yield subject.finding(RULE.id, f"{path} needs {need}", "a library that users' systems have", RULE.fix)
