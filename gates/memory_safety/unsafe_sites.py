"""Every place where memory can go wrong: unsafe Rust, the C ABI, ctypes, N-API, cgo, and C itself.

A site is the text that a reviewer has to read: the whole unsafe block or function, the whole foreign declaration, the
line that touches ctypes or cgo, the whole C file less its comments. Layout does not count: only a change of the words
makes it a new site.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import PurePosixPath

from core.findings import Finding
from facts.text import python_text
from facts.text.source_text import masked, uncommented
from facts.vcs.git import Checkout

_RUST = re.compile(r'\bunsafe\b|\bextern\s*"|#\s*\[\s*(?:unsafe\s*\(\s*)?no_mangle|#\s*\[\s*napi\b')
# napi-rs converts plain values itself; what these name crosses the boundary as a handle, an address or shared memory.
_CROSSES = re.compile(r"\*\s*(?:const|mut)\b|\bsys::|\b(?:Env|External|Buffer\w*|\w+Array|Js\w+|Unknown|raw_\w+|from_raw\w*)\b")
_GO = re.compile(r"\bC\.\w+|\bunsafe\.\w+")
_PREAMBLE = re.compile(r'(?:/\*(?:[^*]|\*(?!/))*\*/\s*|(?:^//[^\n]*\n)*)^import "C"', re.M)
_MARKS = re.compile(r"[\[\](){};]")
_DEPTHS = {"(": 1, "[": 1, ")": -1, "]": -1}
_BRACES = {"{": 1, "}": -1}
_SCRIPT = re.compile(r"\bprocess\.dlopen\b|\brequire\([^)]*\)|\bimport\(")
_NATIVE = re.compile(r"\.node['\"`]|dlopen")
_CTYPES = re.compile(
    r"\b(?:ctypes|cffi|CDLL|POINTER|byref|from_buffer(?:_copy)?|c_(?:char|void|u?int|size)\w*|string_at)\b|\b_?(?:lib|LIB)\.\w+"
)
_MODULES = ("ctypes", "cffi", "_ctypes", "ctypes.util")  # given as a string they are imported too


@dataclass(frozen=True)
class UnsafeSite:
    """One place: file, kind, the words in it."""

    path: str
    line: int
    kind: str
    words: str

    @property
    def identity(self) -> str:
        """The site as reviews and comparisons know it; its line may move."""
        return f"{self.path}: {self.kind} {sha256(self.words.encode()).hexdigest()[:16]}"

    @property
    def finding(self) -> Finding:
        """The site as something that a review has to look at."""
        return Finding("", self.path, self.line, f"{self.kind}: {self.words[:80]}", fix="review it")


def sites(path: str, text: str) -> tuple[UnsafeSite, ...]:
    """Return the sites of one file; a file of another language has none."""
    read = _READERS.get(PurePosixPath(path).suffix)
    return tuple(read(path, text)) if read else ()


def inventory(checkout: Checkout, places: Sequence[str]) -> tuple[UnsafeSite, ...]:
    """Return the sites of the checkout's tracked files under the given folders."""
    chosen = [path for path in checkout.tracked if _read(path, places) and (checkout.path / path).is_file()]
    return tuple(site for path in chosen for site in sites(path, checkout.text(path)))


def added(checkout: Checkout, base: str, places: Sequence[str], found: Sequence[UnsafeSite]) -> list[UnsafeSite]:
    """Return the sites that the base does not have, word for word, in the same file as often."""
    differing = set(checkout.git("diff", "--name-only", "--no-renames", "--no-ext-diff", "-z", base, "--").text.split("\0"))
    old = Counter(site.identity for path in sorted(differing) if _read(path, places) for site in _old(checkout, base, path))
    return [site for site in found if site.path in differing and not _taken(old, site.identity)]


def _old(checkout: Checkout, base: str, path: str) -> tuple[UnsafeSite, ...]:
    data = checkout.show(base, path)
    return sites(path, data.decode("utf-8", "replace")) if data is not None else ()


def _taken(old: Counter[str], identity: str) -> bool:
    old[identity] -= 1
    return old[identity] >= 0


def _read(path: str, places: Sequence[str]) -> bool:
    inside = any(path == place or path.startswith(place.rstrip("/") + "/") for place in places)
    return inside and PurePosixPath(path).suffix in _READERS


def _rust(path: str, text: str) -> Iterator[UnsafeSite]:
    blank = masked(text, ".rs")
    end = 0
    for found in _RUST.finditer(blank):
        if found.start() >= end:  # an unsafe block inside an unsafe function is part of that site
            close = _end_of_item(blank, found.end())
            if "napi" in found.group() and not _CROSSES.search(blank, found.end(), close):
                continue  # a macro on safe code; what is unsafe inside is found by its own word
            end = close
            yield _site(path, text, found.start(), end, _kind(found.group()))


def _kind(word: str) -> str:
    return "unsafe" if word == "unsafe" else "C ABI" if "napi" not in word else "N-API"


def _end_of_item(blank: str, start: int) -> int:
    """Find the end of what begins here: its closing brace, its semicolon, or the brace of what surrounds it."""
    depth = braces = 0
    for mark in _MARKS.finditer(blank, start):
        depth = max(0, depth + _DEPTHS.get(mark.group(), 0))
        braces += _BRACES.get(mark.group(), 0)
        if depth == 0 and ((mark.group() == "}" and braces <= 0) or (mark.group() == ";" and braces == 0)):
            return mark.end()
    return len(blank)


def _lines(pattern: re.Pattern[str], kind: str, suffix: str) -> Callable[[str, str], Iterator[UnsafeSite]]:
    def read(path: str, text: str) -> Iterator[UnsafeSite]:
        blank = masked(text, suffix) if suffix != ".py" else python_text.masked(text, _MODULES)
        for start in sorted({text.rfind("\n", 0, found.start()) + 1 for found in pattern.finditer(blank)}):
            end = text.find("\n", start)
            yield _site(path, text, start, len(text) if end < 0 else end, kind)

    return read


def _go(path: str, text: str) -> Iterator[UnsafeSite]:
    for found in _PREAMBLE.finditer(text):
        yield _site(path, text, found.start(), found.end(), "cgo preamble")
    yield from _lines(_GO, "cgo", ".go")(path, text)


def _script(path: str, text: str) -> Iterator[UnsafeSite]:
    found = _lines(_SCRIPT, "native addon", ".js")(path, text)
    yield from (site for site in found if _NATIVE.search(site.words))


def _whole(path: str, text: str) -> Iterator[UnsafeSite]:
    words = _words(uncommented(text, ".c"))
    if words:
        yield UnsafeSite(path, 1, "C source", words)


def _raw(path: str, text: str) -> Iterator[UnsafeSite]:
    words = _words(re.sub(r"^[^\S\n]*#[^\n]*$", "", text, flags=re.M))
    if words:
        yield UnsafeSite(path, 1, "native source", words)


def _site(path: str, text: str, start: int, end: int, kind: str) -> UnsafeSite:
    return UnsafeSite(path, text.count("\n", 0, start) + 1, kind, _words(text[start:end]))


def _words(text: str) -> str:
    return " ".join(text.split())


_READERS: dict[str, Callable[[str, str], Iterator[UnsafeSite]]] = {
    ".rs": _rust,
    ".go": _go,
    ".py": _lines(_CTYPES, "ctypes", ".py"),
    **dict.fromkeys((".js", ".ts", ".mjs", ".cjs", ".mts", ".cts"), _script),
    **dict.fromkeys((".c", ".h", ".cc", ".cpp", ".cxx", ".hh", ".hpp", ".hxx", ".m", ".mm"), _whole),
    **dict.fromkeys((".pyx", ".pxd", ".pxi", ".s", ".S", ".asm"), _raw),
}
