"""What lies in a working folder, as bytes: no filter, no conversion; links are not followed, pipes and devices not opened."""

import os
import re
import stat
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from hashlib import sha1, sha256
from pathlib import Path
from typing import Any

from core.regular_files import LARGEST, Irregular, kind_of, read_bytes

FILE, PROGRAM, LINK, SUBMODULE = "100644", "100755", "120000", "160000"
ABSENT, UNREAD = "absent", "unread"


@dataclass(frozen=True)
class Found:
    """What lies at one path: git's mode, the name that git gives its bytes, their sha256; or why there are none."""

    mode: str
    oid: str = ""
    sha256: str = ""
    size: int = 0
    why: str = ""
    unified: str = ""  # the name of the same bytes with line ends as a commit has them, where they differ


@dataclass(frozen=True)
class Folder:
    """One working folder; `place` is where a copy is made, if one is."""

    project: Path
    hashing: Callable[[bytes], Any] = sha1
    modes: bool = True  # whether execute bits mean something on this file system
    place: Path | None = None

    def read(self, paths: Iterable[bytes], links: frozenset[bytes] = frozenset()) -> Iterator[tuple[bytes, Found]]:
        """Read each path, and copy it; `links` are those that a commit has as links."""
        root, folders, there = os.fsencode(self.project), {b"": True}, []
        for path in paths:
            if is_git(path):
                yield path, Found(UNREAD, why="a name that belongs to git itself")
            elif not self._below_folders(root, path.rpartition(b"/")[0], folders):
                yield path, Found(ABSENT)
            else:
                there.append(path)
        # One after the other: threads spend more on handing the interpreter's lock around than they gain, twice the time of this
        # for 50,000 small files.
        for path in there:
            yield path, self._found(root + b"/" + path, path, path in links)

    def _below_folders(self, root: bytes, folder: bytes, known: dict[bytes, bool]) -> bool:
        """Whether all of a path's folders are folders: what lies behind a link is not in the working folder."""
        if folder not in known:
            above = self._below_folders(root, folder.rpartition(b"/")[0], known)
            known[folder] = above and _mode(root + b"/" + folder, stat.S_ISDIR)
            if known[folder] and self.place:
                os.makedirs(self._copy_of(folder), exist_ok=True)  # noqa: PTH103 (paths are bytes here: names need not be text)
        return known[folder]

    def _found(self, place: bytes, path: bytes, was_link: bool) -> Found:
        try:
            status = os.lstat(place)
            if stat.S_ISLNK(status.st_mode):
                return self._link(path, os.readlink(place))  # noqa: PTH115
            if stat.S_ISDIR(status.st_mode):
                return Found(SUBMODULE)
            if not stat.S_ISREG(status.st_mode):
                return Found(UNREAD, why=f"{kind_of(status.st_mode)}, not a regular file")
            mode = PROGRAM if status.st_mode & 0o100 and self.modes else FILE
            if status.st_size > LARGEST:
                return self._large(place, mode, status.st_size)
            return self._file(path, mode, read_bytes(place, follow=False), was_link)
        except FileNotFoundError:
            return Found(ABSENT)
        except Irregular as error:
            return Found(UNREAD, why=str(error))
        except OSError as error:
            return Found(UNREAD, why=error.strerror or type(error).__name__)

    def _link(self, path: bytes, target: bytes) -> Found:
        if self.place:
            os.symlink(target, self._copy_of(path))  # noqa: PTH211
        return Found(LINK, self._name(target), sha256(target).hexdigest(), len(target))

    def _file(self, path: bytes, mode: str, data: bytes, was_link: bool) -> Found:
        if was_link and len(data) < 4096:
            mode = LINK  # a file system without links holds their targets as text
        found = Found(mode, self._name(data), sha256(data).hexdigest(), len(data))
        if b"\r\n" in data:
            found = replace(found, unified=self._name(data.replace(b"\r\n", b"\n")))
        if self.place:
            self._write(path, data, mode)
        return found

    def _write(self, path: bytes, data: bytes, mode: str) -> None:
        bits = 0o755 if mode == PROGRAM else 0o644
        descriptor = os.open(self._copy_of(path), os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, bits)
        try:
            view = memoryview(data)
            while view:
                view = view[os.write(descriptor, view) :]
        finally:
            os.close(descriptor)

    def _copy_of(self, path: bytes) -> bytes:
        return os.path.join(os.fsencode(self.place or self.project), path)  # noqa: PTH118

    def _large(self, place: bytes, mode: str, size: int) -> Found:
        """Name a file that is not copied by its bytes; it is read in pieces."""
        name, content = self.hashing(b"blob %d\0" % size), sha256()
        descriptor = os.open(place, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            while piece := os.read(descriptor, 1 << 20):
                name.update(piece)
                content.update(piece)
        finally:
            os.close(descriptor)
        why = f"{size} bytes, more than the {LARGEST} that are read"
        return Found(mode, name.hexdigest(), content.hexdigest(), size, why=why)

    def _name(self, data: bytes) -> str:
        return str(self.hashing(b"blob %d\0" % len(data) + data).hexdigest())


def is_git(path: bytes) -> bool:
    """Whether a path could lead into a git folder or out of the project, on any file system."""
    if path.isascii() and b"git" not in path.lower() and not re.search(rb"\A\Z|\A/|/(?:/|\Z)|(?:^|/)\.\.?(?:/|\Z)", path):
        return False  # most paths, and there may be many
    return any(_is_git(part) for part in path.split(b"/"))


def _is_git(part: bytes) -> bool:
    if part in (b"", b".", b".."):
        return True
    if b"g" not in part and b"G" not in part:
        return False
    text = part.decode("utf-8", "replace")
    plain = "".join(sign for sign in text if unicodedata.category(sign) != "Cf").partition(":")[0].rstrip(" .").lower()
    return plain in (".git", "git~1")


def _mode(place: bytes, is_one: Callable[[int], bool]) -> bool:
    try:
        return is_one(os.lstat(place).st_mode)
    except OSError:
        return False
