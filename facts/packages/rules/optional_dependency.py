"""Optional dependencies of a crate that its library uses whether or not users ask for them."""

import re
from collections.abc import Iterable, Iterator

from core.findings import Finding
from core.rules import Rule
from facts.packages.rust_conditions import conditions, holding, in_strings
from facts.packages.rust_files import Source, modules, placed, targets
from facts.packages.subject import Subject

_MANIFEST = '[package]\nname = "demo"\nversion = "1.0.0"\n[dependencies.left]\nversion = "1"\noptional = true\n[features]\ndefault = ["left"]\nleft = ["dep:left"]\n'
RULE = Rule(
    id="optional-dependency",
    title="A crate uses an optional dependency only where its feature is enabled.",
    why="The project builds with default features only; users with `default-features = false` get `unresolved import`.",
    fix="put the code under #[cfg(feature = ...)] of the feature that brings the dependency, or make the dependency required",
    bad={"Cargo.toml": _MANIFEST, "src/lib.rs": "pub use left::Pad;\n"},
    good={"Cargo.toml": _MANIFEST, "src/lib.rs": '#[cfg(feature = "left")]\npub use left::Pad;\n'},
    given={"kind": "crate"},
)
_OF_RUST = frozenset({"std", "core", "alloc", "proc_macro", "test", "compiler_builtins"})


def findings(subject: Subject) -> Iterable[Finding]:
    """Look for the first use that every user of the library compiles."""
    names = dict(_optional(subject)) if subject.kind == "crate" else {}
    root = next((path for kind, path in targets(subject) if kind == "lib"), "")
    if not names or not subject.has(root):
        return
    every = {source.path: source for source, _ in modules(subject)}
    under = placed({path: source.text for path, source in every.items()}, root)
    sources = [every[path] for path, above in under.items() if not above]
    refused = {name for source in sources for name in _refused(source.text)}
    for name, key in names.items():
        places = (found for source in sources for found in _uses(source, name))
        place = next(places, None)
        if place is not None and not refused & _brings(subject, key):
            got = f"{place} uses {key}, an optional dependency, under no condition"
            yield subject.finding(RULE.id, got, f"#[cfg(feature = ...)] of what brings {key}", RULE.fix)


def _optional(subject: Subject) -> Iterator[tuple[str, str]]:
    """The name in the code and in the manifest of each dependency that is optional for everybody."""
    manifest = subject.cargo_toml
    others = [table for table in manifest.get("target", {}).values() if isinstance(table, dict)]
    for key, wanted in manifest.get("dependencies", {}).items():
        if (
            not isinstance(wanted, dict)
            or not wanted.get("optional")
            or any(key in one.get("dependencies", {}) for one in others)
        ):
            continue
        if (name := key.replace("-", "_")) not in _OF_RUST:
            yield name, key


def _uses(source: Source, name: str) -> Iterator[str]:
    if name not in source.text or re.search(
        rf"\b(?:mod|as)\s+{name}\b|\buse\s+(?:crate|self|super)::[^;]*\b{name}\b", source.text
    ):
        return
    spans, strings = conditions(source.text), in_strings(source.text)
    for found in re.finditer(rf"(?<![\w:.$'#])(?<!#\[)(?<!#!\[)(?:::)?{name}::\w|\bextern\s+crate\s+{name}\s*;", source.text):
        inside = re.search(r"\buse\s[^;]*\{[^;]*$", source.text[source.text.rfind(";", 0, found.start()) + 1 : found.start()])
        if inside or holding(spans, found.start()) or any(start < found.start() < end for start, end in strings):
            continue
        yield f"{source.path}:{source.line(found.start())}"


def _refused(text: str) -> set[str]:
    """The features without which the crate refuses to compile, in words of its own."""
    spans = conditions(text)
    held = [span for found in re.finditer(r"\bcompile_error!", text) for span in holding(spans, found.start())]
    return {name for span in held for name in re.findall(r'feature\s*=\s*"([^"]+)"', span.condition)}


def _brings(subject: Subject, key: str) -> set[str]:
    """The features that enable a dependency, itself among them."""
    table = subject.cargo_toml.get("features", {})
    found, more = {key}, True
    while more:
        more = False
        for name, entries in table.items() if isinstance(table, dict) else ():
            plain = {str(one).removeprefix("dep:").partition("/")[0].rstrip("?") for one in entries}
            if name not in found and plain & found:
                found.add(name)
                more = True
    return found
