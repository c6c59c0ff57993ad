"""Which parts of a Rust file are compiled under a condition only: `#[cfg(...)]`, what a macro gets, and what a macro writes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

_SIMPLE = re.compile(r'^\s*feature\s*=\s*"([^"]+)"\s*$')
_ATTRIBUTE = re.compile(r"#(!?)\[\s*cfg(_attr)?\s*\(")
_STRING = re.compile(r"""\bb?r(#*)".*?"\1|"(?:\\.|[^"\\])*"|'(?:\\.[^']*|[^\\'\n])'""", re.DOTALL)
_BRACKET = re.compile(r"[()\[\]{};,]")
_ATTRIBUTES = r"\s*(?:#\[(?:[^\[\]]|\[[^\[\]]*\])*\]\s*)*"
_ITEM = re.compile(
    _ATTRIBUTES + r"(?:pub(?:\s*\([^)]*\))?\s+)?(?:default\s+|const\s+(?=unsafe|fn|extern|async)|async\s+|unsafe\s+|extern\s+(?:_+\s+)?(?=fn|_))*"
    r"(?P<word>fn|struct|enum|union|impl|trait|mod|type|static|const|use|extern|macro_rules)\b"
)  # fmt: skip
_TEST = re.compile(r"#\[\s*(?:\w+::)*(?:test|bench|rstest|proptest|quickcheck|test_case)\b[^\]]*\]")
_GOES_ON = re.compile(r"\s*(=|else\b|\.|\?|[-+*/&|]|==|as\b)")
_MACRO = re.compile(r"\b(\w+)!\s*(?:\w+\s*)?([({\[])")
# Macros that compile what they get wherever they stand.
_PLAIN = frozenset(
    ["assert", "assert_eq", "assert_ne", "debug_assert", "debug_assert_eq", "println", "eprintln", "print", "format", "write", "writeln", "vec",
     "matches", "panic", "unreachable", "todo", "unimplemented", "include", "include_str", "include_bytes", "concat", "env", "format_args"]
)  # fmt: skip
_PAIRS = {"(": ")", "{": "}", "[": "]"}


@dataclass(frozen=True)
class Span:
    """A part of a file that is there under a condition only."""

    start: int
    end: int
    condition: str  # what stands in cfg(...); empty where a macro decides

    @property
    def feature(self) -> str:
        """The one feature that brings it; empty where it is another condition."""
        found = _SIMPLE.match(self.condition)
        return found[1] if found else ""


@lru_cache(maxsize=2048)
def conditions(text: str) -> tuple[Span, ...]:
    """Find every part of a file without comments that is not compiled always."""
    bare = _STRING.sub(lambda found: "_" * len(found[0]), text)  # brackets in strings count for nothing
    tests = (Span(found.start(), _item_end(bare, found.end()), "test") for found in _TEST.finditer(bare))
    return (*_attributes(text, bare), *tests, *_macros(bare))


@lru_cache(maxsize=2048)
def in_strings(text: str) -> tuple[tuple[int, int], ...]:
    """Return where literal strings and characters stand."""
    return tuple(found.span() for found in _STRING.finditer(text))


def holding(spans: tuple[Span, ...], position: int) -> list[Span]:
    """Return the conditions that a place stands under."""
    return [span for span in spans if span.start <= position < span.end]


def _attributes(text: str, bare: str) -> Iterator[Span]:
    for found in _ATTRIBUTE.finditer(bare):
        end = closing(bare, found.end() - 1)
        if found[2]:  # cfg_attr adds an attribute: the item is there all the same, the attribute is not
            yield Span(found.end(), end, text[found.end() : end].partition(",")[0])
        elif found[1]:
            yield Span(_opening(bare, found.start()), _block_end(bare, found.start()), text[found.end() : end])
        else:
            yield Span(found.start(), _item_end(bare, closing(bare, found.start() + 1) + 1), text[found.end() : end])


def _macros(bare: str) -> Iterator[Span]:
    for found in _MACRO.finditer(bare):
        if found[1] not in _PLAIN:
            yield Span(found.end(), closing(bare, found.end() - 1), "")


def _item_end(bare: str, place: int) -> int:
    """The end of what follows: an item ends with its block or `;`, a field, arm or statement also with `,`."""
    item, depth = _ITEM.match(bare, place), 0
    blockless = bool(item) and item is not None and item["word"] in ("use", "static", "type", "const")
    for found in _BRACKET.finditer(bare, item.end() if item else place):
        char = found[0]
        if char in "([{":
            depth += 1
        elif char in ")]}":
            depth -= 1
            if depth < 0:
                return found.start()
            if depth == 0 and char == "}" and not blockless and (item is not None or not _GOES_ON.match(bare, found.end())):
                return found.end()
        elif depth == 0 and (char == ";" or item is None):
            return found.end()
    return len(bare)


def closing(bare: str, position: int) -> int:
    """Return the place of the bracket that closes the one at a place."""
    opens = bare[position]
    closes, depth = _PAIRS[opens], 0
    for found in re.finditer(f"[{re.escape(opens + closes)}]", bare[position:]):
        depth += 1 if found[0] == opens else -1
        if depth == 0:
            return position + found.start()
    return len(bare)


def _opening(bare: str, position: int) -> int:
    depth = 0
    for place in range(position - 1, -1, -1):
        if bare[place] in "{}":
            depth += 1 if bare[place] == "}" else -1
            if depth < 0:
                return place
    return 0


def _block_end(bare: str, position: int) -> int:
    depth = 0
    for found in re.finditer(r"[{}]", bare[position:]):
        depth += 1 if found[0] == "{" else -1
        if depth < 0:
            return position + found.start()
    return len(bare) + 1
