"""Files that nobody meant to ship: credentials, what a desktop or a run left behind, tests as a package of their own."""

import re
from collections.abc import Collection, Iterator
from pathlib import PurePosixPath

from core.findings import Finding

_CREDENTIALS = {
    ".env",
    ".npmrc",
    ".pypirc",
    ".netrc",
    ".git-credentials",
    "id_rsa",
    "id_ed25519",
    "id_ecdsa",
    "id_dsa",
    ".htpasswd",
}
# Settings of one machine or one installation, as frameworks load them; what is there to be copied has an ending of its own.
_OF_ONE = re.compile(
    r"^\.env[._-](?!(.*[._-])?(examples?|samples?|templates?|tmpl|tpl|dist|defaults?|schema|tests?|testing|ci|dev|development|docker|vault|me|[cm]?[jt]sx?|json|md)$)"
    r"[\w.-]+$"
)
_INSIDE = re.compile(r"(^|/)(\.aws/credentials|\.cargo/credentials(\.toml)?|\.docker/config\.json|\.(ssh|gnupg)/[^/]+)$")
_LEFT_BEHIND = {".DS_Store", "Thumbs.db", "desktop.ini"}
_FORK = re.compile(r"(^|/)__MACOSX/|(^|/)\._[^/]+$")  # what macOS adds to an archive for each file
_FOLDERS = {"__pycache__", ".git", ".pytest_cache", ".mypy_cache", ".ruff_cache", ".hypothesis", ".tox", ".venv"}
_COMPILED = {".pyc", ".pyo"}
# Inputs of tests may look like anything.
_ON_PURPOSE = {"test", "tests", "__tests__", "fixtures", "testdata"}
_COPIED = {"template", "templates", "example", "examples", "boilerplate", "starter", "starters", "skeleton"}
# As packages of their own they would be everybody's `import tests` (check-wheel-contents W005).
_NO_PACKAGES = {
    "test",
    "tests",
    "doc",
    "docs",
    "example",
    "examples",
    "bench",
    "benchmarks",
    "build",
    "dist",
    "src",
    "script",
    "scripts",
    "tools",
    "sample",
    "samples",
    "testing",
    "fuzz",
    "ci",
}
# Names so general that every project has them, and none may install them for all next to its own package.
_GENERAL = {"utils", "util", "helpers", "common", "config", "settings", "requirements", "docker", "deploy", "deployment", "notebooks", "packaging", "assets", "resources"}  # fmt: skip
# A single module of the repository's own work, which every project has under the same name.
_NO_MODULES = {"conftest.py", "setup.py", "tests.py", "test.py", "noxfile.py", "tasks.py", "fabfile.py"}

# Suites that are called after what they test, and what belongs to a repository: each lands beside everybody's packages.
_SUITE = re.compile(
    r"^(integration|unit|functional|e2e|acceptance|system|smoke|regression)_?tests?$|^tests?_(integration|unit|functional|e2e)$"
)
_TEST_MODULE = re.compile(r"^test_\w+\.py$|^\w+_test\.py$")
_OF_THE_REPOSITORY = re.compile(
    r"^(node_modules|\.(github|gitlab|circleci|vscode|idea|husky|changes|devcontainer)|.*\.egg-info)$"
)
_PAPERS = re.compile(
    r"^(readme|licen[cs]e|copying|changelog|changes|history|notice|authors|contributing|security|makefile|dockerfile|justfile"
    r"|manifest\.in|pyproject\.toml|setup\.cfg|tox\.ini|[\w-]*requirements[\w-]*\.txt|poetry\.lock|uv\.lock)(\.(md|rst|txt))?$",
    re.IGNORECASE,
)


def strays(label: str, names: Collection[str], kind: str) -> list[Finding]:
    """Find each file of a package that does not belong into it; a folder is named once."""
    return [*_strays(label, names), *(_foreign_packages(label, names) if kind == "wheel" else ())]


def _strays(label: str, names: Collection[str]) -> Iterator[Finding]:
    folders: set[str] = set()
    for name in names:
        path = PurePosixPath(name)
        if path.name in _CREDENTIALS and not _ON_PURPOSE & set(path.parts[:-1]):
            yield _unwanted(label, f"{name}, which is for credentials", "leave it out and revoke what was in it")
        elif (_OF_ONE.match(path.name) or _INSIDE.search(name)) and not (_ON_PURPOSE | _COPIED) & set(path.parts[:-1]):
            yield _unwanted(label, f"{name}, which is for one installation", "leave it out and revoke what was in it")
        elif path.name in _LEFT_BEHIND or _FORK.search(name):
            yield _unwanted(label, f"{name}, which a desktop left behind")
        elif found := next((part for part in path.parts[:-1] if part in _FOLDERS), None):
            if found not in folders:
                folders.add(found)
                yield _unwanted(label, f"files under {found}/ ({name})")
        elif path.suffix in _COMPILED:
            yield _unwanted(label, f"{name}, which one interpreter compiled")


def _unwanted(label: str, got: str, fix: str = "leave it out") -> Finding:
    return Finding("unwanted-file", label, 0, got, "no such file in the package", fix)


def _foreign_packages(label: str, names: Collection[str]) -> list[Finding]:
    tops = {PurePosixPath(name).parts[0] for name in names if "/" in name}
    packages = {top for top in tops if not top.endswith((".dist-info", ".data"))}
    modules = {name for name in names if "/" not in name and name.endswith(".py")}
    called = label.partition("-")[0].lower().replace(".", "_")
    others = {
        top for top in packages if top.strip("_") in _NO_PACKAGES or _SUITE.match(top.strip("_")) or _OF_THE_REPOSITORY.match(top)
    }
    if called in packages or f"{called}.py" in modules:
        others |= {top for top in packages if top.strip("_") in _GENERAL or _is_no_package(top, called, names)}
    others |= {name for name in modules if name in _NO_MODULES or _TEST_MODULE.match(name)}
    others -= {called, f"{called}.py"}
    own = (packages | modules) - others
    foreign = {f"{top}/" if top in packages else top for top in others}
    if not own:
        return []  # the project is called so
    foreign |= {name for name in names if "/" not in name and _PAPERS.match(name)}
    return [
        Finding(
            "foreign-top-level-package",
            label,
            0,
            f"{one} is installed as a {_kind(one)} of its own",
            ", ".join(sorted(own)),
            "leave it out of the wheel",
        )
        for one in sorted(foreign)
    ]


def _is_no_package(top: str, called: str, names: Collection[str]) -> bool:
    """Whether nothing below a folder can be imported, and its name is not the package's: data next to everybody's packages."""
    inside = [name for name in names if name.startswith(f"{top}/")]
    return (
        not top.endswith(("libs", "-stubs"))
        and not top.lower().startswith(called)
        and not any(name.endswith((".py", ".pyi", ".so", ".pyd", ".dll", ".dylib")) for name in inside)
    )


def _kind(name: str) -> str:
    return "package" if name.endswith("/") else "module" if name.endswith(".py") else "file"
