"""What cargo says is linked: the resolved graph of one manifest, as `cargo metadata` prints it (format version 1)."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.commands import run
from core.errors import Undecided
from core.strict_json import parse
from facts.licenses.license_texts import identified

_SECONDS = 600.0


@dataclass(frozen=True)
class Crate:
    """One crate of the graph."""

    name: str
    version: str
    license: str | None
    folder: str
    is_ours: bool


def linked(manifest: Path, *, is_locked: bool, targets: Collection[str], vendored: Collection[Path]) -> list[dict[str, Any]]:
    """Ask cargo which crates are linked for the given triples, and return them as plain JSON, our own left out."""
    found: dict[str, Crate] = {}
    for target in targets or ("",):
        document = _metadata(manifest, is_locked=is_locked, target=target)
        found |= {f"{crate.name} {crate.version}": crate for crate in _linked(document, vendored)}
    return [crate.__dict__ for _, crate in sorted(found.items()) if not crate.is_ours]


def _metadata(manifest: Path, *, is_locked: bool, target: str) -> Mapping[str, Any]:
    words = ["cargo", "metadata", "--format-version", "1", "--manifest-path", str(manifest)]
    words += ["--locked"] * is_locked + ["--filter-platform", target] * bool(target)
    done = run(words, cwd=manifest.parent, timeout=_SECONDS)
    document = parse(done.stdout, "cargo metadata")
    if not isinstance(document, dict) or not isinstance(document.get("resolve"), dict):
        raise Undecided(got="metadata without a resolved graph", expected="format version 1", advice="update cargo")
    return document


def _linked(document: Mapping[str, Any], vendored: Collection[Path]) -> Iterator[Crate]:
    packages = {package["id"]: package for package in document["packages"]}
    for found in _reached(document["resolve"], packages):
        yield _crate(packages[found], vendored)


def _reached(resolve: Mapping[str, Any], packages: Mapping[str, Any]) -> set[str]:
    """Walk normal dependencies from the root; a procedural macro runs in the compiler, so it ends the walk."""
    nodes = {node["id"]: node for node in resolve["nodes"]}
    reached: set[str] = set()
    waiting = [resolve["root"]]
    while waiting:
        here = waiting.pop()
        if here in reached or _is_macro(packages[here]):
            continue
        reached.add(here)
        waiting += [edge["pkg"] for edge in nodes[here]["deps"] if any(kind["kind"] is None for kind in edge["dep_kinds"])]
    return reached


def _is_macro(package: Mapping[str, Any]) -> bool:
    return any("proc-macro" in target["kind"] for target in package["targets"])


def _crate(package: Mapping[str, Any], vendored: Collection[Path]) -> Crate:
    folder = Path(package["manifest_path"]).parent
    is_foreign = package["source"] is not None or any(folder.is_relative_to(place) for place in vendored)
    return Crate(package["name"], package["version"], _license(package, folder), str(folder), not is_foreign)


def _license(package: Mapping[str, Any], folder: Path) -> str | None:
    if package["license"]:
        return str(package["license"])
    stated = package["license_file"]
    file = folder / stated if stated else None
    return identified(file.read_text("utf-8", "replace")) if file and file.is_file() else None
