"""Crates that only a nightly compiler can build, although nothing says so."""

import re
from collections.abc import Iterable

from core.findings import Finding
from core.rules import Rule
from facts.packages.rust_conditions import in_strings
from facts.packages.rust_files import modules, targets
from facts.packages.subject import Subject

_MANIFEST = '[package]\nname = "demo"\nversion = "1.0.0"\n'
RULE = Rule(
    id="nightly-only",
    title="A crate can be compiled by a stable compiler, or says that it needs a nightly one.",
    why="Stable compilers reject `#![feature(...)]` with E0554, so nearly nobody can build anything that depends on the crate.",
    fix="put the attribute under cfg_attr of a feature or cfg that the project's own nightly builds set, or pack rust-toolchain.toml",
    reference="Rust error index: E0554",
    bad={"Cargo.toml": _MANIFEST, "src/lib.rs": "#![feature(never_type)]\n"},
    good={"Cargo.toml": _MANIFEST, "src/lib.rs": "#![cfg_attr(docsrs, feature(doc_cfg))]\n"},
    given={"kind": "crate"},
)
_FEATURE = re.compile(r"^[^\S\n]*#!\[\s*feature\s*\(\s*([\w\s,]+)\)\s*\]", re.MULTILINE)
_NIGHTLY = re.compile(r"\bnightly\b", re.IGNORECASE)


def findings(subject: Subject) -> Iterable[Finding]:
    """Look at the root of the library, and at what the crate says of compilers."""
    root = next((path for kind, path in targets(subject) if kind == "lib"), "") if subject.cargo_toml else ""
    if not root or not subject.has(root) or "feature" not in subject.text(root):
        return
    source = next((source for source, _ in modules(subject) if source.path == root), None)
    found = _FEATURE.search(source.text) if source else None
    if source is None or found is None or not source.always(found.start()) or _says_so(subject):
        return
    if not any(start < found.start() < end for start, end in in_strings(source.text)):
        got = f"{root}:{source.line(found.start(1))} needs the unstable feature {found[1].split(',')[0].strip()}"
        yield subject.finding(RULE.id, got, "what a stable compiler accepts", RULE.fix)


def _says_so(subject: Subject) -> bool:
    papers = [path for path in subject.files if path.lower().startswith(("rust-toolchain", "readme")) or path == "Cargo.toml"]
    return any(_NIGHTLY.search(subject.text(path)) for path in papers)
