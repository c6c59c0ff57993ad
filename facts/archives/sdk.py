"""An SDK archive for one platform: programs, headers, libraries, a pkg-config file; all native code for one machine."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import Path

from core.findings import Finding
from facts.archives.archive import Archive, Ids
from facts.archives.native_file import Native, format_of, look
from facts.archives.plain_archive import container
from facts.text.whole_version import holds

_STATED = re.compile(
    r"(?P<of>(?<![A-Za-z])[A-Za-z]*+)[-_. ]?(?<![0-9])(?<![0-9]\.)(?P<version>[0-9]+\.[0-9]+\.[0-9]+)(?![0-9]|\.[0-9])"
)
# Names of what an archive is built with; a version that follows one is that one's.
_OTHERS = frozenset(["glibc", "musl", "python", "py", "cp", "node", "electron", "cuda", "rocm", "qt", "php", "ruby", "gcc", "llvm", "clang", "openssl", "jdk", "java", "lua", "pg", "postgres", "postgresql", "mysql", "api", "abi"])  # fmt: skip
_LIBRARY = re.compile(r"\.(so(\.\d+)*|dylib|dll)$")


@dataclass(frozen=True)
class Expected:
    """What an SDK for one platform has to be, as far as the profile says."""

    version: str
    architecture: str = ""
    library: str = ""


@dataclass(frozen=True)
class Sdk:
    """One SDK archive."""

    path: Path
    expected: Expected

    @cached_property
    def archive(self) -> Archive:
        """The container behind it."""
        return container(self.path)

    @property
    def commit(self) -> str | None:
        """The commit that it names itself: none."""
        return None

    @cached_property
    def natives(self) -> dict[str, Native]:
        """Every native file that a loader may open."""
        read = {name: self.archive.read(name) for name in self.archive.members}
        return {name: look(data, name) for name, data in read.items() if format_of(data) in {"ELF", "Mach-O", "PE"}}

    @cached_property
    def sources(self) -> dict[str, Ids]:
        """Git's ids of every file that should come from the repository: what was compiled or filled in is not."""
        blobs = self.archive.blobs()
        built = {name for name in blobs if format_of(self.archive.read(name)) or name.endswith(".pc")}
        return {name: blob for name, blob in blobs.items() if name not in built}

    @cached_property
    def faults(self) -> list[Finding]:
        """Programs that cannot run, native code of another machine, a library of another name, another version."""
        return list(self._faults())

    def _faults(self) -> Iterator[Finding]:
        if other := self._other_name:
            got = f"a file name with version {other}"
            yield self._found("metadata-mismatch", got, self.expected.version, "name it after the version, or after none")
        if not self.natives and self.expected.architecture:
            yield self._found("no-native-code", "no native code inside", "a program or library", "pack what was built")
        yield from self._strange_natives()
        yield from self._unexecutable()
        yield from self._other_versions()

    @property
    def _other_name(self) -> str:
        """A version in the file's name that is another one; a name without any is the same for every release."""
        stated = [found["version"] for found in _STATED.finditer(self.path.name) if found["of"].lower() not in _OTHERS]
        return stated[0] if stated and not holds(self.path.name, self.expected.version) else ""

    def _strange_natives(self) -> Iterator[Finding]:
        wanted, identity = self.expected.architecture, self.expected.library
        for name, native in self.natives.items():
            if wanted and native.architectures != {wanted}:
                held = " and ".join(sorted(native.architectures))
                yield self._found("wrong-architecture", f"{name} holds {held}", wanted, "pack the build for this platform")
            if identity and _LIBRARY.search(name) and native.format != "PE" and native.identity != identity:
                yield self._found(
                    "library-identity", f"{name} calls itself {native.identity}", identity, "set its install name or soname"
                )

    def _unexecutable(self) -> Iterator[Finding]:
        programs = [name for name in self.natives if fnmatchcase(name, "*bin/*") and not name.endswith((".dll", ".exe"))]
        for name in programs:
            if not self.archive.members[name].executable:
                got, fix = f"{name} has no execute bit", "set it before packing"
                yield self._found("not-executable", got, "mode 0755", fix)

    def _other_versions(self) -> Iterator[Finding]:
        for name in self.archive.members:
            stated = re.search(rb"^Version:\s*(\S+)", self.archive.read(name), re.M) if name.endswith(".pc") else None
            if stated and stated.group(1).decode("utf-8", "replace") != self.expected.version:
                got = f"{name} states version {stated.group(1).decode('utf-8', 'replace')}"
                yield self._found("metadata-mismatch", got, self.expected.version, "build it from the tag")

    def _found(self, rule: str, got: str, expected: str, fix: str) -> Finding:
        return Finding(rule, self.path.name, 0, got, expected, fix)
