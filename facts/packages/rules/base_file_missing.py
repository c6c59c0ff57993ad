"""Modules of a Node package that users of the previous release could load, that the tag still has, and that are not packed."""

import re
from collections.abc import Iterable

from core.findings import Finding
from core.rules import Rule
from facts.packages.rules.tag_module_missing import NOT_SHIPPED
from facts.packages.subject import Subject

RULE = Rule(
    id="base-file-missing",
    title="A package contains every module that the previous release had and the tag still has.",
    why="A changed .npmignore or `files` silently leaves out a module that users of the previous release load by its path.",
    fix="include the module, or remove it from the repository if it is no longer part of the package",
)
_LOADED = re.compile(r"\.([mc]?js|json|node|wasm|css)$|\.d\.[mc]?ts$")
# Configuration of the developers' tools, which nobody loads.
_CONFIGURES = re.compile(r"(^|/)(\.[^/]*|[^/]*\.config\.[mc]?js|[^/]*rc\.(js|json)|package-lock\.json|tsconfig[^/]*\.json|(gulp|grunt)file\.js|karma[^/]*|bower\.json|component\.json)(/|$)", re.IGNORECASE)  # fmt: skip


def findings(subject: Subject) -> Iterable[Finding]:
    """Compare with the previous release, where users can load every file: `exports` would hide all that it does not name."""
    if subject.kind != "node" or subject.package_json.get("exports") is not None:
        return
    for path in sorted(subject.had):
        at = f"{subject.source}/{path}".removeprefix("./").lstrip("/")
        if subject.has(path) or at not in (subject.tree or ()):
            continue
        if _LOADED.search(path) and not _CONFIGURES.search(path) and not NOT_SHIPPED.search(path):
            got = f"{path} is in the tag and the previous release, but not in the package"
            yield subject.finding(RULE.id, got, "every module that users of the previous release can load", RULE.fix)
