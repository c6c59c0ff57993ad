"""Code of a crate that uses a module or a dependency which only a feature brings, without asking for that feature."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from core.findings import Finding
from core.rules import Rule
from facts.packages.rust_files import modules, targets
from facts.packages.subject import Subject

RULE = Rule(
    id="feature-gate",
    title="A crate compiles without its default features: what uses an optional module or dependency asks for its feature.",
    why="The project builds with default features only; users with `default-features = false` get a compile error.",
    fix="put the use behind the same feature, or let its own feature imply that one",
    bad={"Cargo.toml": '[package]\nname = "demo"\nversion = "1.0.0"\n[features]\ndefault = ["net"]\nnet = []\n', "src/lib.rs": '#[cfg(feature = "net")]\npub mod net;\npub use crate::net::Client;\n', "src/net.rs": "pub struct Client;\n"},
    good={"Cargo.toml": '[package]\nname = "demo"\nversion = "1.0.0"\n[features]\ndefault = ["net"]\nnet = []\n', "src/lib.rs": '#[cfg(feature = "net")]\npub mod net;\n#[cfg(feature = "net")]\npub use crate::net::Client;\n', "src/net.rs": "pub struct Client;\n"},
    given={"kind": "crate"},
)  # fmt: skip
_SIMPLE = re.compile(r'^\s*feature\s*=\s*"([^"]+)"\s*$')
_ATTRIBUTE = re.compile(r"#(!?)\[\s*cfg\s*\(")
_DECLARED = re.compile(r"(?:pub(?:\([^)]*\))?\s+)?mod\s+(r#)?(\w+)\s*[;{]")
_STRING = re.compile(r"""\bb?r(#*)".*?"\1|"(?:\\.|[^"\\])*"|'(?:\\.|[^\\'\n])'""", re.DOTALL)
_BRACKET = re.compile(r"[()\[\]{};,]")
_USE = re.compile(r"\s*(?:#\[[^\]]*\]\s*)*(?:pub(?:\([^)]*\))?\s+)?(use|extern)\b")


@dataclass(frozen=True)
class Span:
    """A part of a file that is there under a condition only."""

    start: int
    end: int
    feature: str  # empty: a condition that is no single feature


def findings(subject: Subject) -> Iterable[Finding]:
    """Follow every target; a place under a condition that is no single feature is passed over."""
    manifest = subject.cargo_toml
    root = next((path for kind, path in targets(subject) if kind == "lib"), None)
    if root is None or not isinstance(manifest.get("features", {}), dict):
        return
    texts = {source.path: source.text for source, _ in modules(subject)}
    spans = {path: list(_spans(text)) for path, text in texts.items()}
    if root not in texts or any(span.feature == "" and span.end - span.start >= len(texts[root]) - 1 for span in spans[root]):
        return
    gated = dict(_modules(texts[root], spans[root]))
    under = _files_under(texts, spans, root)
    for path, text in texts.items():
        if path in under:
            yield from _uses(subject, path, text, [*spans[path], *under[path]], gated)


def _uses(subject: Subject, path: str, text: str, spans: list[Span], gated: dict[str, str]) -> Iterator[Finding]:
    seen = set()
    for found in re.finditer(r"\bcrate::(?:\{)?(\w+)\b", text):
        name = found[1]
        feature = gated.get(name)
        if feature is None or name in seen or _in_macro(text, found.start()):
            continue
        holding = [span for span in spans if span.start <= found.start() < span.end]
        if any(not span.feature for span in holding):
            continue
        if not any(feature in _implied(subject, span.feature) for span in holding):
            seen.add(name)
            line, asked = text.count("\n", 0, found.start()) + 1, " and ".join(sorted({span.feature for span in holding}))
            got = f"{path}:{line} uses crate::{name} of the feature {feature}{f' under {asked}' if asked else ''}"
            yield subject.finding(RULE.id, got, f'#[cfg(feature = "{feature}")]', RULE.fix)


def _in_macro(text: str, position: int) -> bool:
    """What a macro writes is compiled where it is called."""
    before = text[:position]
    start = before.rfind("macro_rules!")
    return start >= 0 and before.count("{", start) > before.count("}", start)


def _implied(subject: Subject, feature: str) -> set[str]:
    table, found, waiting = subject.cargo_toml.get("features", {}), set[str](), [feature]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += [str(one).removeprefix("dep:").partition("/")[0].rstrip("?") for one in table.get(name, [])]
    return found


def _modules(text: str, spans: list[Span]) -> Iterator[tuple[str, str]]:
    """The modules of the root that one feature alone brings; one that another declaration brings too is passed over."""
    found: dict[str, list[str | None]] = {}
    for declared in _DECLARED.finditer(text):
        if text.count("{", 0, declared.start()) == text.count("}", 0, declared.start()):
            holding = [span for span in spans if span.start <= declared.start() < span.end]
            only = holding[0].feature if len(holding) == 1 else None
            found.setdefault(declared[2], []).append(only or None)
    named = set(re.findall(r"\bas\s+(\w+)\s*[;,}]", text))
    yield from ((name, each[0]) for name, each in found.items() if len(each) == 1 and each[0] and name not in named)


def _files_under(texts: dict[str, str], spans: dict[str, list[Span]], root: str) -> dict[str, list[Span]]:
    """Return each file of the library with the conditions under which its module is declared, as spans of the whole file."""
    found: dict[str, list[Span]] = {root: []}
    waiting = [root]
    while waiting:
        path = waiting.pop()
        folder, _, name = path.rpartition("/")
        base = folder if path == root or name == "mod.rs" else f"{folder}/{name.removesuffix('.rs')}".strip("/")
        for declared in _DECLARED.finditer(texts[path]):
            for place in (f"{base}/{declared[2]}.rs".strip("/"), f"{base}/{declared[2]}/mod.rs".strip("/")):
                if place in texts and place not in found:
                    here = [span for span in spans[path] if span.start <= declared.start() < span.end]
                    found[place] = [*found[path], *(Span(0, len(texts[place]) + 1, span.feature) for span in here)]
                    waiting.append(place)
    return {path: [Span(0, len(texts[path]) + 1, span.feature) for span in held] for path, held in found.items()}


def _spans(text: str) -> Iterator[Span]:
    """Find every `#[cfg(...)]` with the item that it stands before, and `#![cfg(...)]` with what it stands in."""
    bare = _STRING.sub(lambda found: "_" * len(found[0]), text)  # brackets in strings count for nothing
    for found in _ATTRIBUTE.finditer(bare):
        end = _closing(bare, found.end() - 1, "(", ")")
        simple = _SIMPLE.match(text[found.end() : end])
        start, stop = (_opening(bare, found.start()), _block_end(bare, found.start())) if found[1] else (end, _item_end(bare, end))
        yield Span(start, stop, simple[1] if simple else "")


def _item_end(text: str, position: int) -> int:
    """The end of the item, statement, field or arm that follows: its block, or the next `;` or `,` outside of brackets."""
    depth, place = 0, text.find("]", position) + 1
    is_use = _USE.match(text, place)
    for found in _BRACKET.finditer(text, place):
        char = found[0]
        if char in "([{":
            depth += 1
        elif char in ")]}":
            depth -= 1
            if depth < 0 or (depth == 0 and char == "}" and not is_use):
                return found.end()
        elif depth == 0:
            return found.end()
    return len(text)


def _closing(text: str, position: int, opens: str, closes: str) -> int:
    depth = 0
    for place in range(position, len(text)):
        depth += (text[place] == opens) - (text[place] == closes)
        if depth == 0:
            return place
    return len(text)


def _opening(text: str, position: int) -> int:
    depth = 0
    for place in range(position - 1, -1, -1):
        depth += (text[place] == "}") - (text[place] == "{")
        if depth < 0:
            return place
    return 0


def _block_end(text: str, position: int) -> int:
    depth = 0
    for place in range(position, len(text)):
        depth += (text[place] == "{") - (text[place] == "}")
        if depth < 0:
            return place
    return len(text) + 1
