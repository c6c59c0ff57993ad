"""Manifests of what ships, and whether all that they ask for is resolved in a lock that some audit reads."""

import re
from collections.abc import Callable, Collection
from pathlib import PurePosixPath
from typing import Protocol

from facts.git import Checkout
from facts.manifests import cargo, golang
from facts.manifests.stated import read_toml, table
from facts.manifests.uv import normalized
from gates.dependencies_locks import Lock, asked_of_node, asked_of_python, resolved
from gates.preflight_manifests import is_of_a_side_road, named, publishable

_NAME = re.compile(r"[A-Za-z0-9][\w.-]*")
_KINDS = {"Cargo.toml": ("cargo",), "package.json": ("node",), "go.mod": ("go",), "pyproject.toml": ("pip", "osv")}


class Terms(Protocol):
    """What the profile says of locks and of manifests without one."""

    @property
    def locks(self) -> Collection[Lock]: ...  # noqa: D102
    @property
    def bare(self) -> Collection[str]: ...  # noqa: D102
    @property
    def unaudited(self) -> Collection[str]: ...  # noqa: D102


def shipped(checkout: Checkout) -> list[str]:
    """List the manifests of what users get: publishable packages and modules, outside of tests, examples and vendored code."""
    modules = [path for path in checkout.tracked if PurePosixPath(path).name == "go.mod" and not is_of_a_side_road(path)]
    return [*(each.path for each in publishable(checkout)), *modules]


def left_out(checkout: Checkout, terms: Terms, paths: Collection[str]) -> list[str]:
    """Return one sentence for each manifest that asks for something which no audited lock resolves."""
    ours = {normalized(each.name or "") for each in named(checkout)}
    judged = [path for path in paths if not _is_spoken_for(checkout, terms, path)]
    return [
        f"{path}: asks for what nobody audits (got {', '.join(missing[:5])}, expected each in a lock of dependencies.locks); "
        "name its lock there, or the file under dependencies.unaudited with a reason"
        for path in judged
        if (missing := sorted(_asked(checkout, path) - _audited(checkout, terms, path) - ours))
    ]


def _is_spoken_for(checkout: Checkout, terms: Terms, path: str) -> bool:
    """Whether another check judges it: what is called bare, and the lock beside it that is not committed."""
    folder = PurePosixPath(path).parent
    uncommitted = {PurePosixPath(lock.path).parent for lock in terms.locks if lock.path not in checkout.tracked}
    return path in terms.bare or path in terms.unaudited or folder in uncommitted


def _audited(checkout: Checkout, terms: Terms, path: str) -> set[str]:
    kinds = _KINDS[PurePosixPath(path).name]
    entries = [entry for lock in terms.locks if lock.kind in kinds for entry in resolved(checkout, lock)]
    return {normalized(entry.partition(" ")[0]) for entry in entries}


def _asked(checkout: Checkout, path: str) -> set[str]:
    return {normalized(name) for name in _READERS[PurePosixPath(path).name](checkout, path)}


def _crates(checkout: Checkout, path: str) -> list[str]:
    renamed = _renamed(checkout)
    asked = cargo.Manifest.parse(path, checkout.text(path)).dependencies
    return [renamed.get(each.name, each.name) for each in asked if not each.is_local]


def _renamed(checkout: Checkout) -> dict[str, str]:
    """Follow `name.workspace = true` to the crate that a workspace means (The Cargo Book: Workspaces, "The dependencies table")."""
    roots = [path for path in checkout.tracked if PurePosixPath(path).name == "Cargo.toml" and not is_of_a_side_road(path)]
    tables = [table(read_toml(path, checkout.text(path)), "workspace", "dependencies") for path in roots]
    return {
        name: str(value["package"])
        for found in tables
        for name, value in found.items()
        if isinstance(value, dict) and "package" in value
    }


def _distributions(checkout: Checkout, path: str) -> list[str]:
    return [found.group() for asked in asked_of_python(checkout.text(path)) if (found := _NAME.match(asked))]


def _modules(checkout: Checkout, path: str) -> list[str]:
    return [name for name, _ in golang.Manifest(path, checkout.text(path)).requires]


_READERS: dict[str, Callable[[Checkout, str], Collection[str]]] = {
    "Cargo.toml": _crates,
    "package.json": lambda checkout, path: asked_of_node(checkout.text(path)),
    "pyproject.toml": _distributions,
    "go.mod": _modules,
}
