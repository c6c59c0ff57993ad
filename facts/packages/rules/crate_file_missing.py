"""Files that a crate includes or names as modules and that cargo did not pack."""

import posixpath
import re
from collections.abc import Iterable, Iterator

from core.findings import Finding
from core.rules import Rule
from facts.packages.rust_files import Source, modules, targets
from facts.packages.subject import Subject

RULE = Rule(
    id="crate-file-missing",
    title="A crate contains every file that it includes, every module that it declares, and its targets.",
    why='`include_str!("../../README.md")` compiles in the workspace and nowhere else.',
    fix="move the file into the crate, or add it to `include`",
    bad={
        "Cargo.toml": '[package]\nname = "demo"\nversion = "1.0.0"\n',
        "src/lib.rs": 'const A: &str = include_str!("../../README.md");\n',
    },
    good={
        "Cargo.toml": '[package]\nname = "demo"\nversion = "1.0.0"\n',
        "src/lib.rs": 'const A: &str = include_str!("../README.md");\n',
        "README.md": "",
    },
    given={"kind": "crate"},
)
_INCLUDE = re.compile(
    r'\b(include_str|include_bytes|include)!\s*\(\s*(concat!\s*\(\s*env!\s*\(\s*"CARGO_MANIFEST_DIR"\s*\)\s*,\s*)?"([^"]+)"\s*\)'
)
_WRAPPER = re.compile(r"macro_rules!\s*(\w+)\s*\{[^}]*\binclude(?:_str|_bytes)?!\s*\(\s*\$\w+\s*\)")
_BUILD = re.compile(r'rerun-if-changed=([\w./-]+)"|\.file\(\s*"([\w./-]+)"\s*\)|compile_protos\(\s*&?\[\s*"([\w./-]+)"')
# Sources that a build script hands to a compiler; what is joined to a folder may be written by the build.
_COMPILED = re.compile(r'(?<!join\()"((?:[\w-]+/)+[\w.-]+\.(?:c|cc|cpp|cxx|S|asm|proto))"')
_LOOKS = re.compile(r"\b(?:try_exists|exists|is_file|is_dir)\(")


def findings(subject: Subject) -> Iterable[Finding]:
    """Follow the targets of the manifest, module by module."""
    for kind, path in targets(subject) if subject.cargo_toml else ():
        if not subject.has(path):
            yield subject.finding(
                RULE.id,
                f"Cargo.toml names {path} as its {kind}, which is not in the package",
                "the file in the package",
                RULE.fix,
            )
    for source, lacking in modules(subject) if subject.cargo_toml else ():
        for line, name, places in lacking:
            got = f"{source.path}:{line} names the module {name}, which is not in the package"
            yield subject.finding(RULE.id, got, " or ".join(places), RULE.fix)
        for line, path in _included(source):
            if not subject.has(path):
                got = f"{source.path}:{line} includes {path}, which is not in the package"
                yield subject.finding(RULE.id, got, "a file in the crate", RULE.fix)


def _included(source: Source) -> Iterator[tuple[int, str]]:
    for macro in _WRAPPER.findall(source.text):  # a macro of its own that includes what it is given
        for found in re.finditer(rf'\b{macro}!\s*[(\[{{]\s*"([^"]+)"\s*[)\]}}]', source.text):
            if source.always(found.start()):
                yield source.line(found.start()), posixpath.normpath(posixpath.join(posixpath.dirname(source.path), found[1]))
    for found in _INCLUDE.finditer(source.text):
        if not source.always(found.start()):
            continue  # of tests, of documentation, or of a feature that only some ask for
        base = "" if found[2] else posixpath.dirname(source.path)
        yield source.line(found.start()), posixpath.normpath(posixpath.join(base, found[3].lstrip("/") if found[2] else found[3]))
    if source.path == "build.rs":
        for found in _BUILD.finditer(source.text):
            path = found[1] or found[2] or found[3]
            if "." in posixpath.basename(path) and not path.startswith((".git", "../.git")):
                yield source.line(found.start()), posixpath.normpath(path)
        for found in () if _LOOKS.search(source.text) else _COMPILED.finditer(source.text):
            yield source.line(found.start()), found[1]
