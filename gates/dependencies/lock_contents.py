"""What each ecosystem's lock resolves to, on both sides."""

import re
import tomllib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.errors import Undecided
from core.findings import Finding
from facts.manifests import go_mod, requirements, uv_lock
from facts.manifests.stated import read_toml
from facts.text import json_text
from facts.vcs.git import Checkout
from profiles.schema.dependencies import Lock

Resolved = Mapping[str, str]  # name and version
# Extras that the project's own people install; users choose the others.
_AT_HOME = re.compile(
    r"(?:dev|test|doc|lint|typ|type|check|build|release|ci|bench|benchmark|cov|coverage|style|format|qa)[a-z]*(?:[-_].*)?", re.I
)


def uncommitted(checkout: Checkout, lock: Lock) -> list[Finding]:
    """Find a lock that is not committed: what ships is resolved again by whoever builds it."""
    if lock.path in checkout.tracked:
        return []
    got, expected = "a lock that is not committed", "a committed lock that audits can read"
    return [Finding("lock-not-committed", lock.path, 0, got, expected, "commit it")]


def loose(checkout: Checkout, lock: Lock, locks: Collection[Lock]) -> list[Finding]:
    """Find where a requirements file leaves a version open, or asks for something that no audit can name."""
    if lock.path not in checkout.tracked or lock.kind not in ("pip", "osv"):
        return []
    read = [other.path for other in locks]
    return [
        Finding(
            "not-pinned",
            lock.path,
            number,
            line[:80],
            "name==version, which an audit can look up",
            "pin it, or add the file that it refers to under dependencies.locks",
        )
        for number, line in requirements.loose(lock.path, checkout.text(lock.path), read)
    ]


def resolved(checkout: Checkout, lock: Lock) -> dict[str, str]:
    """Return what the checkout's lock resolves to; a lock that is not committed resolves to nothing known."""
    return _parsed(lock, checkout.text(lock.path)) if lock.path in checkout.tracked else {}


# What a lock of each kind has even where it pins nothing, and what it has as soon as something is asked for.
_OF_ITS_KIND = {
    "cargo": re.compile(r"^version = \d|^\[\[package\]\]", re.MULTILINE),
    "node": re.compile(r'"packages":\s*\{\s*"":|"lockfileVersion":\s*1\b'),
    "go": re.compile(r"^module ", re.MULTILINE),
    # uv.lock; or a requirements file of comments and references, which are held to be locks themselves.
    "pip": re.compile(r"^requires-python = |\A(?:[^\S\n]*(?:#[^\n]*|-[rc][^\n]*)?\n)*\Z", re.MULTILINE),
}
_ASKS = {
    "cargo": re.compile(r"^source = |^dependencies = ", re.MULTILINE),
    "node": re.compile(r'node_modules/|[dD]ependencies":\s*\{\s*"'),
    "go": re.compile(r"^[^\S\n]*require\b", re.MULTILINE),
    "pip": re.compile(r"\b(?:registry|git|url|path) = \"|^dependencies = |==", re.MULTILINE),
}


def is_without_packages(checkout: Checkout, lock: Lock) -> bool:
    """Whether a committed lock is one of its kind and asks for nothing: the project depends on nothing."""
    text = checkout.text(lock.path) if lock.path in checkout.tracked else ""
    kind = "pip" if lock.kind == "osv" else lock.kind
    if not text or _parsed(lock, text) or not _OF_ITS_KIND[kind].search(text):
        return False
    return not _ASKS[kind].search(text) or (kind == "node" and _asks_only_itself(text))


def _asks_only_itself(text: str) -> bool:
    """Whether all that a lock of npm installs are links to packages of the workspace, and these ask only for each other."""
    packages = json_text.parsed(text).get("packages", {})
    own = {str(one.get("name") or place) for place, one in packages.items() if "node_modules/" not in f"{place}/"}
    linked = [one for place, one in packages.items() if "node_modules/" in f"{place}/"]
    kinds = ("dependencies", "devDependencies", "optionalDependencies", "peerDependencies")
    asked = {name for one in packages.values() for kind in kinds for name in one.get(kind, ())}
    return bool(linked) and all(one.get("link") and one.get("resolved") in packages for one in linked) and asked <= own


@dataclass(frozen=True)
class NewPackage:
    """One package that the base's lock did not have."""

    lock: Lock
    package: str  # name and version

    def __str__(self) -> str:
        """Spell it as a review is bound to it."""
        return f"{self.lock.name}: {self.package}"

    @property
    def finding(self) -> Finding:
        """The package as something that a review has to look at."""
        return Finding("", self.lock.path, 0, f"{self.package} is new", fix="review it")


def new(checkout: Checkout, base: str, lock: Lock) -> list[NewPackage]:
    """Return what the base's lock did not have under any version."""
    data = checkout.show(base, lock.path)
    old = _parsed(lock, data.decode("utf-8", "replace")) if data is not None else {}
    names = {entry.partition(" ")[0] for entry in old}
    return [NewPackage(lock, entry) for entry in resolved(checkout, lock) if entry.partition(" ")[0] not in names]


def declared_after_all(checkout: Checkout, path: str) -> list[Finding]:
    """Find what a manifest asks for at run time although the profile says that it has no dependencies."""
    reader = next((read for end, read in _MANIFESTS.items() if path.endswith(end)), None)
    if reader is None:
        raise Undecided(got=path, expected=" or ".join(_MANIFESTS), advice="correct the profile's path")
    found = reader(checkout.text(path))
    expected, fix = "no runtime dependency", "add its lock file under dependencies.locks"
    return [Finding("runtime-dependency", path, 0, name, expected, fix) for name in found]


def _parsed(lock: Lock, text: str) -> dict[str, str]:
    return {f"{name} {version}": version for name, version in sorted(_READERS[lock.kind](lock.path, text))}


def _cargo(path: str, text: str) -> Iterator[tuple[str, str]]:
    for package in read_toml(path, text).get("package", []):
        if "source" in package:  # what has none is our own
            yield package["name"], package["version"]


def _node(_path: str, text: str) -> Iterator[tuple[str, str]]:
    document = json_text.parsed(text)
    for place, package in document.get("packages", {}).items():
        _, installed, name = place.rpartition("node_modules/")
        if installed and not package.get("link"):  # the others are the project's own workspaces
            yield package.get("name") or name, package.get("version", "")
    if "packages" not in document:
        yield from _node_before_7(document.get("dependencies", {}))


def _node_before_7(dependencies: Mapping[str, dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """The first form of the lock, which npm 6 writes: a tree, in which an alias is a version `npm:name@version`."""
    for name, package in dependencies.items():
        version = str(package.get("version", ""))
        alias, _, real = version.removeprefix("npm:").rpartition("@")
        if not version.startswith("file:"):
            yield (alias, real) if version.startswith("npm:") else (name, version)
        yield from _node_before_7(package.get("dependencies", {}))


def _go(path: str, text: str) -> Iterator[tuple[str, str]]:
    yield from go_mod.Manifest(path, text).requires


def asked_of_python(text: str) -> Sequence[str]:
    """Return what a pyproject.toml asks of users at run time; what is computed is named as such."""
    project = tomllib.loads(text).get("project", {})
    extras = project.get("optional-dependencies", {})
    chosen = [f"{asked} ({extra})" for extra in extras if not _AT_HOME.fullmatch(extra) for asked in extras[extra]]
    dynamic = [f"dynamic {word}" for word in ("dependencies", "optional-dependencies") if word in project.get("dynamic", ())]
    return [*project.get("dependencies", ()), *chosen, *dynamic]


def asked_of_node(text: str) -> Sequence[str]:
    """Return the packages that a package.json asks of users at run time."""
    document = json_text.parsed(text)
    return sorted({*document.get("dependencies", ()), *document.get("optionalDependencies", ())})


_READERS: dict[str, Callable[[str, str], Iterator[tuple[str, str]]]] = {
    "cargo": _cargo,
    "node": _node,
    "go": _go,
    "pip": lambda _path, text: iter(uv_lock.pinned(text)),
    "osv": lambda _path, text: iter(uv_lock.pinned(text)),
}
_MANIFESTS: dict[str, Callable[[str], Sequence[str]]] = {
    "pyproject.toml": asked_of_python,
    "package.json": asked_of_node,
    "go.mod": lambda text: [name for name, _ in _go("", text)],
}
