"""A second package at the root of the repository that automatic discovery took along."""

import re
from collections.abc import Iterable, Iterator

from core.findings import Finding
from core.rules import Rule
from facts.packages.python_modules import Modules, modules_of
from facts.packages.subject import Subject

RULE = Rule(
    id="stray-package",
    title="Every top-level package of a wheel is one that the project means to install.",
    why="`find_packages()` includes every directory with an __init__.py, and such a `playground` or `app` then shadows the user's own.",
    fix="list the packages, or exclude the directory",
)
_BUILD = ("pyproject.toml", "setup.py", "setup.cfg", "meson.build", "CMakeLists.txt", "BUILD", "BUILD.bazel")
_PAGES = re.compile(
    r"(^|/)(readme[^/]*|docs?/.*\.(md|rst|txt|ipynb)|(tests?|testing|examples?)/.*\.py|test_[^/]*\.py)$", re.IGNORECASE
)
_MANY = 400  # pages and tests that are read for a mention


def findings(subject: Subject) -> Iterable[Finding]:
    """Look for a package that nothing names: neither the distribution, its code, its commands, the build, pages nor tests."""
    if subject.kind != "wheel" or subject.tree is None or subject.told is None:
        return
    modules = modules_of(subject)
    own = _own(subject, modules)
    for top in sorted(modules.tops - own) if own else ():
        if not top.startswith("_") and _is_at_the_root(subject, top) and not _is_named(subject, top):
            got = f"{top}/ is installed as a package of its own, only because it is a directory"
            yield subject.finding(RULE.id, got, f"the packages of the project: {', '.join(sorted(own))}", RULE.fix)


def _own(subject: Subject, modules: Modules) -> set[str]:
    """What is called like the distribution, or holds its commands, and all that this imports."""
    called = _plain(subject.name.partition("-")[0])
    commands = next((subject.text(path) for path in subject.files if path.endswith(".dist-info/entry_points.txt")), "")
    begun = set(re.findall(r"=\s*(\w+)", commands))
    own = {top for top in modules.tops if top in begun or _plain(top) in called or called in _plain(top)}
    waiting = list(own)
    while waiting:
        inside = waiting.pop()
        for name, module in modules.sources.items():
            if name.partition(".")[0] == inside:
                reached = {each.module.partition(".")[0] for each in module.imports} & modules.tops
                waiting += sorted(reached - own)
                own |= reached
    return own


def _plain(name: str) -> str:
    return re.sub(r"[-_.]", "", name).lower()


def _is_at_the_root(subject: Subject, top: str) -> bool:
    """Whether the tag has it next to the project's own build configuration, where everything else lies too."""
    tree = subject.tree or frozenset()
    return f"{top}/__init__.py" in tree and any(name in tree for name in ("pyproject.toml", "setup.py", "setup.cfg"))


def _is_named(subject: Subject, top: str) -> bool:
    word = re.compile(rf"(?<![\w.]){re.escape(top)}(?!\w)")
    return any(word.search(text) for text in _texts(subject, top))


def _texts(subject: Subject, top: str) -> Iterator[str]:
    """What the project writes about itself: its build, then its pages, its tests."""
    tree = subject.tree or frozenset()
    pages = sorted(path for path in tree if _PAGES.search(path) and not path.startswith(f"{top}/"))
    for path in [*(name for name in _BUILD if name in tree), *pages[:_MANY]]:
        yield subject.told(path) if subject.told else ""
