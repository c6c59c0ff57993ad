"""Code of a crate that uses a module which only a feature adds, and that is compiled without that feature."""

import re
from collections.abc import Iterable, Iterator

from core.findings import Finding
from core.rules import Rule
from facts.packages.rust_conditions import Span, conditions, holding, in_strings
from facts.packages.rust_files import DECLARED, implied, modules, placed, targets
from facts.packages.subject import Subject

RULE = Rule(
    id="feature-gate-missing",
    title="A crate compiles without its default features: code using a feature-gated module is gated by the same feature.",
    why="The project builds with default features only; users with `default-features = false` get a compile error.",
    fix="gate the code by the same feature, or make its own feature enable that one",
    bad={"Cargo.toml": '[package]\nname = "demo"\nversion = "1.0.0"\n[features]\ndefault = ["net"]\nnet = []\n', "src/lib.rs": '#[cfg(feature = "net")]\npub mod net;\npub use crate::net::Client;\n', "src/net.rs": "pub struct Client;\n"},
    good={"Cargo.toml": '[package]\nname = "demo"\nversion = "1.0.0"\n[features]\ndefault = ["net"]\nnet = []\n', "src/lib.rs": '#[cfg(feature = "net")]\npub mod net;\n#[cfg(feature = "net")]\npub use crate::net::Client;\n', "src/net.rs": "pub struct Client;\n"},
    given={"kind": "crate"},
)  # fmt: skip
_USED = re.compile(r"\bcrate::(\w+)\b")


def findings(subject: Subject) -> Iterable[Finding]:
    """Follow the library; a place under a condition that is no single feature is passed over."""
    root = next((path for kind, path in targets(subject) if kind == "lib"), None)
    if root is None or not isinstance(subject.cargo_toml.get("features", {}), dict):
        return
    texts = {source.path: source.text for source, _ in modules(subject)}
    gated = dict(_modules(texts[root])) if root in texts else {}
    for path, above in placed(texts, root).items() if gated else ():
        yield from _uses(subject, path, texts[path], above, gated)


def _uses(subject: Subject, path: str, text: str, above: tuple[Span, ...], gated: dict[str, str]) -> Iterator[Finding]:
    seen, spans, strings = set(), conditions(text), in_strings(text)
    for found in _USED.finditer(text):
        name = found[1]
        feature = gated.get(name)
        if feature is None or name in seen or any(start < found.start() < end for start, end in strings):
            continue
        held = [*above, *holding(spans, found.start())]
        if all(span.feature for span in held) and not any(feature in implied(subject, span.feature) for span in held):
            seen.add(name)
            line, asked = text.count("\n", 0, found.start()) + 1, " and ".join(sorted({span.feature for span in held}))
            got = f"{path}:{line} uses crate::{name} from the feature {feature}{f' under {asked}' if asked else ''}"
            yield subject.finding(RULE.id, got, f'#[cfg(feature = "{feature}")]', RULE.fix)


def _modules(text: str) -> Iterator[tuple[str, str]]:
    """The modules of the root that one feature alone brings; one that another declaration brings too is passed over."""
    found: dict[str, list[str]] = {}
    spans = conditions(text)
    for declared in DECLARED.finditer(text):
        if text.count("{", 0, declared.start()) == text.count("}", 0, declared.start()):
            held = holding(spans, declared.start())
            found.setdefault(declared[2], []).append(held[0].feature if len(held) == 1 else "")
    named = set(re.findall(r"\b(?:as\s+|macro_rules!\s*|fn\s+|crate\s+)(\w+)\s*[;,}({]", text))
    imported = set(re.findall(r"\buse\s[^;]*?\b(\w+)\s*[;,}]", text))
    needed = _needed(text, spans)
    for name, each in found.items():
        if len(each) == 1 and each[0] and each[0] not in needed and name not in named | imported:
            yield name, each[0]


def _needed(text: str, spans: tuple[Span, ...]) -> set[str]:
    """The features without which the crate refuses to compile, in words of its own."""
    refusals = [span for found in re.finditer(r"\bcompile_error!", text) for span in holding(spans, found.start())]
    return {name for span in refusals for name in re.findall(r'feature\s*=\s*"([^"]+)"', span.condition)}
