"""Packages of its own that a Go module imports and does not hold, and modules that go.mod does not require."""

import posixpath
import re
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase

from core.findings import Finding
from core.rules import Rule
from facts.packages.go_files import GoSource, module_of, packages
from facts.packages.subject import Subject

RULE = Rule(
    id="go-package-missing",
    title=(
        "A Go module contains every package of its own that it imports and every file that it embeds, and its "
        "go.mod requires every other module it imports."
    ),
    why=(
        "A package that .gitignore excludes, or that is generated, is not in the module: nobody can build code that imports it."
    ),
    fix="commit the package, run `go mod tidy`, and tag again",
    bad={
        "go.mod": "module example.com/demo\n\ngo 1.20\n",
        "demo.go": 'package demo\n\nimport "example.com/demo/gen"\n\nvar _ = gen.A\n',
    },
    good={
        "go.mod": "module example.com/demo\n\ngo 1.20\n",
        "demo.go": 'package demo\n\nimport "example.com/demo/gen"\n',
        "gen/gen.go": "package gen\n",
    },
    given={"kind": "golang"},
)


def findings(subject: Subject) -> Iterable[Finding]:
    """Resolve every import and every pattern of go:embed."""
    module = module_of(subject) if subject.kind == "golang" else ""
    required = re.findall(
        r"^[^\S\n]*(?:require\s+)?((?=[\w.-][\w-]*+\.[\w.~/-])[\w.~/-]++)\s+v",
        subject.text("go.mod") if module else "",
        re.MULTILINE,
    )
    folders = {posixpath.dirname(path) for path in subject.files if path.endswith((".go", ".s", ".c"))}
    seen = set()
    for source in packages(subject) if module else ():
        for name in source.imports:
            if name not in seen and (wrong := _wrong(name, module, required, folders)):
                seen.add(name)
                yield subject.finding(RULE.id, f"{source.path} imports {name}, {wrong}", "a package that users get", RULE.fix)
        yield from _embedded(subject, source)


def _wrong(name: str, module: str, required: list[str], folders: set[str]) -> str:
    if "." not in name.partition("/")[0]:
        return ""  # the standard library
    if any(name == one or name.startswith(f"{one}/") for one in required):
        return ""
    if name == module or name.startswith(f"{module}/"):
        return "" if name.removeprefix(module).lstrip("/") in folders else "which is not in the package"
    return "which go.mod does not require"


def _embedded(subject: Subject, source: GoSource) -> Iterator[Finding]:
    folder = posixpath.dirname(source.path)
    for line in re.findall(r"^//go:embed\s+(.+)$", source.text, re.MULTILINE):
        for pattern in line.split():
            place = posixpath.join(folder, pattern.removeprefix("all:").strip('"`'))
            if not any(
                fnmatchcase(path, place) or path.startswith(f"{place}/") or fnmatchcase(path, f"{place}/*")
                for path in subject.files
            ):
                yield subject.finding(
                    RULE.id, f"{source.path} embeds {pattern}, which matches nothing", "a file in the module", RULE.fix
                )
