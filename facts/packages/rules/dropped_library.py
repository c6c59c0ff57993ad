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
# What an archive may need of a system is open; of these libraries current Debian, Ubuntu and Fedora have these versions only.
_CURRENT = {
    "ssl crypto gnutls-openssl": "3", "ffi": "8", "readline history": "8", "ncurses ncursesw tinfo form formw panel panelw menu menuw": "6",
    "png16": "16", "gcrypt": "20", "gnutls": "30", "nettle": "8", "hogweed": "6", "mysqlclient": "21 24", "pcre": "3", "pcre2-8": "0",
    "json-c": "5", "jsoncpp": "25 26", "event-2.1 event_core-2.1 event_openssl-2.1 event_extra-2.1": "7", "protobuf": "23 25 28 29 30 32",
    "jpeg": "8 62", "tiff": "5 6", "webp": "7", "curl": "4", "xml2": "2 16", "pq": "5", "sqlite3": "0", "z": "1", "bz2": "1 1.0", "lzma": "5", "zstd": "1", "lz4": "1",
    "gdbm": "6", "udev": "1", "dbus-1": "3", "stdc++": "6", "gfortran": "5", "tbb": "12", "fuse": "2", "fuse3": "3 4", "idn": "12", "idn2": "0", "unistring": "2 5",
    "usb-1.0": "0", "avcodec avformat avdevice": "59 60 61 62", "avutil": "57 58 59 60", "swscale": "6 7 8 9", "swresample": "4 5 6", "vpx": "7 8 9 10 11",
    "re2": "9 10 11", "gsl": "27 28", "ldap": "2", "ldap-2.5": "0", "webkit2gtk-4.0": "37", "webkit2gtk-4.1": "0", "zip": "4 5", "git2": "1.1 1.5 1.7 1.8 1.9",
}  # fmt: skip
_VERSIONS = {family: versions.split() for families, versions in _CURRENT.items() for family in families.split()}
# Names that carry a version themselves: of a family only those that match.
_NAMED = (
    (r"python\d", r"python3\.\d+"), (r"png1", r"png16"), (r"event[\w-]*-\d", r"event\w*-2\.1"), (r"webkit(2gtk|gtk)-", r"webkit2gtk-4\.[01]"),
    (r"ldap(_r)?-", r"ldap-2\.5"), (r"LLVM-\d", r"LLVM-(1[4-9]|2\d)"), (r"db-\d", r"db-5\.3"),
)  # fmt: skip
_SONAME = re.compile(r"^lib(?P<family>.+?)\.so\.(?P<version>[\w.]+)$")
_ICU, _BOOST = re.compile(r"^libicu\w+\.so\.(\d+)"), re.compile(r"^libboost_\w+\.so\.1\.(\d+)\.")
_OLDEST_ICU, _OLDEST_BOOST = 67, 70


def findings(subject: Subject) -> Iterable[Finding]:
    """Look at what each ELF file of an archive needs and does not find next to itself."""
    if subject.kind not in ("archive", "file"):
        return
    inside = {path.rpartition("/")[2] for path in subject.files}
    for path, binary in subject.binaries.items():
        for need in binary.needs if binary.format == "ELF" else ():
            if need not in inside and _is_dropped(need):
                yield subject.finding(RULE.id, f"{path} needs {need}", "a library that users' systems have", RULE.fix)


def _is_dropped(need: str) -> bool:
    """Whether it is one of the known libraries, and none of its versions that are left."""
    for pattern, oldest in ((_ICU, _OLDEST_ICU), (_BOOST, _OLDEST_BOOST)):
        if found := pattern.match(need):
            return int(found[1]) < oldest
    found = _SONAME.match(need)
    if found is None:
        return need.startswith("libpython2.")
    for family, left in _NAMED:
        if re.match(family, found["family"]) and not re.fullmatch(left, found["family"]):
            return True
    versions = _VERSIONS.get(found["family"])
    return versions is not None and not any(f"{found['version']}.".startswith(f"{one}.") for one in versions)
