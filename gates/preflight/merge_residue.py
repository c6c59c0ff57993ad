"""What merges and rebases leave behind in a tree, and nobody wants in a release."""

import ast
import itertools
import re
import sys
from collections.abc import Collection, Iterator

from core.findings import Finding
from facts.text.markdown_text import without_code
from gates.preflight.working_tree import TreeFile

# The middle mark of three-way styles, `|||||||`, says nothing that the other three do not.
_MARK = re.compile(r"<{7} \S|={7}$|>{7} \S")
_QUOTES = {".go": "`", ".ts": "`", ".js": "`", ".py": '"""'}
_TEST = re.compile(r"_test\.go$|(?:^|/)test_[^/]*\.py$|_test\.py$|\.(?:test|spec)\.[cm]?[jt]s$")
_MEANT_ONCE = (ast.Import, ast.ImportFrom, ast.Try, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def merge_leftovers(files: Collection[TreeFile]) -> list[Finding]:
    """Complain about conflict markers, rejected hunks and statements that stand twice in a row."""
    return [finding for file in files for finding in (*_markers(file), *_rejects(file), *_doubles(file))]


def bypassed_guards(files: Collection[TreeFile]) -> list[Finding]:
    """Complain about an import that stands outside of the try that was written because it may fail."""
    return [finding for file in files if file.path.endswith(".py") for finding in _bypassed(file)]


def _markers(file: TreeFile) -> Iterator[Finding]:
    if b"<<<<<<< " not in file.data:
        return
    text = without_code(file.text) if file.path.endswith(".md") else file.text
    marks = [(number, line[:8].rstrip()) for number, line in enumerate(text.splitlines(), 1) if _MARK.match(line)]
    for (number, first), (_, second), (_, third) in zip(marks, marks[1:], marks[2:], strict=False):
        if (first[0], second[0], third[0]) == ("<", "=", ">") and not _is_quoted(file, number):
            yield Finding(
                "", file.path, number, "conflict markers of an unfinished merge", "one side or both", "finish the merge"
            )


def _is_quoted(file: TreeFile, number: int) -> bool:
    """Whether a line of a test lies in a text of several lines, which is what the test is about: a program that reads conflicts."""
    quote = next((each for suffix, each in _QUOTES.items() if file.path.endswith(suffix)), "")
    above = "\n".join(file.text.splitlines()[: number - 1])
    return bool(quote) and _TEST.search(file.path) is not None and above.count(quote) % 2 == 1


def _rejects(file: TreeFile) -> Iterator[Finding]:
    if file.path.endswith((".orig", ".rej")):
        yield Finding("", file.path, 0, "a rejected or saved hunk, left by a merge", "it applied or gone", "remove the file")


def _doubles(file: TreeFile) -> Iterator[Finding]:
    body = _statements(file)
    for first, second in itertools.pairwise(body):
        if isinstance(second, _MEANT_ONCE) and ast.dump(first) == ast.dump(second):
            yield Finding(
                "",
                file.path,
                second.lineno,
                f"repeats the statement on line {first.lineno}",
                "it once",
                "remove the copy that a rebase or merge left",
            )


def _bypassed(file: TreeFile) -> Iterator[Finding]:
    body = _statements(file)
    guarded = {ast.dump(each): each.lineno for node in body if isinstance(node, ast.Try) for each in _guarded(node)}
    for node in body:
        if isinstance(node, ast.Import | ast.ImportFrom) and _may_be_missing(node) and ast.dump(node) in guarded:
            yield Finding(
                "",
                file.path,
                node.lineno,
                f"`{ast.unparse(node)}` is not guarded here",
                f"only the guarded import of line {guarded[ast.dump(node)]}",
                "remove this line, it defeats the guard",
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
