"""Modules that lie in a packed package at the tag and not in the wheel."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from core.findings import Finding
from core.rules import Rule
from facts.packages.subject import Subject

RULE = Rule(
    id="tag-module-missing",
    title="A wheel contains every module that its packages have at the tag, and an sdist those of its wheel.",
    why="A subdirectory without __init__.py, or outside the list of packages, is silently left out.",
    fix="add it to the packages that the wheel includes, or move what is not shipped to a different directory",
)
NOT_SHIPPED = re.compile(
    r"(^|/)(tests?|testing|testdata|fixtures|docs?|examples?|samples?|bench(marks?)?|scripts?|tools?|dev|devtools|templates?|build|_build|ci)(/|$)"
    r"|(^|/)(test_[^/]*|[^/]*_test|conftest|setup|noxfile|build|_?build_[^/]*|[^/]*_build|generate[^/]*|__main__)\.py$"
)


def findings(subject: Subject) -> Iterable[Finding]:
    """Compare each package of the wheel with the one folder of the tag that holds it, and an sdist with its wheel."""
    yield from _of_sdist(subject) if subject.kind == "sdist" and subject.tree is not None else ()
    for path in sorted(placed(subject)) if subject.kind == "wheel" else ():
        if path.endswith(".py") and not subject.has(path) and not NOT_SHIPPED.search(path) and not _compiled(subject, path):
            yield subject.finding(
                RULE.id, f"{path} is in the tag but not in the package", "every module of its packages", RULE.fix
            )


def _of_sdist(subject: Subject) -> Iterator[Finding]:
    """Yield each module that a wheel of the same release installs, that the tag has, and that the sdist has nowhere."""
    name = _project(subject.name)
    wheels = [Subject(path, "wheel") for path in subject.beside if path.suffix == ".whl" and _project(path.name) == name]
    held = set(subject.files)
    for path in sorted({path for wheel in wheels for path in wheel.files if path.endswith(".py") and "/" in path}):
        if any(one == path or one.endswith(f"/{path}") for one in held):
            continue
        if any(one == path or one.endswith(f"/{path}") for one in subject.tree or ()):
            got = f"{path} is in the tag and in the wheel, but not in the sdist"
            yield subject.finding(RULE.id, got, "every module that the wheel installs", "add it to what the sdist includes")


def _project(name: str) -> str:
    """The project's part of a file name: all before the version."""
    return re.sub(r"[-_.]+", "-", re.split(r"-\d", name, maxsplit=1)[0]).lower()


@lru_cache(maxsize=4)
def placed(subject: Subject) -> frozenset[str]:
    """Return every file that the tag has below a package of the wheel, by the path that the wheel would give it."""
    packed = {path.rpartition("/")[0].partition("/")[0] for path in subject.files if path.endswith("/__init__.py")}
    found: set[str] = set()
    for top in packed if subject.tree is not None else ():
        pattern = re.compile(rf"(^|/){re.escape(top)}/__init__\.py$")
        places = [path.removesuffix(f"{top}/__init__.py") for path in subject.tree or () if pattern.search(path)]
        if len(places) == 1:
            inside = f"{places[0]}{top}/"
            found.update(path.removeprefix(places[0]) for path in subject.tree or () if path.startswith(inside))
    return frozenset(found)


def _compiled(subject: Subject, path: str) -> bool:
    stem = path.removesuffix(".py")
    return any(one.startswith(f"{stem}.") and one.endswith((".so", ".pyd", ".pyc")) for one in subject.files)
