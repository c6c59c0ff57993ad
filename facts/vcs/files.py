"""What a reader of files needs: their names and their text, of the checkout as it is or of the tree of a commit."""

from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from core.errors import Undecided
from facts.vcs import object_store
from facts.vcs.git import Checkout

_HELD = 128 * 1024 * 1024  # bytes
_LONG = 512 * 1024  # bytes of one file: those that are longer are read one by one


class Files(Protocol):
    """A tree of files; a `Checkout` is one too."""

    @property
    def tracked(self) -> tuple[str, ...]: ...  # noqa: D102

    def text(self, path: str) -> str: ...  # noqa: D102


@dataclass(frozen=True)
class TreeAt:
    """The tree of a commit or tag, read from git's objects."""

    checkout: Checkout
    ref: str

    @cached_property
    def tracked(self) -> tuple[str, ...]:
        """Every path of the tree."""
        return self.checkout.files_at(self.ref)

    @cached_property
    def _held(self) -> dict[str, bytes]:
        """The files of the tree, read at once, because a git process a file takes seconds; none where they are too many."""
        sized = object_store.sized_files(self.checkout.path, self.ref)
        entries = {path: (oid, size) for path, (oid, size) in sized.items() if size <= _LONG}
        if sum(size for _, size in entries.values()) > _HELD:
            return {}
        content = object_store.blobs(self.checkout.path, [oid for oid, _ in entries.values()], {})
        return {path: content[oid] for path, (oid, _) in entries.items() if oid in content}

    def text(self, path: str) -> str:
        """Read one file of the tree."""
        data = self._held.get(path)
        if data is None:
            data = self.checkout.git("show", f"{self.ref}:{path}").stdout
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError as error:
            raise Undecided(got=f"{path}: {error}", expected="UTF-8 text", advice="read it manually") from error


@dataclass(frozen=True)
class CachedFiles:
    """Another tree whose list of names is asked for once."""

    files: Files

    @cached_property
    def tracked(self) -> tuple[str, ...]:
        """Every path, once."""
        return self.files.tracked

    def text(self, path: str) -> str:
        """Read one file."""
        return self.files.text(path)
