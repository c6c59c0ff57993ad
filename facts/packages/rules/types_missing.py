"""Type information that the tag has, or that py.typed announces, and that the wheel does not hold."""

import re
from collections.abc import Iterable, Iterator

from core.findings import Finding
from core.rules import Rule
from facts.packages.rules.tag_module_missing import NOT_SHIPPED, placed
from facts.packages.subject import Subject

RULE = Rule(
    id="types-missing",
    title="A wheel contains py.typed and the stubs of its packages, and a typed wheel has stubs for its compiled modules.",
    why=(
        "Files other than .py are left out unless the build includes them: type checkers then see no types, or report the import."
    ),
    fix="add py.typed and *.pyi to the package data",
    reference="PEP 561",
)
_COMPILED = re.compile(r"^(?P<stem>[^.]+)(\.[^/]+)?\.(so|pyd)$")


def findings(subject: Subject) -> Iterable[Finding]:
    """Compare each package with its folder at the tag, and compiled modules of a typed package with its stubs."""
    if subject.kind != "wheel" or any("-stubs/" in path for path in subject.files):
        return
    for path in sorted(placed(subject)):
        wanted = path.endswith((".pyi", "/py.typed")) and not NOT_SHIPPED.search(path)
        if wanted and not subject.has(path):
            yield subject.finding(RULE.id, f"{path} is in the tag but not in the package", "all type information", RULE.fix)
    yield from _undescribed(subject)


def _undescribed(subject: Subject) -> Iterator[Finding]:
    """A compiled module is for users unless it, or a package above it, is private or carries its package's own name."""
    if any(path.endswith(".pyi") for path in subject.files):
        return
    for path in subject.files:
        folder, _, name = path.rpartition("/")
        compiled = _COMPILED.match(name)
        parts = [*folder.split("/"), compiled["stem"]] if compiled else []
        if not subject.has(f"{parts[0]}/py.typed") if parts else True:
            continue
        if len(parts) != 2:
            continue  # what users import first lies right below the package
        private = any(part.startswith("_") for part in parts) or parts[-1] in parts[:-1] or ".libs" in folder
        if not private and not subject.has(f"{'/'.join(parts)}.py") and not parts[-1].startswith("lib"):
            got = f"py.typed, and no stub of the compiled module {'.'.join(parts)}"
            yield subject.finding(RULE.id, got, f"{'/'.join(parts)}.pyi", "generate the stubs before the wheel is packed")
