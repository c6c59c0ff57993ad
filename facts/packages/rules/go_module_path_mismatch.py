"""A Go module whose path does not carry its major version."""

import re
from collections.abc import Iterable

from core.findings import Finding
from core.rules import Rule
from facts.packages.go_files import module_of
from facts.packages.subject import Subject

RULE = Rule(
    id="go-module-path-mismatch",
    title="The module path in go.mod ends in /vN from version 2 on, and its own imports use that path.",
    why="Otherwise the go command rejects the version: `module path must match major version`.",
    fix="change the module line and the imports of the module's own packages, and tag again",
    reference="Go modules reference: major version suffixes",
)
_ROOT = re.compile(r"^(?P<module>.+)@v(?P<major>\d+)\.[^/]*/$")
_SUFFIX = re.compile(r"/v([2-9]|[1-9]\d+)$")
_DOTTED = re.compile(r"\.v(\d+)$")


def findings(subject: Subject) -> Iterable[Finding]:
    """Compare the module line with the version that the archive's folder states."""
    root = _ROOT.match(subject.root) if subject.kind == "golang" else None
    module = module_of(subject) if root else ""
    if not root or not module:
        return
    is_dotted, major = module.startswith("gopkg.in/"), int(root["major"])
    found = (_DOTTED if is_dotted else _SUFFIX).search(module)
    stated = int(found[1]) if found else 1
    if stated not in (major, max(major, 1)):
        ending = f".v{major}" if is_dotted else f"/v{major}" if major > 1 else ""
        wanted = f"module {module[: found.start()] if found else module}{ending}"
        yield subject.finding(RULE.id, f"module {module} in a version {major}", wanted, RULE.fix)
    elif module != root["module"]:
        yield subject.finding(RULE.id, f"module {module} in the archive of {root['module']}", "one path", RULE.fix)
