"""Manifests of what ships, and whether all that they ask for is resolved in a lock that some audit reads."""

import re
from collections.abc import Callable, Collection
from pathlib import PurePosixPath

from core.findings import Finding
from facts.manifests import cargo_toml, go_mod
from facts.manifests.stated import read_toml, table
from facts.manifests.uv_lock import normalized
from facts.text.side_paths import is_of_a_side_road
from facts.vcs.git import Checkout
from gates.dependencies.lock_contents import asked_of_node, asked_of_python, resolved
from gates.preflight.manifest_versions import Manifest, named, publishable
from profiles.schema.dependencies import DependenciesTable

_COMPUTED = ("dynamic dependencies", "dynamic optional-dependencies")
_DYNAMIC = "what-its-build-computes"  # no file says what that is, and so no lock is known to hold it
_NAME = re.compile(r"[A-Za-z0-9][\w.-]*")
_KINDS = {"Cargo.toml": ("cargo",), "package.json": ("node",), "go.mod": ("go",), "pyproject.toml": ("pip", "osv")}


def shipped(checkout: Checkout) -> list[str]:
    """List the manifests of what users get: publishable packages and modules, else all of ours that name a package."""
    modules = [path for path in checkout.tracked if PurePosixPath(path).name == "go.mod" and not is_of_a_side_road(path)]
    return [*(each.path for each in publishable(checkout)), *modules] or [each.path for each in _ours(checkout)]


def asking_locks(terms: DependenciesTable) -> list[str]:
    """List the locks that no manifest stands beside: a file of requirements asks and resolves in one."""
    return [lock.path for lock in terms.locks if lock.kind in _KINDS["pyproject.toml"]]


def left_out(checkout: Checkout, terms: DependenciesTable, paths: Collection[str]) -> list[Finding]:
    """Find each manifest that asks for something which no audited lock resolves."""
    judged = [path for path in paths if not _is_spoken_for(checkout, terms, path)]
    return [
        Finding(
            "unaudited-dependency",
            path,
            0,
            ", ".join(missing[:5]),
            "each in a lock file listed under dependencies.locks",
            "add the lock file there, or list the manifest under dependencies.unaudited with a reason",
        )
        for path in judged
        if (missing := sorted(_asked(checkout, path) - _audited(checkout, terms, path) - _own_names(checkout, path)))
    ]


def _ours(checkout: Checkout) -> list[Manifest]:
    return [each for each in named(checkout) if not is_of_a_side_road(each.path)]


def _own_names(checkout: Checkout, path: str) -> set[str]:
    """Return the packages of this ecosystem that lie in the checkout; those of test data are nobody's."""
    kind = PurePosixPath(path).name
    return {normalized(each.name or "") for each in _ours(checkout) if PurePosixPath(each.path).name == kind}


def _is_spoken_for(checkout: Checkout, terms: DependenciesTable, path: str) -> bool:
    """Whether another check judges it: what is called bare, and its lock beside it that is not committed."""
    place = PurePosixPath(path)
    uncommitted = [lock for lock in terms.locks if lock.path not in checkout.tracked and lock.kind in _KINDS[place.name]]
    beside = {PurePosixPath(lock.path).parent for lock in uncommitted}
    return path in terms.no_runtime_dependencies or path in terms.unaudited or place.parent in beside


def _audited(checkout: Checkout, terms: DependenciesTable, path: str) -> set[str]:
    kinds = _KINDS[PurePosixPath(path).name]
    entries = [entry for lock in terms.locks if lock.kind in kinds for entry in resolved(checkout, lock)]
    return {normalized(entry.partition(" ")[0]) for entry in entries}


def _asked(checkout: Checkout, path: str) -> set[str]:
    return {normalized(name) for name in _READERS[PurePosixPath(path).name](checkout, path)}


def _crates(checkout: Checkout, path: str) -> list[str]:
    asked = [each.name for each in cargo_toml.Manifest.parse(path, checkout.text(path)).dependencies if not each.is_local]
    shared = _shared(checkout)
    return [meant for name in asked if (meant := shared.get(name, name))]


def _shared(checkout: Checkout) -> dict[str, str]:
    """Say which crate a workspace means by a name, none where it lies in the checkout (The Cargo Book: Workspaces)."""
    roots = [path for path in checkout.tracked if PurePosixPath(path).name == "Cargo.toml" and not is_of_a_side_road(path)]
    tables = [table(read_toml(path, checkout.text(path)), "workspace", "dependencies") for path in roots]
    asked = {name: value for found in tables for name, value in found.items() if isinstance(value, dict)}
    return {name: "" if "path" in value else str(value.get("package", name)) for name, value in asked.items()}


def _distributions(checkout: Checkout, path: str) -> list[str]:
    asked = [_DYNAMIC if one in _COMPUTED else one for one in asked_of_python(checkout.text(path))]
    return [found.group() for one in asked if (found := _NAME.match(one))]


def _modules(checkout: Checkout, path: str) -> list[str]:
    return [name for name, _ in go_mod.Manifest(path, checkout.text(path)).requires]


_READERS: dict[str, Callable[[Checkout, str], Collection[str]]] = {
    "Cargo.toml": _crates,
    "package.json": lambda checkout, path: asked_of_node(checkout.text(path)),
    "pyproject.toml": _distributions,
    "go.mod": _modules,
}
