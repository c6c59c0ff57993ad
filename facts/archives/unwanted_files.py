"""Files that nobody meant to ship: credentials, what a desktop or a run left behind, tests as a package of their own."""

from collections.abc import Collection, Iterator
from pathlib import PurePosixPath

_CREDENTIALS = {".env", ".npmrc", ".pypirc", ".netrc", ".git-credentials", "id_rsa", "id_ed25519"}
_LEFT_BEHIND = {".DS_Store", "Thumbs.db"}
_FOLDERS = {"__pycache__", ".git", ".pytest_cache", ".mypy_cache", ".ruff_cache", ".hypothesis", ".tox", ".venv"}
_COMPILED = {".pyc", ".pyo"}
# Inputs of tests may look like anything.
_ON_PURPOSE = {"test", "tests", "__tests__", "fixtures", "testdata"}
# As packages of their own they would be everybody's `import tests` (check-wheel-contents W005).
_NO_PACKAGES = {"test", "tests", "doc", "docs", "example", "examples", "bench", "benchmarks", "build", "dist", "src"}


def strays(names: Collection[str], kind: str) -> list[str]:
    """Complain about each file of a package that does not belong into it; folders of the same fault are told once."""
    return [*dict.fromkeys(_strays(names)), *(_foreign_packages(names) if kind == "wheel" else ())]


def _strays(names: Collection[str]) -> Iterator[str]:
    for name in names:
        path = PurePosixPath(name)
        if path.name in _CREDENTIALS and not _ON_PURPOSE & set(path.parts[:-1]):
            yield f"holds {name}, which is for credentials (expected it left out); leave it out and revoke what was in it"
        elif path.name in _LEFT_BEHIND:
            yield f"holds {name}, which a desktop left behind (expected it left out); leave it out"
        elif found := next((part for part in path.parts[:-1] if part in _FOLDERS), None):
            yield f"holds files under {found}/ (got {name}, expected none); leave the folder out"
        elif path.suffix in _COMPILED:
            yield f"holds {name}, which one interpreter compiled (expected sources alone); leave it out"


def _foreign_packages(names: Collection[str]) -> list[str]:
    tops = {PurePosixPath(name).parts[0] for name in names if "/" in name}
    packages = {top for top in tops if not top.endswith((".dist-info", ".data"))}
    if packages <= _NO_PACKAGES:
        return []  # the project is called so
    return [
        f"installs {top}/ beside the package (got a package that users would import as `{top}`, expected "
        f"{', '.join(sorted(packages - _NO_PACKAGES))} alone); leave it out of the wheel"
        for top in sorted(packages & _NO_PACKAGES)
    ]
