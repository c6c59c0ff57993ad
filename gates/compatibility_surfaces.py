"""One published surface of the project on both sides: what it declares, and what users of the base may miss."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath
from typing import Protocol

from facts.errors import Undecided
from facts.git import Checkout
from gates import compatibility_declarations, compatibility_python
from gates.compatibility_breaks import Break

_SUFFIXES = {"python": (".py", ".pyi"), "typescript": (".d.ts",), "c": (".h",), "go": (".go",)}


class Row(Protocol):
    """One row of the profile."""

    @property
    def kind(self) -> str: ...  # noqa: D102
    @property
    def path(self) -> str: ...  # noqa: D102


@dataclass(frozen=True)
class Surface:
    """A file or a folder that users program against, in the checkout and at the base."""

    checkout: Checkout
    base: str
    kind: str
    path: str

    @cached_property
    def _new(self) -> Mapping[str, str]:
        paths = [path for path in self.checkout.tracked if self._counts(path)]
        return {self._below(path): self.checkout.text(path) for path in paths}

    @cached_property
    def _old(self) -> Mapping[str, str]:
        paths = [path for path in self.checkout.files_at(self.base, self.path) if self._counts(path)]
        shown = {path: self.checkout.show(self.base, path) or b"" for path in paths}
        return {self._below(path): data.decode("utf-8", "replace") for path, data in shown.items()}

    @property
    def names(self) -> list[str]:
        """Everything that the candidate declares."""
        if self.kind == "python":
            return compatibility_python.members(compatibility_python.package(self._package, self._new))
        return sorted(self._declared(self._new))

    def breaks(self) -> list[Break]:
        """Return what users of the base may miss; a surface that the base lacks breaks nothing."""
        return self._between(self._old, self._new) if self._old else []

    def breaks_of_an_empty_twin(self) -> list[Break]:
        """Return the breaks of a candidate whose files are all empty: the known-bad input."""
        return self._between(self._new, dict.fromkeys(self._new, ""))

    def _between(self, old: Mapping[str, str], new: Mapping[str, str]) -> list[Break]:
        if self.kind == "python":
            pair = [compatibility_python.package(self._package, sources) for sources in (old, new)]
            return compatibility_python.breaks(*pair)
        return compatibility_declarations.breaks(self._declared(old), self._declared(new))

    def _declared(self, sources: Mapping[str, str]) -> dict[str, str]:
        kind = self.kind
        return {
            name: words
            for path in sorted(sources)
            for name, words in compatibility_declarations.declared(sources[path], kind).items()
        }

    @property
    def _package(self) -> str:
        return PurePosixPath(self.path).name

    def _counts(self, path: str) -> bool:
        inside = path == self.path or path.startswith(self.path.rstrip("/") + "/")
        deep = self.kind == "python" or PurePosixPath(path).parent == PurePosixPath(self.path) or path == self.path
        return inside and deep and path.endswith(_SUFFIXES[self.kind]) and not path.endswith("_test.go")

    def _below(self, path: str) -> str:
        return path.removeprefix(self.path).lstrip("/") or PurePosixPath(path).name


def surface(checkout: Checkout, base: str, row: Row) -> Surface:
    """Return the surface of a row; one that is not in the checkout is undecided."""
    found = Surface(checkout, base, row.kind, row.path)
    if not any(found._counts(path) for path in checkout.tracked):
        raise Undecided(
            got=f"no {row.kind} file under {row.path}", expected="the surface that the profile names", advice="correct its path"
        )
    return found
