"""Syntax of a newer Go than the go line of go.mod lets in."""

import re
from collections.abc import Iterable

from core.findings import Finding
from core.rules import Rule
from facts.packages.go_files import GoSource, packages
from facts.packages.go_library import later, methods, since
from facts.packages.subject import Subject

RULE = Rule(
    id="go-directive-too-low",
    title="The go directive in go.mod is high enough for everything that the module's packages use.",
    why="The go command compiles a module at the language version of its go directive, so users get a compile error.",
    fix="raise the version in the go directive",
    bad={"go.mod": "module example.com/demo\n\ngo 1.14\n", "demo.go": "package demo\n\nfunc Map[T any](v T) T { return v }\n"},
    good={"go.mod": "module example.com/demo\n\ngo 1.18\n", "demo.go": "package demo\n\nfunc Map[T any](v T) T { return v }\n"},
    given={"kind": "golang"},
)
_SYNTAX = (
    (r"^func\s+(\([^)]*\)\s*)?\w+\[\s*\w+[^\]]*\s[^\]]+\]\s*\(|^type\s+\w+\[\s*\w+(\s*,\s*\w+)*\s+[^\]\d][^\]]*\]\s|\bany\b(?=\s*[),\]}{\n])", 18, "type parameters"),
    (r"^[^\S\n]*type\s+\w+\[[^\]]+\]\s*=\s", 24, "generic type aliases"),
    (r"\bfor\s+(?:\w+\s*:?=\s*)?range\s+(\d+|len\()", 22, "range over an integer"),
    (r"\bfor\s+[\w, ]*:?=?\s*range\s+(maps|slices)\.(Keys|Values|All|Sorted|Backward)\(", 23, "range over a function"),
    (r"(?<![\w.])(min|max|clear)\((?=\w)", 21, "the builtin functions min, max and clear"),
    (r"^//go:embed\s", 16, "go:embed"),
    (r"(?<![\w.])0[bo][0-7_]+\b|(?<![\w.])\d+_\d+\b", 13, "new number literals"),
    (r"\*\(?\[\d+\]\w+\)?\(\w+\)|unsafe\.Slice\(", 17, "conversions to array pointers"),
)  # fmt: skip
_MODULES = {
    "slices": 21, "maps": 21, "cmp": 21, "log/slog": 21, "iter": 23, "unique": 23, "structs": 23, "weak": 24, "embed": 16, "io/fs": 16,
    "net/netip": 18, "math/rand/v2": 22, "crypto/ecdh": 20, "crypto/sha3": 24, "crypto/hkdf": 24, "crypto/pbkdf2": 24, "crypto/mlkem": 24, "crypto/fips140": 24, "testing/slogtest": 21, "testing/fstest": 16,
}  # fmt: skip
_VERSION = re.compile(r"[1-9]\d*(\.(0|[1-9]\d*)){1,2}((rc|beta)\d+)?")
_ANY = re.compile(r"\btype\s+any\b|\bany\s*(?::=|,[\w\s,]*:=)|[(,]\s*any\s+[\w*\[]|\b(?:var|func)\s+any\b|\bany\.\w")


def findings(subject: Subject) -> Iterable[Finding]:
    """Compare the go line with each file that every system compiles; a file with a build tag for a version is for it alone."""
    text = subject.text("go.mod") if subject.kind == "golang" and subject.has("go.mod") else ""
    named = re.search(r"^go\s+(\S+)", text, re.MULTILINE)
    if named and not _VERSION.fullmatch(named[1]):
        yield subject.finding(RULE.id, f"go {named[1]} in go.mod", "a version of Go, such as 1.23 or 1.23.0", RULE.fix)
    stated = re.search(r"^go\s+1\.(\d+)", text, re.MULTILINE)
    oldest = int(stated[1]) if stated else 16 if text else None  # without the line go takes 1.16
    sources = list(packages(subject)) if oldest is not None else []
    is_name = any("any" in source.text and _ANY.search(source.code) for source in sources)  # a word of theirs
    for source in sources:
        if re.search(r"^//go:build.*\bgo1\.", source.text, re.MULTILINE):
            continue
        found = _newer(source.text, source.code, source.imports, oldest or 0, is_name=is_name)
        found = found or _of_methods(source, oldest or 0, sources)
        if found:
            yield subject.finding(
                RULE.id, f"{source.path}:{found[0]} uses {found[1]} of Go 1.{found[2]}", f"what Go 1.{oldest} has", RULE.fix
            )


def _newer(text: str, code: str, imports: Iterable[str], oldest: int, *, is_name: bool) -> tuple[int, str, int] | None:
    for pattern, newer, what in _SYNTAX:
        where = text if what == "go:embed" else code
        found = re.search(pattern, where, re.MULTILINE) if newer > oldest else None
        found = None if found and found[0] == "any" and is_name else found
        defined = found and re.search(r"^func\s+(min|max|clear)\b", code, re.MULTILINE) and "builtin" in what
        if found and not defined:
            return where.count("\n", 0, found.start()) + 1, what, newer
    for name in imports:
        if _MODULES.get(name, 0) > oldest:
            return text.count("\n", 0, max(0, text.find(f'"{name}"'))) + 1, f"the package {name}", _MODULES[name]
    return _of_library(text, code, imports, oldest)


def _of_library(text: str, code: str, imports: Iterable[str], oldest: int) -> tuple[int, str, int] | None:
    """The first name of the standard library that came later; a package that another name stands for is passed over."""
    for package in imports:
        if (newer := later(oldest).get(package)) is None:
            continue
        renamed = re.search(rf"^[^\S\n]*(?:import\s+)?(\w+)\s+\"{re.escape(package)}\"", text, re.MULTILINE)
        word = re.escape(renamed[1] if renamed and renamed[1] != "import" else package.rpartition("/")[2])
        used = next((found for found in re.finditer(rf"(?<![\w.]){word}\.([A-Z]\w*)", code) if found[1] in newer), None)
        if used and not re.search(rf"\b{word}\s*(?::=|,[\w\s,]*:=)|[(,]\s*{word}\s+[\w*\[]|\bvar\s+{word}\b", code):
            return code.count("\n", 0, used.start()) + 1, f"{package}.{used[1]}", since()[package][used[1]]
    return None


def _of_methods(source: GoSource, oldest: int, every: Iterable[GoSource]) -> tuple[int, str, int] | None:
    """A method that came later, in a file that asks for nothing but the library, and of a name that the module itself lacks."""
    if any("." in name.partition("/")[0] for name in source.imports):
        return None
    for package in source.imports:
        for name, minor in methods().get(package, {}).items():
            found = re.search(rf"\.{name}\(", source.code) if minor > oldest and name in source.text else None
            if found and not any(re.search(rf"(?<!\.)\b{name}\b", one.code) for one in every if name in one.text):
                return source.code.count("\n", 0, found.start()) + 1, f"the method {name} of {package}", minor
    return None
