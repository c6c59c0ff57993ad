"""What the sources do that some gate asks about: unsafe code, threads, listening, other people's code, lists of licenses."""

import re
from pathlib import PurePosixPath

from core.location import Location
from discovery.origins import searched
from facts.text.side_paths import is_of_a_side_road
from facts.vcs.files import Files

_UNSAFE: dict[tuple[str, ...], re.Pattern[str]] = {
    (".rs",): re.compile(
        r'^(?![^\S\n]*(?://|#!\[)).*(?:\bunsafe\s*(?:\{|fn|impl|extern|trait)|\bextern\s*"C|#\s*\[\s*(?:unsafe\s*\(\s*)?no_mangle)',
        re.M,
    ),
    (".go",): re.compile(r'^import "C"|\bunsafe\.\w+', re.M),
    (".py",): re.compile(r"^[^\S\n]*(?:import|from)\s+(?:ctypes|cffi|_cffi_backend)\b", re.M),
    (".js", ".ts", ".mjs", ".cjs"): re.compile(r"process\.dlopen|(?:require|import)\([^)]*\.node['\"`]", re.M),
    (".c", ".h", ".cc", ".cpp", ".cxx", ".hpp", ".pyx", ".pxd", ".s", ".S", ".m", ".mm"): re.compile(r"\S"),
}
_LISTENS = re.compile(
    r"\b(?:Tcp|Unix|Quic)Listener::bind|\baxum::serve|\bServer::bind|\bHttpServer::new|\bnet\.Listen\w*\(|\bListenAndServe\w*\("
    r"|\bcreateServer\(|\b\w+\.listen\(\s*(?:\d|\w*port|\{)|\bThreadingHTTPServer\(|\bHTTPServer\(|\bsocketserver\.\w+\(|\bmake_server\("
    r"|\buvicorn\.run|\brun_simple\(|\bstart_server\(|\bcreate_server\(|\bBun\.serve|\bDeno\.serve|\bserver\.bind\("
)
_THREADS = re.compile(
    r"\bthread::(?:spawn|scope)|\bstd::sync::|\bAtomic\w+\b|\brayon::|\btokio::spawn|\bcrossbeam|\bgo func\(|\bsync\.\w*Mutex\b|\bsync\.Map\b"
    r"|^[^\S\n]*(?:import|from)\s+(?:threading|multiprocessing|concurrent|contextvars|fcntl)\b|\bnew Worker\(|\bworker_threads\b|\bflock\b",
    re.MULTILINE,
)
_SOURCE = (".rs", ".go", ".py", ".js", ".ts", ".mjs", ".cjs", ".c", ".cc", ".cpp")
_VENDORED = ("vendor", "_vendor", "vendored", "third_party", "third-party", "_vendored")
_ALLOWED = ("deny.toml", "about.toml", ".licensed.yml")
_NOTICES = re.compile(r"(?:THIRD[-_]?PARTY[-_]?(?:NOTICES?|LICEN[CS]ES?)|NOTICES?)(?:\.(?:md|txt|html))?$", re.IGNORECASE)
_PAGES = (".md", ".markdown")


def _sources(files: Files) -> list[str]:
    return [path for path in files.tracked if path.endswith(_SOURCE) and not is_of_a_side_road(path)]


def unsafe(files: Files) -> tuple[Location, ...]:
    """Return files that hold what a memory error can come from."""
    own = [path for path in files.tracked if not is_of_a_side_road(path)]
    return tuple(
        origin
        for suffixes, pattern in _UNSAFE.items()
        for origin in searched(files, [path for path in own if PurePosixPath(path).suffix in suffixes], pattern)
    )


def servers(files: Files) -> tuple[Location, ...]:
    """Return files that listen for others."""
    return searched(files, _sources(files), _LISTENS)


def concurrency(files: Files) -> tuple[Location, ...]:
    """Return files that start threads, share state or take locks."""
    return searched(files, _sources(files), _THREADS)


def vendored(files: Files) -> tuple[Location, ...]:
    """Return folders of other people's code, each by its first file."""
    found: dict[str, Location] = {}
    for path in files.tracked:
        parts = PurePosixPath(path).parts[:-1]
        at = next((number for number, part in enumerate(parts) if part.lower() in _VENDORED), None)
        if at is not None:
            found.setdefault("/".join(parts[: at + 1]), Location(path))
    return tuple(found.values())


def vendored_folders(files: Files) -> tuple[str, ...]:
    """Return the folders of other people's code."""
    found = []
    for origin in vendored(files):
        parts = PurePosixPath(origin.path).parts
        at = next(number for number, part in enumerate(parts) if part.lower() in _VENDORED)
        found.append("/".join(parts[: at + 1]))
    return tuple(found)


def license_lists(files: Files) -> tuple[Location, ...]:
    """Return files that say which licenses are allowed."""
    return tuple(Location(path) for path in files.tracked if PurePosixPath(path).name in _ALLOWED)


def notices(files: Files) -> tuple[Location, ...]:
    """Return files of notices on top."""
    return tuple(Location(path) for path in files.tracked if "/" not in path and _NOTICES.fullmatch(path))


def pages(files: Files) -> tuple[Location, ...]:
    """Return the Markdown pages outside of tests and other people's code."""
    return tuple(Location(path) for path in files.tracked if path.lower().endswith(_PAGES) and not path.startswith("."))


_CONFIGURED = {
    "formatter": re.compile(
        r"(?:^|/)(?:\.?rustfmt\.toml|\.?clippy\.toml|\.prettierrc[\w.]*|prettier\.config\.\w+|\.golangci\.ya?ml|biome\.jsonc?|\.?ruff\.toml|\.flake8"
        r"|eslint\.config\.\w+|\.eslintrc[\w.]*|\.pre-commit-config\.yaml|\.clang-format)$"
    ),
}
_TOOL_TABLE = re.compile(r"^\[tool\.(?:ruff|black|isort|flake8|pylint)\b", re.MULTILINE)
_WORKFLOW_LINTER = re.compile(r"\bactionlint\b")
_PACKAGE_LINTER = re.compile(r"\btwine check|\bcheck-wheel-contents\b|\bpublint\b|\battw\b|\babi3audit\b|\bpydistcheck\b")


def formatters(files: Files) -> tuple[Location, ...]:
    """Return files that configure a formatter or linter."""
    named = [Location(path) for path in files.tracked if _CONFIGURED["formatter"].search(path) and not is_of_a_side_road(path)]
    manifests = [path for path in files.tracked if PurePosixPath(path).name == "pyproject.toml" and not is_of_a_side_road(path)]
    return (*named, *searched(files, manifests, _TOOL_TABLE))


def _machinery(files: Files) -> list[str]:
    named = ("package.json", "tox.ini", "noxfile.py", "justfile", "Makefile", ".pre-commit-config.yaml", "pyproject.toml")
    return [path for path in files.tracked if path.startswith(".github/") or path in named]


def workflow_linters(files: Files) -> tuple[Location, ...]:
    """Return files that ask for a linter of workflows."""
    return searched(files, _machinery(files), _WORKFLOW_LINTER)


def package_linters(files: Files) -> tuple[Location, ...]:
    """Return files that ask for a linter of packages."""
    return searched(files, _machinery(files), _PACKAGE_LINTER)
