"""Source distributions that no installer can begin to build: no build definition, or a backend that nothing brings."""

import ast
import re
import tomllib
from collections.abc import Iterable, Iterator
from typing import Any

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from core.findings import Finding
from core.rules import Rule
from facts.packages.subject import Subject

_INFO = {"PKG-INFO": "Name: demo\nVersion: 1.0.0\n", "demo.py": ""}
RULE = Rule(
    id="build-backend",
    title="A source distribution defines its build, and its build requirements bring the build backend that it names.",
    why=(
        "pip installs `build-system.requires` into an empty environment and imports the backend there: without it, everybody "
        "without a wheel gets BackendUnavailable."
    ),
    fix="name the backend's own module in `build-backend`, and its distribution in `requires`",
    reference="PEP 517, PEP 518",
    bad=_INFO | {"pyproject.toml": '[build-system]\nrequires = ["setuptools"]\nbuild-backend = "flit_core.buildapi"\n'},
    good=_INFO | {"pyproject.toml": '[build-system]\nrequires = ["flit_core"]\nbuild-backend = "flit_core.buildapi"\n'},
    given={"kind": "sdist"},
)
# The modules that the common backends have, by the distribution that brings them.
_BACKENDS = {
    "setuptools": ("setuptools.build_meta", "setuptools.build_meta:__legacy__"),
    "hatchling": ("hatchling.build",),
    "flit-core": ("flit_core.buildapi",),
    "poetry-core": ("poetry.core.masonry.api",),
    "pdm-backend": ("pdm.backend",),
    "uv-build": ("uv_build",),
    "maturin": ("maturin",),
    "scikit-build-core": ("scikit_build_core.build", "scikit_build_core.setuptools.build_meta"),
    "meson-python": ("mesonpy",),
}
_OLD = {"flit": "flit.buildapi", "poetry": "poetry.masonry.api", "pdm-pep517": "pdm.pep517.api", "uv": "uv"}


def findings(subject: Subject) -> Iterable[Finding]:
    """Read the definition as an installer does, up to the import of the backend."""
    if subject.kind == "sdist":
        for got, expected in _wrong(subject):
            yield subject.finding(RULE.id, got, expected, RULE.fix)


def _wrong(subject: Subject) -> Iterator[tuple[str, str]]:
    if not subject.has("pyproject.toml"):
        if not subject.has("setup.py"):
            yield "neither pyproject.toml nor setup.py", "one of them on top"
        yield from _setup(subject)
        return
    try:
        table = tomllib.loads(subject.text("pyproject.toml"))
    except tomllib.TOMLDecodeError as error:
        yield f"pyproject.toml that is no TOML ({error})", "a file that installers can read"
        return
    build = table.get("build-system")
    if not isinstance(build, dict):
        yield from _setup(subject)
        return
    required = build.get("requires")
    if not isinstance(required, list) or not all(isinstance(one, str) for one in required):
        yield "build-system without `requires`", "a list of requirements, even if it is empty"
        return
    names, unread = _names(required)
    yield from ((f"build-system requires {one!r}", "a requirement that installers can read") for one in unread)
    backend = build.get("build-backend")
    if backend is None or str(backend).startswith("setuptools."):
        yield from _setup(subject)
    if not build.get("backend-path") and not unread:
        yield from _brought(str(backend), names) if backend else _legacy(names)


def _names(required: list[Any]) -> tuple[set[str], list[str]]:
    names, unread = set[str](), []
    for one in required:
        try:
            names.add(canonicalize_name(Requirement(one).name))
        except InvalidRequirement:
            unread.append(one)
    return names, unread


def _brought(backend: str, names: set[str]) -> Iterator[tuple[str, str]]:
    """Whether a requirement brings the module; of a distribution that is not known nobody can tell."""
    plain = re.sub(r"\s", "", backend)
    top = plain.partition(":")[0].partition(".")[0]
    owner = next((name for name, modules in _BACKENDS.items() if modules[0].partition(".")[0] == top), "")
    if not names:
        yield f"the backend {plain}, and no requirement", "the distribution of the backend in `requires`"
    elif owner and plain not in (*_BACKENDS[owner], *_OLD.values()):
        yield f"the backend {plain}", " or ".join(_BACKENDS[owner])
    elif owner and plain in _BACKENDS[owner] and owner not in names and names <= _KNOWN:
        yield f"the backend {plain}, and `requires` of {', '.join(sorted(names))}", f"{owner} in `requires`"


def _legacy(names: set[str]) -> Iterator[tuple[str, str]]:
    """Without a backend it is the one of setuptools, which has to be asked for as well."""
    if "setuptools" not in names and names <= _KNOWN:
        yield (
            f"no backend, and `requires` of {', '.join(sorted(names)) or 'nothing'}",
            "`build-backend`, or setuptools in `requires`",
        )


# Distributions of which it is known that they do not bring another backend along.
_KNOWN = frozenset({*_BACKENDS, *_OLD, "wheel", "setuptools-scm", "cython", "numpy", "cffi", "pybind11", "packaging", "ninja", "cmake"}) - {
    "flit", "poetry", "setuptools-scm",
}  # fmt: skip


def _setup(subject: Subject) -> Iterator[tuple[str, str]]:
    """Whether Python can read setup.py, where setuptools runs it."""
    try:
        ast.parse(subject.text("setup.py") if subject.has("setup.py") else "")
    except SyntaxError as error:
        yield f"setup.py:{error.lineno}: {error.msg}", "a script that Python can read"
    except ValueError:
        yield "setup.py with bytes that are no text", "a script that Python can read"
