"""What JavaScript requires and imports, read without comments, as far as text can say it."""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from facts.packages.node_exports import ExportEntry, entries, resolved
from facts.packages.subject import Subject

_COMMENT = re.compile(r"/\*.*?\*/|(?<![:'\"`\\])//[^\n]*", re.DOTALL)
_ASKED = re.compile(r"""(?:\brequire\(\s*|\bfrom\s*|^[^\S\n]*import\s*|\bimport\(\s*)(['"])(?P<name>[^'"\n]+)\1""", re.MULTILINE)
_BUNDLE = re.compile(
    r"function\s*\(\s*require\s*,\s*module\s*,\s*exports|__webpack_require__|__commonJS|parcelRequire|System\.register|define\(\["
)
# Strings and regular expressions are passed over whole, so that a backtick in one begins no template.
_TEMPLATE = re.compile(
    r"""'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|(?<=[=(,:;!&|?\[{}\n])[ \t]*/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n\[])+/"""
    r"""|`(?:\\.|[^`\\])*`""",
    re.DOTALL,
)
_GUARD = re.compile(r"\b(try|catch\s*(\([^)]*\))?)\s*\{[^}]*$")
ENDINGS = (".js", ".mjs", ".cjs")
ESM = re.compile(
    r"^[^\S\n]*(import\s+[\w*{'\"][^\n(]*?['\"]|export\s+(default|const|let|var|function|class|async|\{|\*))"
    r"|(?:^|[;}])export\s*\{[\w$\s,]*\}\s*+(?:;\s*+)?\Z",
    re.MULTILINE,
)
CJS = re.compile(
    r"^[^\S\n]*(module\.exports\s*=|exports\.\w+\s*=|Object\.defineProperty\(exports)|=\s*require\(['\"]", re.MULTILINE
)
# Modules that Node itself has.
BUILT_IN = frozenset(["assert", "async_hooks", "buffer", "child_process", "cluster", "console", "constants", "crypto", "dgram", "diagnostics_channel", "dns", "domain", "events", "fs", "http", "http2", "https", "inspector", "module", "net", "os", "path", "perf_hooks", "process", "punycode", "querystring", "readline", "repl", "stream", "string_decoder", "sys", "timers", "tls", "trace_events", "tty", "url", "util", "v8", "vm", "wasi", "worker_threads", "zlib", "bun"])  # fmt: skip
_DECLARED = (".d.ts", ".d.mts", ".d.cts")
_MOST = 2_000_000  # characters of a file that is read


@dataclass(frozen=True)
class Asked:
    """One module that a file asks for."""

    path: str
    line: int
    name: str
    guarded: bool


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Return the text without comments, and without what templates hold: it is code of somebody else."""
    return _TEMPLATE.sub(_without, _COMMENT.sub(lambda found: "\n" * found[0].count("\n"), text[:_MOST]))


def _without(found: re.Match[str]) -> str:
    return f"`{chr(10) * found[0].count(chr(10))}`" if found[0].startswith("`") else found[0]


def in_bundle(text: str) -> bool:
    """Whether a file brings the modules of others along, in a format of its own."""
    return _BUNDLE.search(text) is not None


def asked(subject: Subject, path: str) -> list[Asked]:
    """Return what a file asks for; a bundle brings its own modules along and is passed over."""
    return _asked(subject.text(path), path)


@lru_cache(maxsize=4096)
def _asked(whole: str, path: str) -> list[Asked]:
    text = plain(whole)
    return [] if _BUNDLE.search(text) or path.endswith(".min.js") else list(_names(text, path))


def _names(text: str, path: str) -> Iterator[Asked]:
    for found in _ASKED.finditer(text):
        if in_string(text, found.start()):
            continue
        before = text[max(0, found.start() - 200) : found.start()]
        yield Asked(path, text.count("\n", 0, found.start()) + 1, found["name"], bool(_GUARD.search(before)))


def in_string(text: str, position: int) -> bool:
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


def _named(subject: Subject, *, only_main: bool) -> list[ExportEntry]:
    """Return the manifest's entries, or those of the package itself without its subpaths."""
    return [entry for entry in entries(subject.package_json) if not (only_main and entry.where.startswith("exports['./"))]


def declared(subject: Subject, *, only_main: bool = False) -> list[str]:
    """Return the declaration files that type checkers read for the manifest's entries."""
    every = _named(subject, only_main=only_main)
    named = [entry for entry in every if "types" in entry.conditions or entry.where in ("types", "typings")]
    waiting = [path for entry in named for path in resolved(subject, entry) if "*" not in entry.target]
    seen: dict[str, None] = {}
    while waiting:
        path = waiting.pop(0)
        if path in seen or not path.endswith(_DECLARED):
            continue
        seen[path] = None
        for each in asked(subject, path):
            waiting += [one for one in declarations(path, each.name) if each.name.startswith(".") and subject.has(one)][:1]
    return list(seen)


def declarations(path: str, name: str) -> list[str]:
    """Return the declaration files that a relative name in another one may lead to."""
    place = posixpath.normpath(posixpath.join(posixpath.dirname(path), name))
    plain = re.sub(r"\.([mc]?)[jt]sx?$", "", place)
    return [
        f"{plain}{ending}" for ending in (*_DECLARED, ".ts", ".tsx", ".mts", ".cts", "/index.d.ts", "/index.d.mts", "/index.ts")
    ] + [place, f"{place}.d.ts"]


@lru_cache(maxsize=4)
def reached(subject: Subject, *, only_main: bool = False) -> list[str]:
    """Return the files that users of the manifest's entries load, in the order in which they are found; subpaths too."""
    named = _named(subject, only_main=only_main)
    waiting = [path for entry in named for path in resolved(subject, entry) if "*" not in entry.target]
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
