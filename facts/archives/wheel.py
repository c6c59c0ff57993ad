"""A wheel: what its name, its METADATA, its WHEEL and its RECORD say, and what really lies inside.

https://packaging.python.org/en/latest/specifications/binary-distribution-format/
"""

import base64
import csv
import hashlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from functools import cached_property
from pathlib import Path

from packaging.metadata import Metadata
from packaging.tags import Tag, parse_tag
from packaging.utils import InvalidWheelFilename, canonicalize_name, parse_wheel_filename
from packaging.version import Version

from core.errors import Undecided
from core.findings import Finding
from facts.archives import core_metadata
from facts.archives.archive import Archive, Ids, blob_id
from facts.archives.native_file import Native, format_of, is_web_assembly, look
from facts.archives.platforms import native_format, untrue
from facts.archives.zips import Zip

_HANDS_ON = re.compile(
    rb"from \.(\w+) import \*\s+__doc__ = \1\.__doc__\s+if hasattr\(\1, [\"']__all__[\"']\):\s+__all__ = \1\.__all__"
)
# The first lines of scripts that setuptools replaces in a wheel; what a line has behind them stays.
_INTERPRETERS = tuple(
    f"{folder}python{version}".encode()
    for folder in ("/usr/bin/env ", "/usr/bin/", "/usr/local/bin/", " /usr/bin/env ", "")
    for version in ("", "3", "2", "w", *(f"3.{minor}" for minor in range(6, 16)))
)
_LOADED = frozenset({"ELF", "Mach-O", "PE", "WebAssembly"})


@dataclass(frozen=True)
class Wheel:
    """One wheel file."""

    path: Path

    @cached_property
    def archive(self) -> Archive:
        """The zip behind it."""
        return Archive(self.path, Zip)

    @cached_property
    def _name(self) -> tuple[str, Version, tuple[int, str] | tuple[()], frozenset[Tag]]:
        try:
            return parse_wheel_filename(self.path.name)
        except InvalidWheelFilename as error:
            raise Undecided(
                got=f"the file name {self.path.name} ({error})", expected="a wheel's name", advice="rename and rebuild it"
            ) from error

    @property
    def tags(self) -> frozenset[Tag]:
        """Compatibility tags of the file name."""
        return self._name[3]

    @property
    def platforms(self) -> frozenset[str]:
        """Platform tags of the file name."""
        return frozenset(tag.platform for tag in self.tags)

    @cached_property
    def metadata(self) -> Metadata:
        """METADATA, read by packaging."""
        return core_metadata.read(self._info("METADATA"))

    @cached_property
    def record(self) -> dict[str, str]:
        """Digest by file name, as RECORD gives it."""
        rows = csv.reader(io.StringIO(self._info("RECORD").decode("utf-8")))
        return {row[0]: row[1] for row in rows if row}

    @cached_property
    def natives(self) -> dict[str, Native]:
        """Every native file inside that a loader may open."""
        read = {name: self.archive.read(name) for name in self.archive.members}
        wanted = {name: data for name, data in read.items() if self._format_of(data) in _LOADED}
        return {name: look(data, name) for name, data in wanted.items()}

    @cached_property
    def sources(self) -> dict[str, Ids]:
        """Git's ids of every file that should come from the repository, by its installed path."""
        built = {name for name in self.archive.members if self._format_of(self.archive.read(name))}
        built |= {name for name in self.archive.members if name.endswith("/__init__.py") and self._hands_on(name, built)}
        blobs = {name: ids for name, ids in self.archive.blobs().items() if name not in built}
        blobs |= {name: ids | self._as_written(name) for name, ids in blobs.items() if ".data/scripts/" in name}
        return {_installed(name): blob for name, blob in blobs.items() if not name.startswith(f"{self._folder}/")}

    def _as_written(self, name: str) -> Ids:
        """Return the ids of a script before the build put `#!python` for its first line, which installers then complete."""
        first, _, rest = self.archive.read(name).partition(b"\n")
        if not first.startswith(b"#!python"):
            return frozenset()
        options = first.removeprefix(b"#!python").lstrip(b"w")
        return frozenset(blob_id(b"#!" + each + options + b"\n" + rest) for each in _INTERPRETERS)

    def _hands_on(self, name: str, native: set[str]) -> bool:
        """Whether a module only hands on what the native module next to it has: builders of native modules write it."""
        found = _HANDS_ON.fullmatch(self.archive.read(name).strip())
        return found is not None and any(other.startswith(f"{name.rpartition('/')[0]}/{found[1].decode()}.") for other in native)

    def _format_of(self, data: bytes) -> str | None:
        own = is_web_assembly(data) and any(native_format(platform) == "WebAssembly" for platform in self.platforms)
        return "WebAssembly" if own else format_of(data)

    @property
    def commit(self) -> str | None:
        """The commit that it names itself: a wheel names none."""
        return None

    @property
    def faults(self) -> list[Finding]:
        """Everything that is untrue in it."""
        return [*self.identity_faults, *self.record_faults, *self.tag_faults]

    @cached_property
    def identity_faults(self) -> list[Finding]:
        """Where file name, METADATA and WHEEL disagree."""
        name, version = canonicalize_name(self.metadata.name), self.metadata.version
        stated = frozenset(tag for line in self._wheel_file.get_all("Tag", []) for tag in parse_tag(line))
        return [
            *_differs(self.path.name, "name in METADATA", name, self._name[0]),
            *_differs(self.path.name, "version in METADATA", str(version), str(self._name[1])),
            *_differs(self.path.name, "tags in WHEEL", _spelt(stated), _spelt(self.tags)),
        ]

    @cached_property
    def record_faults(self) -> list[Finding]:
        """Files that RECORD does not list, lists in vain, or gives another digest."""
        inside, signed = set(self.archive.members), {f"{self._folder}/RECORD.jws", f"{self._folder}/RECORD.p7s"}
        unlisted = sorted(inside - set(self.record) - signed)
        missing = sorted(set(self.record) - inside)
        return [
            *(self._record(f"{name} is not in RECORD", "every file listed") for name in unlisted),
            *(self._record(f"RECORD lists {name}, which is not inside", "listed files only") for name in missing),
            *(
                self._record(f"{name} has another digest than RECORD gives", "the bytes that RECORD lists")
                for name in self._altered()
            ),
        ]

    @cached_property
    def tag_faults(self) -> list[Finding]:
        """Native files for which a platform tag is not true: every architecture claimed is inside, and no other."""
        return [
            *self._purity_faults(),
            *(
                Finding(
                    "platform-tag-mismatch",
                    self.path.name,
                    0,
                    f"{name} {wrong}",
                    "",
                    "build it for what the tag says, or correct the tag",
                )
                for platform in sorted(self.platforms)
                for name, native in self.natives.items()
                for wrong in untrue(platform, native)
            ),
        ]

    def _purity_faults(self) -> Iterator[Finding]:
        """A wheel for one platform that holds nothing for it, and compiled modules where WHEEL says that none are."""
        if not self.natives and self.platforms != {"any"}:
            got = f"claims {', '.join(sorted(self.platforms))} but contains no native code"
            yield Finding("no-native-code", self.path.name, 0, got, "native files", "tag it any, or pack what was built")
        compiled = next((name for name in self.natives if name.endswith((".so", ".pyd")) and ".data/" not in name), None)
        if compiled and self.platforms != {"any"} and str(self._wheel_file.get("Root-Is-Purelib", "")).strip().lower() == "true":
            got, fix = f"{compiled} under Root-Is-Purelib: true", "let the build tool write `Root-Is-Purelib: false`"
            yield Finding("platform-tag-mismatch", self.path.name, 0, got, "Root-Is-Purelib: false for compiled modules", fix)

    def _record(self, got: str, expected: str) -> Finding:
        return Finding("record-mismatch", self.path.name, 0, got, expected, "build the wheel again")

    def _altered(self) -> Iterator[str]:
        for name, stated in self.record.items():
            algorithm, _, expected = stated.partition("=")
            if name not in self.archive.members or name == f"{self._folder}/RECORD":
                continue
            digest = hashlib.new(algorithm or "sha256", self.archive.read(name)).digest()
            if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != expected:
                yield name

    @cached_property
    def _wheel_file(self) -> Message:
        return message_from_bytes(self._info("WHEEL"))

    @cached_property
    def _folder(self) -> str:
        folders = {name.partition("/")[0] for name in self.archive.members if ".dist-info/" in name}
        if len(folders) != 1:
            raise Undecided(
                got=f"{len(folders)} .dist-info folders in {self.path.name}",
                expected="exactly one",
                advice="build the wheel again",
            )
        return folders.pop()

    def _info(self, name: str) -> bytes:
        return self.archive.read(f"{self._folder}/{name}")


def _installed(name: str) -> str:
    """The path below the root that a file of `x.data/purelib/` or `x.data/platlib/` is installed under."""
    folder, _, rest = name.partition("/")
    return rest.partition("/")[2] if folder.endswith(".data") else name


def _spelt(tags: frozenset[Tag]) -> str:
    return " ".join(sorted(str(tag) for tag in tags))


def _differs(file: str, what: str, got: str, expected: str) -> list[Finding]:
    if got == expected:
        return []
    return [Finding("metadata-mismatch", file, 0, f"{what} is {got}", f"{expected}, as in its file name", "build it again")]
