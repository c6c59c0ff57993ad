"""What merges, rebases, editors and templates leave behind in a tree, and nobody wants in a release."""

import ast
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from facts.git import Checkout
from facts.prose import damaged, unclosed_fence, without_code

# Folders whose files may look spoiled on purpose: they are inputs of tests, or other people's.
_ON_PURPOSE = re.compile(
    r"(?:^|/)(?:(?:[\w-]+[-_])?tests?(?:[-_][\w-]+)?|testing|testdata|test[-_]data|__tests__|fixtures?|snapshots?|corpus|fuzz|vendor|_vendor|vendored"
    r"|third[-_]party|external|node_modules|resources|templates?)(?:/|$)",
    re.IGNORECASE,
)
_PROSE = (".md", ".markdown", ".rst", ".txt")
_MEANT_EMPTY = ("__init__.py", "py.typed", ".gitkeep", ".keep", ".gitmodules", ".nojekyll", ".placeholder")
_NEVER_EMPTY = re.compile(
    r"(?:^|/)(?:README|LICEN[CS]E|COPYING|NOTICE|CHANGELOG|THIRD_PARTY|SECURITY|CONTRIBUTING)[^/]*$"
    r"|\.(?:md|rst|sh|bash|ya?ml|toml|json|rb)$"
)


@dataclass(frozen=True)
class TreeFile:
    """One tracked text file."""

    path: str
    data: bytes

    @property
    def text(self) -> str:
        """Its text; bytes that are not UTF-8 become the replacement character."""
        return self.data.decode("utf-8", "replace")

    @property
    def is_prose(self) -> bool:
        """Whether people read it as text."""
        return PurePosixPath(self.path).suffix.lower() in _PROSE


def is_on_purpose(path: str) -> bool:
    """Whether a file lies among test data, templates or vendored code."""
    return _ON_PURPOSE.search(path) is not None


def tree(checkout: Checkout, allowed: Mapping[str, str]) -> tuple[TreeFile, ...]:
    """Read every tracked text file outside of test data, vendored code and what the profile allows."""
    paths = [path for path in checkout.tracked if not is_on_purpose(path) and path not in allowed]
    files = [TreeFile(path, (checkout.path / path).read_bytes()) for path in paths if _is_file(checkout, path)]
    return tuple(file for file in files if b"\0" not in file.data)


def _is_file(checkout: Checkout, path: str) -> bool:
    place = checkout.path / path
    return place.is_file() and not place.is_symlink()


def merge_leftovers(files: tuple[TreeFile, ...]) -> list[str]:
    """Complain about conflict markers, rejected hunks and statements that stand twice in a row."""
    return [sentence for file in files for sentence in (*_markers(file), *_rejects(file), *_doubles(file))]


def bypassed_guards(files: tuple[TreeFile, ...]) -> list[str]:
    """Complain about an import that stands outside of the try that was written because it may fail."""
    return [sentence for file in files if file.path.endswith(".py") for sentence in _bypassed(file)]


def garbled(files: tuple[TreeFile, ...]) -> list[str]:
    """Complain about prose that was encoded twice or lost characters."""
    return [
        f"{file.path}:{spot.line}: text was encoded twice or lost (got {spot.shown!r}, expected the character it was); "
        "restore the text and save it as UTF-8"
        for file in files
        if file.is_prose and damaged(file.text)
        for spot in damaged(without_code(file.text))
    ]


def cut_off(files: tuple[TreeFile, ...]) -> list[str]:
    """Complain about files that are empty or end in the middle."""
    blank = [
        f"{file.path}: empty (got no text, expected a file with content); restore or remove it"
        for file in files
        if not file.data.strip() and _NEVER_EMPTY.search(file.path) and PurePosixPath(file.path).name not in _MEANT_EMPTY
    ]
    torn = [(file, unclosed_fence(file.text)) for file in files if file.path.endswith(".md")]
    return blank + [
        f"{file.path}:{line}: the file ends inside of this code block (got no closing fence, expected one); restore the rest"
        for file, line in torn
        if line
    ]


def _markers(file: TreeFile) -> Iterator[str]:
    if b"<<<<<<< " not in file.data:
        return
    text = without_code(file.text) if file.path.endswith(".md") else file.text
    found = re.search(r"^<{7} \S.*\n(?:.*\n)*?={7}\r?\n(?:.*\n)*?>{7} \S", text, re.MULTILINE)
    if found:
        line = text.count("\n", 0, found.start()) + 1
        yield f"{file.path}:{line}: conflict markers (got an unfinished merge, expected one side or both); finish the merge"


def _rejects(file: TreeFile) -> Iterator[str]:
    if file.path.endswith((".orig", ".rej")):
        yield f"{file.path}: left by a merge (got a rejected or saved hunk, expected it applied or gone); remove the file"


def _doubles(file: TreeFile) -> Iterator[str]:
    body = _statements(file)
    for first, second in zip(body, body[1:], strict=False):
        if isinstance(second, _MEANT_ONCE) and ast.dump(first) == ast.dump(second):
            yield (
                f"{file.path}:{second.lineno}: the same statement stands twice in a row (got a copy of line {first.lineno}, "
                "expected it once); remove the copy that a rebase or merge left"
            )


_MEANT_ONCE = (ast.Import, ast.ImportFrom, ast.Try, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def _bypassed(file: TreeFile) -> Iterator[str]:
    body = _statements(file)
    guarded = {ast.dump(each): each.lineno for node in body if isinstance(node, ast.Try) for each in _guarded(node)}
    for node in body:
        if isinstance(node, ast.Import | ast.ImportFrom) and _may_be_missing(node) and ast.dump(node) in guarded:
            yield (
                f"{file.path}:{node.lineno}: `{ast.unparse(node)}` is not guarded here (got an unconditional import, expected "
                f"only the guarded one of line {guarded[ast.dump(node)]}); remove this line, it defeats the guard"
            )


def _guarded(node: ast.Try) -> Iterator[ast.stmt]:
    caught = {ast.unparse(handler.type) for handler in node.handlers if handler.type}
    if caught & {"ImportError", "ModuleNotFoundError", "Exception"}:
        nested = [*node.body, *(each for handler in node.handlers for each in handler.body)]
        yield from (each for each in nested if isinstance(each, ast.Import | ast.ImportFrom))


def _may_be_missing(node: ast.Import | ast.ImportFrom) -> bool:
    name = node.module if isinstance(node, ast.ImportFrom) else node.names[0].name
    return bool(name) and getattr(node, "level", 0) == 0 and str(name).split(".")[0] not in sys.stdlib_module_names


def _statements(file: TreeFile) -> list[ast.stmt]:
    if not file.path.endswith(".py"):
        return []
    try:
        return ast.parse(file.text).body
    except (SyntaxError, ValueError):
        return []  # templates and Python 2 end in .py too; what must run is run by other gates


ALL = (merge_leftovers, bypassed_guards, garbled, cut_off)
