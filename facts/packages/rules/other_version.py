"""Files of a release that are of another version: a program that was not built again, a folder, a package of the system."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from core.findings import Finding
from core.rules import Rule
from facts.archives.deb import control_of
from facts.packages.rules.wrong_architecture import platform_words
from facts.packages.subject import Subject, kind_of
from facts.text.whole_version import holds

RULE = Rule(
    id="other-version",
    title="The files of all platforms have the version being released.",
    why="If one matrix job uses a cached program, users of that platform get the previous release under a new name.",
    fix="build the file again from the tag, without a cache of the previous release",
)
_FOLDER = re.compile(r"^[\w.-]*?[-_]v?([0-9]+\.[0-9]+\.[0-9]+)(?![0-9]|\.[0-9])")
_ASSIGNED = re.compile(
    r"^[^\S\n]*(?:export\s+|readonly\s+)?(?:[A-Z]+_)?VERSION=[\"']?v?([0-9]+\.[0-9]+\.[0-9]+)[\"']?\s*$", re.MULTILINE
)
_DOWNLOADS = re.compile(r"releases/download/[\"']?v?\$\{?(?:[A-Z]+_)?VERSION")
_PACKED = b"UPX!"


def findings(subject: Subject) -> Iterable[Finding]:
    """Compare with the release's version what archives, packages of the system, install scripts and programs state."""
    if not subject.version or subject.kind not in ("archive", "file"):
        return
    for got in (*_folder(subject), *_package(subject), *_script(subject), *_programs(subject), *_own_words(subject)):
        yield subject.finding(RULE.id, got, subject.version, RULE.fix)


def _folder(subject: Subject) -> Iterator[str]:
    """The one folder of an archive that is called after a version."""
    found = _FOLDER.match(subject.root) if subject.kind == "archive" else None
    if found and not holds(subject.root, subject.version) and not re.match(r"(?i)(python|node|jdk|go)", subject.root):
        yield f"the directory {subject.root}"


def _package(subject: Subject) -> Iterator[str]:
    """Version and architecture of a package of Debian."""
    control = control_of(subject.path) if subject.name.endswith(".deb") else {}
    stated = re.sub(r"^\d+:|-[^-]*$", "", control.get("Version", ""))
    if stated and not holds(stated, subject.version) and re.match(r"\d+\.\d+\.\d+$", stated):
        yield f"a package of version {stated}"
    named = re.search(r"_(amd64|arm64|i386|armhf|armel|riscv64|ppc64el|s390x)\.deb$", subject.name)
    if named and control.get("Architecture", named[1]) not in (named[1], "all"):
        yield f"a package for {control['Architecture']} under the name of {named[1]}"


def _script(subject: Subject) -> Iterator[str]:
    """The version that an install script downloads unless it is told another one."""
    if subject.kind != "file" or not subject.name.endswith((".sh", ".bash")):
        return
    text = subject.text(subject.name)
    found = _ASSIGNED.search(text) if _DOWNLOADS.search(text) else None
    if found and found[1] != subject.version:
        yield f"an install script for {found[1]}"


def _programs(subject: Subject) -> Iterator[str]:
    """A program without the version that its counterparts of every other platform hold in their text."""
    if not platform_words(subject.name) or not subject.binaries:
        return
    for path, binary in subject.binaries.items():
        name = path.rpartition("/")[2].removesuffix(".exe")
        if not binary.program or _PACKED in subject.read(path) or _states(subject.read(path), subject.version):
            continue
        others = [data for other in subject.beside if other != subject.path for data in _counterparts(other, name)]
        if others and all(_states(data, subject.version) for data in others):
            yield f"{path} without the version, which its other {len(others)} builds contain"


def _own_words(subject: Subject) -> Iterator[str]:
    """A program that names itself with another version, such as `demo version 1.2.0`, and never with the one being released."""
    for path, binary in subject.binaries.items():
        name = path.rpartition("/")[2].removesuffix(".exe")
        data = subject.read(path) if binary.program and len(name) > 1 else b""
        if not data or _PACKED in data or _states(data, subject.version):
            continue
        said = set(
            re.findall(rb"(?<![\w./-])" + re.escape(name.encode()) + rb"(?: version)?[ /]v?(\d+\.\d+\.\d+)(?![\w.-])", data)
        )
        if len(said) == 1:
            yield f"{path} says {name} {said.pop().decode()}"


def _counterparts(path: Path, name: str) -> Iterator[bytes]:
    """Programs of the same name in the archive of another platform."""
    if not platform_words(path.name) or kind_of(path) != "archive":
        return
    other = Subject(path, "archive")
    for inside, binary in other.binaries.items():
        if binary.program and inside.rpartition("/")[2].removesuffix(".exe") == name:
            yield other.read(inside)


def _states(data: bytes, version: str) -> bool:
    return re.search(rb"(?<![0-9.])" + re.escape(version.encode()) + rb"(?![0-9]|\.[0-9])", data) is not None
