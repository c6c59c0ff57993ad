"""One published surface of the project on both sides: what it declares, and what users of the base may miss."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import PurePosixPath

from core.errors import Undecided
from facts.text.fallback_names import first
from facts.vcs.git import Checkout
from gates.compatibility import declarations, python_api
from gates.compatibility.breaks import Break
from profiles.schema.compatibility import Surface

_SUFFIXES = {"python": (".py", ".pyi"), "typescript": (".d.ts",), "c": (".h",), "go": (".go",)}


@dataclass(frozen=True)
class DeclaredSurface:
    """A file or a folder that users program against, in the checkout and at the base, where it may lie elsewhere."""

    checkout: Checkout
    base: str
    kind: str
    path: str
    old_path: str

    @cached_property
    def _new(self) -> Mapping[str, str]:
        paths = belonging(self.checkout.tracked, self.kind, self.path)
        return {_below(path, self.path): self.checkout.text(path) for path in paths}

    @cached_property
    def _old(self) -> Mapping[str, str]:
        paths = belonging(self.checkout.files_at(self.base, self.old_path), self.kind, self.old_path)
        shown = {path: self.checkout.show(self.base, path) or b"" for path in paths}
        return {_below(path, self.old_path): data.decode("utf-8", "replace") for path, data in shown.items()}

    @property
    def names(self) -> list[str]:
        """Everything that the candidate declares."""
        if self.kind == "python":
            return python_api.members(python_api.package(self._package, self._new))
        return sorted(self._declared(self._new))

    def breaks(self) -> list[Break]:
        """Return what users of the base may miss; a surface that the base lacks breaks nothing."""
        if not self._old:
            return []
        return self._moved() or self._between(self._old, self._new)

    def breaks_of_an_empty_twin(self) -> list[Break]:
        """Return the breaks of a candidate whose files are all empty: the known-bad input."""
        return self._between(self._new, dict.fromkeys(self._new, ""))

    def _moved(self) -> list[Break]:
        # The folder of a Go package is part of what users import.
        if self.kind != "go" or self.path == self.old_path:
            return []
        name = PurePosixPath(self.old_path).name
        what = f"{self.old_path} is gone: its package is now {self.path}, which users import by a different path"
        return [Break(name, what)]

    def _between(self, old: Mapping[str, str], new: Mapping[str, str]) -> list[Break]:
        if self.kind == "python":
            pair = [python_api.package(self._package, sources) for sources in (old, new)]
            found = python_api.breaks(*pair)
        else:
            found = declarations.breaks(self._declared(old), self._declared(new))
        return [replace(one, path=one.path or self.path) for one in found]

    def _declared(self, sources: Mapping[str, str]) -> dict[str, str]:
        kind = self.kind
        if kind == "go":  # the files of a folder are one package: what one does not export another may hand out
            return declarations.declared("\n".join(sources[path] for path in sorted(sources)), kind)
        return {name: words for path in sorted(sources) for name, words in declarations.declared(sources[path], kind).items()}

    @property
    def _package(self) -> str:
        return PurePosixPath(self.path).name


def surface(checkout: Checkout, base: str, row: Surface) -> DeclaredSurface:
    """Return the surface of a row; one that is not in the checkout is undecided."""
    path = first(row.path, lambda name: bool(belonging(checkout.tracked, row.kind, name)))
    if not belonging(checkout.tracked, row.kind, path):
        raise Undecided(
            got=f"no {row.kind} file under {row.path}", expected="the surface that the profile names", advice="correct its path"
        )
    old = first(row.path, lambda name: bool(belonging(checkout.files_at(base, name), row.kind, name)))
    return DeclaredSurface(checkout, base, row.kind, path, old)


def belonging(paths: Collection[str], kind: str, under: str) -> list[str]:
    """Return the files of a kind that make up the surface of a file or folder."""
    return [
        path for path in paths if _inside(path, kind, under) and path.endswith(_SUFFIXES[kind]) and not path.endswith("_test.go")
    ]


def _inside(path: str, kind: str, under: str) -> bool:
    if path == under:
        return True
    if under in ("", "."):  # a Go module at the root
        return kind == "python" or "/" not in path
    # Modules of a Python package lie at any depth; a folder below another is a package of its own elsewhere.
    return path.startswith(under.rstrip("/") + "/") and (kind == "python" or PurePosixPath(path).parent == PurePosixPath(under))


def _below(path: str, under: str) -> str:
    inside = path if under in ("", ".") else path.removeprefix(under)
    return inside.lstrip("/") or PurePosixPath(path).name
