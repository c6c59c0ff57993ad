"""The sources of a crate that its users compile: from the targets of its manifest, module by module."""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from facts.packages.rust_conditions import Span, conditions, holding
from facts.packages.subject import Subject

_COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)
_MODULE = re.compile(
    r"(?P<before>(?:#\[(?:(?>[^\[\]]*(?:\[[^\[\]]*\][^\[\]]*)*)|[^\]]*+)\]\s*+)*)(?:pub(?:\([^)]*\))?\s+)?mod\s+(?P<name>r#\w+|\w+)\s*;",
    re.MULTILINE,
)
DECLARED = re.compile(r"(?:pub(?:\([^)]*\))?\s+)?mod\s+(r#)?(\w+)\s*[;{]")
_PATH = re.compile(r'path\s*=\s*"([^"]+)"')


@dataclass(frozen=True)
class Source:
    """One file of Rust, without comments."""

    path: str
    text: str
    conditional: bool = False  # its module is declared under a condition
    defaults: frozenset[str] = frozenset()  # features that users get who ask for none

    def always(self, position: int) -> bool:
        """Whether a place is compiled for everybody: under no condition, and not given to a macro."""
        held = holding(conditions(self.text), position)
        return not self.conditional and all(span.feature in self.defaults for span in held)

    def line(self, position: int) -> int:
        """Return the line of a place in it."""
        return self.text.count("\n", 0, position) + 1


def plain(text: str) -> str:
    """Return Rust without comments, lines kept; an address in a string is no comment."""
    return _COMMENT.sub(lambda found: found[0] if text[max(0, found.start() - 1)] == ":" else "\n" * found[0].count("\n"), text)


@lru_cache(maxsize=2048)
def _plain(text: str) -> str:
    return plain(text)


def targets(subject: Subject) -> list[tuple[str, str]]:
    """Return what users compile: kind and path of the library, the programs and the build script."""
    manifest = subject.cargo_toml
    found = []
    library = manifest.get("lib")
    path = library.get("path") if isinstance(library, dict) else None
    if path or subject.has("src/lib.rs"):
        found.append(("lib", path or "src/lib.rs"))
    programs = manifest.get("bin")
    named = [one["path"] for one in programs if isinstance(one, dict) and "path" in one] if isinstance(programs, list) else []
    found += [("bin", one) for one in named or (["src/main.rs"] if subject.has("src/main.rs") else [])]
    build = manifest.get("package", {}).get("build")
    if isinstance(build, str) or (build is not False and subject.has("build.rs")):
        found.append(("build", build if isinstance(build, str) else "build.rs"))
    return [(kind, posixpath.normpath(str(path))) for kind, path in found]


def implied(subject: Subject, feature: str) -> frozenset[str]:
    """Return the features that one feature brings, itself among them."""
    table, found, waiting = subject.cargo_toml.get("features", {}), set[str](), [feature]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += [str(one).removeprefix("dep:").partition("/")[0].rstrip("?") for one in table.get(name, [])]
    return frozenset(found)


def modules(subject: Subject) -> Iterator[tuple[Source, list[tuple[int, str, tuple[str, ...]]]]]:
    """Yield each source that a target reaches, with the modules that it names and that no file holds."""
    waiting, seen = [(path, False) for _, path in targets(subject)], set[str]()
    roots, defaults = {path for path, _ in waiting}, implied(subject, "default")
    while waiting:
        path, conditional = waiting.pop()
        if path in seen or not subject.has(path):
            continue
        seen.add(path)
        source = Source(path, _plain(subject.text(path)), conditional, defaults)
        lacking = []
        for found in _MODULE.finditer(source.text):
            if _inside_block(source.text, found.start()):
                continue
            places = _places(path, found, path in roots)
            there = next((place for place in places if subject.has(place)), None)
            if there:
                waiting.append((there, conditional or not source.always(found.end() - 1)))
            elif "cfg" not in found["before"]:
                lacking.append((source.line(found.end()), found["name"], places))
        yield source, lacking


def _places(path: str, found: re.Match[str], is_root: bool) -> tuple[str, ...]:
    folder, name = posixpath.dirname(path), found["name"].removeprefix("r#")
    if given := _PATH.search(found["before"]):
        return (posixpath.normpath(posixpath.join(folder, given[1])),)
    stem = posixpath.basename(path).removesuffix(".rs")
    base = folder if is_root or stem == "mod" else posixpath.join(folder, stem)
    return tuple(posixpath.normpath(posixpath.join(base, one)) for one in (f"{name}.rs", f"{name}/mod.rs"))


def _inside_block(text: str, position: int) -> bool:
    """A module inside of another, or of a macro, lies elsewhere."""
    before = text[:position]
    return before.count("{") > before.count("}")


def placed(texts: dict[str, str], root: str) -> dict[str, tuple[Span, ...]]:
    """Return each file of the library with the conditions under which its module is declared."""
    found: dict[str, tuple[Span, ...]] = {root: ()}
    waiting = [root]
    while waiting:
        path = waiting.pop()
        folder, _, name = path.rpartition("/")
        base = folder if path == root or name == "mod.rs" else f"{folder}/{name.removesuffix('.rs')}".strip("/")
        whole = [span for span in conditions(texts[path]) if span.start == 0 and span.end > len(texts[path])]
        for declared in DECLARED.finditer(texts[path]):
            for place in (f"{base}/{declared[2]}.rs".strip("/"), f"{base}/{declared[2]}/mod.rs".strip("/")):
                if place in texts and place not in found:
                    here = holding(conditions(texts[path]), declared.start())
                    found[place] = (*found[path], *whole, *here)
                    waiting.append(place)
    return found
