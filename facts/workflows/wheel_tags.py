"""What the wheels of a Python project in the repository are called: pure (`py3-none-any`) or of one platform."""

from __future__ import annotations

import ast
import tomllib
from pathlib import Path

_NATIVE_BACKENDS = ("maturin", "scikit_build_core", "mesonpy", "setuptools_rust", "cmeson", "poetry_core.masonry")
_NATIVE_KEYWORDS = frozenset({"ext_modules", "rust_extensions", "cffi_modules", "has_ext_modules"})


def is_pure(folder: Path) -> bool | None:
    """Return whether the project in `folder` builds a wheel for every platform; None where nothing says so."""
    manifest, script = folder / "pyproject.toml", folder / "setup.py"
    if not manifest.is_file() and not script.is_file():
        return None
    if manifest.is_file() and (_backend(manifest).startswith(_NATIVE_BACKENDS) or _lists_extensions(manifest)):
        return False
    native = script.is_file() and _native(script)
    backend = _backend(manifest) if manifest.is_file() else ""
    if native and backend and not backend.startswith(("setuptools", "backend", "_")):
        return None  # another backend runs no setup.py, unless a step puts that one in its place
    return not native


def _backend(manifest: Path) -> str:
    found = tomllib.loads(manifest.read_text(encoding="utf-8"))
    return str(found.get("build-system", {}).get("build-backend", ""))


def _lists_extensions(manifest: Path) -> bool:
    found = tomllib.loads(manifest.read_text(encoding="utf-8"))
    return bool(found.get("tool", {}).get("setuptools", {}).get("ext-modules"))


def _native(script: Path) -> bool:
    # A build that is told to be of a platform says so by one of these; anything else setuptools takes for pure.
    tree = ast.parse(script.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg in _NATIVE_KEYWORDS:
            return True
        if isinstance(node, ast.FunctionDef) and node.name in ("has_ext_modules", "get_tag"):
            return True
        if isinstance(node, ast.Attribute) and node.attr == "root_is_pure" and isinstance(node.ctx, ast.Store):
            return True
    return False
