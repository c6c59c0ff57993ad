"""Other people's source that lies in a vendored folder without a license of its own: a folder, or a single file."""

import re
from collections.abc import Collection, Iterator
from pathlib import PurePosixPath

_SOURCE = re.compile(r".*\.(?:c|cc|cpp|cxx|h|hpp|py|js|mjs|cjs|ts|rs|go|rb|java|swift|lua|so|a|dll|dylib|wasm)", re.IGNORECASE)
_OURS = {"__init__.py", "setup.py", "conftest.py", "build.rs", "mod.rs"}  # what only holds a vendored folder together


def bare(paths: Collection[str], root: str, licenses: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield name and origin of each child of a vendored root that holds source and no license, unless the root has one."""
    if any(str(PurePosixPath(path).parent) == root and not _of_a_file(path, paths) for path in licenses):
        return
    for child in sorted({_child(path, root) for path in paths if path.startswith(f"{root}/") and _is_source(path)}):
        name, below = PurePosixPath(child), f"{child.rstrip('/')}/"
        if name.name in _OURS or any(path.startswith(below) for path in licenses):
            continue
        if child.endswith("/") or not beside(child, paths):
            yield name.stem if not child.endswith("/") else name.name, child


def beside(path: str, paths: Collection[str]) -> str | None:
    """Return the license that lies beside a single file under its name: `six.LICENSE`, `LICENSE-six`."""
    place = PurePosixPath(path)
    wanted = {f"{place.stem}{sign}{word}" for sign in ".-_" for word in ("license", "licence", "copying")}
    wanted |= {f"{word}{sign}{place.stem}" for sign in ".-_" for word in ("license", "licence", "copying")}
    near = (other for other in paths if PurePosixPath(other).parent == place.parent)
    return next((other for other in near if PurePosixPath(other).name.lower().removesuffix(".txt") in wanted), None)


def _of_a_file(license: str, paths: Collection[str]) -> bool:
    return any(beside(path, (license,)) for path in paths if PurePosixPath(path).parent == PurePosixPath(license).parent)


def _child(path: str, root: str) -> str:
    first, slash, _ = path.removeprefix(f"{root}/").partition("/")
    return f"{root}/{first}{slash}"


def _is_source(path: str) -> bool:
    return _SOURCE.fullmatch(path) is not None
