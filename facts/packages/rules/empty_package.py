"""Packages that install nothing."""

import re
from collections.abc import Iterable

from core.findings import Finding
from core.rules import Rule
from facts.packages.subject import Subject

RULE = Rule(
    id="empty-package",
    title="A package contains something that users can use, or depends on a package that does.",
    why=("A build that looked in the wrong directory produces a package of metadata only, and it installs without any error."),
    fix="correct the list of packages or files, and build the package again",
    reference="check-wheel-contents, W007 and W008",
    bad={"demo-1.0.0.dist-info/METADATA": "Name: demo\nVersion: 1.0.0\n"},
    good={"demo.py": "", "demo-1.0.0.dist-info/METADATA": "Name: demo\nVersion: 1.0.0\n"},
    given={"kind": "wheel"},
)
_MODULES = (".py", ".pyi", ".so", ".pyd", ".pyc", ".pth")
_SOURCES = (
    ".py",
    ".pyi",
    ".pyx",
    ".c",
    ".cc",
    ".cpp",
    ".cxx",
    ".rs",
    ".f90",
    ".f",
    ".go",
    ".pth",
    ".so",
    ".ipynb",
    ".js",
    ".json",
    ".data",
)
_OF_BUILD = re.compile(
    r"(^|/)(setup|conftest|noxfile|hatch_build|build)\.py$|(^|/)(tests?|docs?|examples?)/|(^|/)package\.json$|\.egg-info/"
)
_PAPERS = re.compile(r"(^|/)(package\.json|readme[^/]*|licen[cs]e[^/]*|changelog[^/]*|notice[^/]*|copying[^/]*)$", re.IGNORECASE)


def findings(subject: Subject) -> Iterable[Finding]:
    """Look for anything beyond metadata and papers; a package of dependencies alone is one."""
    if subject.kind == "wheel":
        info = next((path for path in subject.files if path.endswith(".dist-info/METADATA")), None)
        depends = info is not None and "\nRequires-Dist:" in subject.text(info) and not _has_modules(subject)
        inside = {path for path in subject.files if ".dist-info/" not in path}
        installed = any(".data/" in name for name in subject.files.values())
        # Data alone is nothing to import where the wheel names a package, and nothing at all where there is none.
        empty = bool(subject.files) and not installed and not any(path.endswith(_MODULES) for path in inside)
        scripts = any(path.endswith("entry_points.txt") for path in subject.files)
    elif subject.kind == "node":
        manifest = subject.package_json
        depends = any(manifest.get(key) for key in ("dependencies", "optionalDependencies", "peerDependencies"))
        empty, scripts = bool(manifest) and all(_PAPERS.search(path) for path in subject.files), False
    elif subject.kind == "sdist":
        depends = subject.has("PKG-INFO") and "\nRequires-Dist:" in subject.text("PKG-INFO")
        empty, scripts = not any(path.endswith(_SOURCES) and not _OF_BUILD.search(path) for path in subject.files), False
    else:
        empty = subject.kind == "archive" and subject.archive is not None and not subject.archive.dangers and not subject.files
        depends = scripts = False
    if empty and not depends and not scripts:
        yield subject.finding(
            RULE.id, f"{len(subject.files)} files, all of them metadata or data", "what users install it for", RULE.fix
        )


def _has_modules(subject: Subject) -> bool:
    """Whether the tag has a module that is called like the distribution, which then is more than its dependencies."""
    name = subject.name.partition("-")[0].replace(".", "_").lower()
    plain = name.removesuffix("_py")
    names = {f"{top}{each}{end}" for top in ("", "src/", "lib/") for each in (name, plain) for end in (".py", "/__init__.py")}
    return any(path.lower() in names for path in subject.tree or ())
