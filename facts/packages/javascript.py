"""What JavaScript requires and imports, read without comments, as far as text can say it."""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass

from facts.packages.node_exports import entries, resolved
from facts.packages.subject import Subject

_COMMENT = re.compile(r"/\*.*?\*/|(?<![:'\"`\\])//[^\n]*", re.DOTALL)
_ASKED = re.compile(r"""(?:\brequire\(\s*|\bfrom\s*|^\s*import\s*|\bimport\(\s*)(['"])(?P<name>[^'"\n]+)\1""", re.MULTILINE)
_BUNDLE = re.compile(
    r"function\s*\(\s*require\s*,\s*module\s*,\s*exports|__webpack_require__|__commonJS|parcelRequire|System\.register|define\(\["
)
_GUARD = re.compile(r"\btry\s*\{[^}]*$")
ENDINGS = (".js", ".mjs", ".cjs")
ESM = re.compile(
    r"^\s*(import\s+[\w*{'\"][^\n(]*?['\"]|export\s+(default|const|let|var|function|class|async|\{|\*))", re.MULTILINE
)
CJS = re.compile(r"^\s*(module\.exports\s*=|exports\.\w+\s*=|Object\.defineProperty\(exports)|=\s*require\(['\"]", re.MULTILINE)
_MOST = 2_000_000  # characters of a file that is read


@dataclass(frozen=True)
class Asked:
    """One module that a file asks for."""

    path: str
    line: int
    name: str
    guarded: bool


def plain(text: str) -> str:
    """Return the text without comments."""
    return _COMMENT.sub(lambda found: "\n" * found[0].count("\n"), text[:_MOST])


def asked(subject: Subject, path: str) -> Iterator[Asked]:
    """Yield what a file asks for; a bundle brings its own modules along and is passed over."""
    text = plain(subject.text(path))
    if _BUNDLE.search(text) or path.endswith(".min.js"):
        return
    for found in _ASKED.finditer(text):
        if _in_string(text, found.start()):
            continue
        before = text[max(0, found.start() - 200) : found.start()]
        yield Asked(path, text.count("\n", 0, found.start()) + 1, found["name"], bool(_GUARD.search(before)))


def _in_string(text: str, position: int) -> bool:
    """Whether a place lies in a string of its line, or in a line that no person wrote."""
    line = text[text.rfind("\n", 0, position) + 1 : position]
    return len(line) > 500 or any(len(re.findall(rf"(?<!\\){quote}", line)) % 2 for quote in ('"', "'", "`"))


def target(subject: Subject, path: str, name: str) -> str | None:
    """Return the packed file that a relative name leads to."""
    place = posixpath.normpath(posixpath.join(posixpath.dirname(path), name.partition("?")[0]))
    for ending in (
        "",
        ".js",
        ".json",
        ".node",
        ".mjs",
        ".cjs",
        ".jsx",
        ".ts",
        ".css",
        "/index.js",
        "/index.json",
        "/index.mjs",
        "/package.json",
    ):
        if subject.has(f"{place}{ending}".removeprefix("./")):
            return f"{place}{ending}".removeprefix("./")
    return None


def reached(subject: Subject) -> list[str]:
    """Return the files that users of the manifest's entries load, in the order in which they are found."""
    waiting = [path for entry in entries(subject.package_json) for path in resolved(subject, entry) if "*" not in entry.target]
    if not {"main", "exports"} & set(subject.package_json) and subject.has("index.js"):
        waiting.append("index.js")
    seen: dict[str, None] = {}
    while waiting:
        path = waiting.pop(0)
        if path in seen or not path.endswith(ENDINGS):
            continue
        seen[path] = None
        for each in asked(subject, path):
            if each.name.startswith(".") and (found := target(subject, path, each.name)):
                waiting.append(found)
    return list(seen)
