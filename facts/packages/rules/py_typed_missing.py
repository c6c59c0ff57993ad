"""A wheel that says that it is typed and lacks the marker."""

from collections.abc import Iterable

from core.findings import Finding
from core.rules import Rule
from facts.packages.subject import Subject

RULE = Rule(
    id="py-typed-missing",
    title="A wheel with the classifier `Typing :: Typed` contains py.typed.",
    why="Type checkers ignore every annotation of a package without the marker.",
    fix="add py.typed to the package data",
    reference="PEP 561",
    bad={"demo/__init__.py": "", "demo-1.0.0.dist-info/METADATA": "Name: demo\nVersion: 1.0.0\nClassifier: Typing :: Typed\n"},
    good={
        "demo/__init__.py": "",
        "demo/py.typed": "",
        "demo-1.0.0.dist-info/METADATA": "Name: demo\nVersion: 1.0.0\nClassifier: Typing :: Typed\n",
    },
    given={"kind": "wheel"},
)


def findings(subject: Subject) -> Iterable[Finding]:
    """Look for the marker anywhere; a single module cannot have one."""
    info = next((path for path in subject.files if path.endswith(".dist-info/METADATA")), None)
    stated = info is not None and "\nClassifier: Typing :: Typed" in subject.text(info)
    folders = any(path.endswith("/__init__.py") for path in subject.files) or any(
        path.endswith(".py") and "/" in path for path in subject.files
    )
    lacking = not any(path.endswith("py.typed") or "-stubs/" in path for path in subject.files)
    if subject.kind == "wheel" and stated and lacking and (folders or not any(path.endswith(".py") for path in subject.files)):
        yield subject.finding(RULE.id, "no py.typed", "the marker that `Typing :: Typed` announces", RULE.fix)
