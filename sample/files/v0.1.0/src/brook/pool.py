"""A pool: one file, many writers, messages that are there whole or not at all."""

import fcntl
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from brook import _header, _record
from brook.errors import DamagedPool, InvalidName, NoSuchMessage
from brook.message import Message

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")

Phase = Callable[[str], None]


def _nothing(_phase: str) -> None:
    """What happens between the phases of an append: nothing, outside tests."""


class Pool:
    """A named pool in a home folder; it comes into being with its first message."""

    def __init__(self, home: str | os.PathLike[str], name: str, on_phase: Phase = _nothing) -> None:
        if not _NAME.fullmatch(name):
            raise InvalidName(f"{name!r}: a pool's name has letters, digits, dot, dash and underscore")
        self._path = Path(home) / f"{name}.brook"
        self._on_phase = on_phase

    @property
    def name(self) -> str:
        """The name that the pool was opened with."""
        return self._path.name.removesuffix(".brook")

    @property
    def path(self) -> Path:
        """The file that holds the messages."""
        return self._path

    def append(self, text: str) -> int:
        """Append a message; returns its number. Writers wait for one another."""
        record = _record.encode(text.encode())
        with self._locked() as fd:
            header = _load(fd)
            self._on_phase("locked")
            os.pwrite(fd, record[: len(record) // 2], header.committed)
            self._on_phase("half-written")
            os.pwrite(fd, record, header.committed)
            self._on_phase("written")
            os.pwrite(fd, _header.dump(header.committed + len(record), header.count + 1), 0)
            self._on_phase("committed")
            return int(header.count) + 1

    def get(self, seq: int) -> Message:
        """One message by its number."""
        data = self._committed()
        at = _header.SIZE
        for _ in range(seq - 1):
            if at >= len(data):
                break
            at = _record.skip(data, at)
        if seq < 1 or at >= len(data):
            raise NoSuchMessage(f"{self.name} has no message {seq}")
        return Message(seq, _record.decode(data, at)[0].decode())

    def scan(self) -> Iterator[Message]:
        """The messages that were committed when the scan began, oldest first."""
        data = self._committed()
        at, seq = _header.SIZE, 0
        while at < len(data):
            payload, at = _record.decode(data, at)
            seq += 1
            yield Message(seq, payload.decode())

    def __len__(self) -> int:
        """The number of committed messages."""
        if not self._path.exists():
            return 0
        return int(_header.load(self._path.read_bytes()[: _header.SIZE]).count)

    def _committed(self) -> bytes:
        try:
            data = self._path.read_bytes()
        except FileNotFoundError as error:
            raise NoSuchMessage(f"there is no pool {self.name}") from error
        end = _header.load(data).committed
        if end > len(data):
            raise DamagedPool(f"{self.name} is cut off: {len(data)} of {end} bytes")
        return data[:end]

    @contextmanager
    def _locked(self) -> Iterator[int]:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        fd = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(fd, fcntl.LOCK_EX)
            yield fd
        finally:
            os.close(fd)


def _load(fd: int) -> _header.Header:
    if os.fstat(fd).st_size == 0:
        os.pwrite(fd, _header.dump(_header.SIZE, 0), 0)
    return _header.load(os.pread(fd, _header.SIZE, 0))
