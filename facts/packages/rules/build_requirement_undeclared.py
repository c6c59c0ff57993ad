"""Modules that setup.py imports and that nothing brings into an isolated build."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator

from core.findings import Finding
from core.rules import Rule
from facts.packages.subject import Subject

RULE = Rule(
    id="build-requirement-undeclared",
    title="A source distribution declares every distribution that its build imports.",
    why="pip builds in an isolated environment that has only `build-system.requires`: the build ends in ModuleNotFoundError.",
    fix="add it to `build-system.requires`, or read the version without importing the package",
    reference="PEP 518",
    bad={
        "PKG-INFO": "Name: demo\nVersion: 1.0.0\n",
        "setup.py": "import numpy\nfrom setuptools import setup\nsetup()\n",
        "demo.py": "",
    },
    good={
        "PKG-INFO": "Name: demo\nVersion: 1.0.0\n",
        "pyproject.toml": '[build-system]\nrequires = ["setuptools", "numpy"]\n',
        "setup.py": "import numpy\nfrom setuptools import setup\nsetup()\n",
        "demo.py": "",
    },
    given={"kind": "sdist"},
)
_BROUGHT = frozenset({"setuptools", "distutils", "pkg_resources", "wheel", "_distutils_hack", "__future__"})
_NAMED = {
    "skbuild": "scikitbuild",
    "yaml": "pyyaml",
    "git": "gitpython",
    "torch": "torch",
    "jinja2": "jinja2",
    "PIL": "pillow",
    "mesonbuild": "meson",
}


def findings(subject: Subject) -> Iterable[Finding]:
    """Follow the imports of setup.py that nothing guards, also through a package of the distribution itself."""
    if subject.kind != "sdist" or not subject.has("setup.py"):
        return
    required = _required(subject)
    if required is None:
        return
    # A setup.py that adds a directory to the search path may import any module of the distribution by its last name.
    searched = "sys.path" in subject.text("setup.py")
    own = {
        re.sub(r"(/__init__)?\.py$", "", path).rpartition("/")[2] for path in subject.files if searched and path.endswith(".py")
    }
    seen: set[str] = set()
    for path, line, top in _imported(subject, "setup.py", seen, ()):
        name = _plain(_NAMED.get(top, top))
        if (
            top not in _BROUGHT | own
            and top not in sys.stdlib_module_names
            and not any(name in one or one in name for one in required)
        ):
            yield subject.finding(
                RULE.id, f"{path}:{line} imports {top}", "a distribution listed in build-system.requires", RULE.fix
            )


def _required(subject: Subject) -> list[str] | None:
    """What an isolated build has; None where setup.py is not what the backend runs, or nobody can tell."""
    try:
        build = tomllib.loads(subject.text("pyproject.toml")).get("build-system", {}) if subject.has("pyproject.toml") else {}
    except tomllib.TOMLDecodeError:
        return None
    if not str(build.get("build-backend", "setuptools")).startswith("setuptools"):
        return None
    if build.get("backend-path") and subject.has("setuptools/__init__.py"):
        return None  # it builds itself, with copies of what it needs
    if re.search(r"setup_requires|fetch_build_eggs", subject.text("setup.py")):
        return None
    return [_plain(re.split(r"[\s<>=!~;\[@]", str(each))[0]) for each in build.get("requires", ["setuptools", "wheel"])]


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _imported(subject: Subject, path: str, seen: set[str], package: tuple[str, ...]) -> Iterator[tuple[str, int, str]]:
    """Every import at the top of a file, with those of the distribution's own modules that it leads to."""
    if path in seen:
        return
    seen.add(path)
    try:
        tree = ast.parse(subject.text(path))
    except (SyntaxError, ValueError):
        return
    for node in tree.body:
        for name in _names(node, package):
            own = next(
                (one for one in (f"{name}/__init__.py", f"{name}.py") for one in (one, f"src/{one}") if subject.has(one)), ""
            )
            if own:
                yield from _imported(subject, own, seen, tuple(own.split("/")[:-1]))
            elif (
                not subject.has_folder(name.partition("/")[0]) and not subject.has(f"{name.partition('/')[0]}.py") and path != own
            ):
                yield path, node.lineno, name.partition("/")[0]


def _names(node: ast.stmt, package: tuple[str, ...]) -> list[str]:
    """The modules of an import as paths, each with the packages that it lies in."""
    if isinstance(node, ast.Import):
        return [part for alias in node.names for part in _each(alias.name.split("."))]
    if not isinstance(node, ast.ImportFrom):
        return []
    base = list(package[: len(package) - node.level + 1]) if node.level else []
    module = [*base, *(node.module.split(".") if node.module else [])]
    inside = ["/".join([*module, alias.name]) for alias in node.names] if node.level else []
    return [*_each(module), *inside] if not node.level else ["/".join(module), *inside]


def _each(parts: list[str]) -> list[str]:
    return ["/".join(parts[: count + 1]) for count in range(len(parts))][: 1 if len(parts) == 1 else None]
