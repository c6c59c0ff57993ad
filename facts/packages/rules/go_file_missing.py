"""Source files of a Go module that the tag has and the archive does not."""

import posixpath
import re
from collections.abc import Iterable

from core.findings import Finding
from core.rules import Rule
from facts.packages.go_files import module_of
from facts.packages.subject import Subject

RULE = Rule(
    id="go-file-missing",
    title="The archive of a Go module contains every source file below the module's directory at the tag.",
    why=(
        "Users who import a package that is in the repository get `no required module provides package`, or an "
        "incomplete package."
    ),
    fix="create the archive from the tag with `go mod download` or golang.org/x/mod/zip, not manually",
    reference="Go modules reference: module zip files",
)
_SOURCE = re.compile(r"\.go$")
_STATED = re.compile(r'^module\s+(?:\(\s*)?["`]?([^\s"`]+)', re.MULTILINE)


def findings(subject: Subject) -> Iterable[Finding]:
    """Compare the archive with the tag; directories of other modules and vendored ones are never in it."""
    module = module_of(subject) if subject.kind == "golang" and subject.tree and subject.told else ""
    place = _place(subject, module) if module else None
    if place is None:
        return
    missing = [path for path in _sources(subject, place) if not subject.has(path) and not _is_link(subject, place + path)]
    for folder in sorted({posixpath.dirname(path) for path in missing}):
        here = sorted(path for path in missing if posixpath.dirname(path) == folder)
        more = f", and {len(here) - 1} more in that directory" if len(here) > 1 else ""
        yield subject.finding(RULE.id, f"no {here[0]}{more}", "every source file of the tag", RULE.fix)


def _place(subject: Subject, module: str) -> str | None:
    """Return the directory of the module in the tag, with its slash; None where no go.mod there names it."""
    manifests = sorted((path for path in subject.tree or () if posixpath.basename(path) == "go.mod"), key=len)
    for path in manifests:
        stated = _STATED.search(subject.told(path)) if subject.told else None
        if stated and stated[1] == module:
            return path.removesuffix("go.mod")
    return None


def _sources(subject: Subject, place: str) -> list[str]:
    """Return the source files of the module in the tag, by their path in it."""
    below = [path.removeprefix(place) for path in subject.tree or () if path.startswith(place)]
    others = tuple(path.removesuffix("go.mod") for path in below if path.endswith("/go.mod"))
    return [
        path
        for path in below
        if _SOURCE.search(path) and not path.startswith(others or ("\0",)) and "vendor" not in path.split("/")[:-1]
    ]


def _is_link(subject: Subject, path: str) -> bool:
    """Archives of modules hold no symbolic links; git keeps one as its target, a line without an end."""
    text = subject.told(path) if subject.told else ""
    return bool(text) and "\n" not in text and " " not in text
