"""The commands and flags that a program's own sources declare, read without running it: argparse, click, clap."""

import ast
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase

from core.errors import Undecided
from facts.text.source_text import uncommented
from facts.vcs.git import Checkout

_CALLS = {"add_argument", "add_parser", "option", "argument", "command", "group", "Option", "add_command"}
_ATTRIBUTE = re.compile(r"#\[(?:arg|clap|command|structopt)\s*\(")
_FIELD = re.compile(r"(?:\s*#\[[^\]]*\])*\s*(?:pub(?:\([^)]*\))?\s+)?(\w+)\s*[:,({]")
_ENUM = re.compile(r"#\[derive\([^)]*\bSubcommand\b[^)]*\)\][^{;]*?\benum\s+\w+[^{]*\{")
_BUILDER = re.compile(
    r"""\.(?:long|alias|visible_alias)\(\s*"([\w-]+)"|\b(?:Command|App|SubCommand)::(?:new|with_name)\(\s*"([\w-]+)\""""
)


@dataclass(frozen=True)
class Declared:
    """What the sources declare, whichever command it belongs to."""

    commands: frozenset[str]
    flags: frozenset[str]  # with their dashes


def declared(checkout: Checkout, kind: str, globs: Collection[str]) -> Declared:
    """Read every tracked source that the globs name."""
    paths = [path for path in checkout.tracked if any(fnmatchcase(path, glob) for glob in globs)]
    words = {word for path in paths for word in _READERS[kind](path, checkout.text(path))}
    flags = frozenset(word for word in words if word.startswith("-"))
    return Declared(frozenset(words - flags), flags)


def _python(path: str, text: str) -> Iterator[str]:
    for node in ast.walk(_parsed(path, text)):
        if isinstance(node, ast.Call) and _name(node.func) in _CALLS:
            words = [arg.value for arg in _words(node) if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
            yield from (word for given in words for word in given.split("/"))


def _parsed(path: str, text: str) -> ast.Module:
    try:
        return ast.parse(text)
    except SyntaxError as error:
        raise Undecided(got=f"{path}: {error}", expected="Python that parses", advice="mend the file") from error


def _words(call: ast.Call) -> Iterator[ast.expr]:
    yield from call.args
    for keyword in call.keywords:
        if keyword.arg in ("aliases", "name"):
            yield from keyword.value.elts if isinstance(keyword.value, ast.List | ast.Tuple) else [keyword.value]


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _rust(path: str, text: str) -> Iterator[str]:
    code = uncommented(text, ".rs")
    for found in _BUILDER.finditer(code):
        yield f"--{found[1]}" if found[1] else found[2]
        yield found[1] or found[2]  # an alias may be one of a command
    for found in _ATTRIBUTE.finditer(code):
        inside, end = _balanced(code, found.end() - 1, "()")
        field = _FIELD.match(code, end + 1)
        yield from _attribute(inside, field[1] if field else "")
    for found in _ENUM.finditer(code):
        inside, _ = _balanced(code, found.end() - 1, "{}")
        yield from (_kebab(name) for name in _variants(inside))


def _attribute(inside: str, field: str) -> Iterator[str]:
    if re.search(r"\blong\b(?!\s*=)", inside):
        yield f"--{_kebab(field)}"
    if re.search(r"\bshort\b(?!\s*=)", inside):
        yield f"-{field[:1]}"
    yield from (f"-{letter}" for letter in re.findall(r"\bshort\s*=\s*'(.)'", inside))
    for key, word in re.findall(r"\b(long|name|\w*alias)\s*=\s*\"([\w-]+)\"", inside):
        yield from (f"--{word}",) if key == "long" else (word, f"--{word}") if "alias" in key else (word,)
    for group in re.findall(r"\b\w*aliases\s*=\s*\[([^\]]*)\]", inside):
        yield from (spelt for word in re.findall(r"\"([\w-]+)\"", group) for spelt in (word, f"--{word}"))


def _balanced(code: str, start: int, pair: str) -> tuple[str, int]:
    depth, quoted, position = 0, False, start
    for position in range(start, len(code)):
        letter = code[position]
        quoted ^= letter == '"' and code[position - 1] != "\\"
        if not quoted:
            depth += (letter == pair[0]) - (letter == pair[1])
            if depth == 0:
                break
    return code[start + 1 : position], position + 1


def _variants(body: str) -> Iterator[str]:
    while (flat := re.sub(r"\{[^{}]*\}|\([^()]*\)|\[[^\[\]]*\]|\"(?:\\.|[^\"\\])*\"", " ", body)) != body:
        body = flat
    yield from re.findall(r"(?:^|,)\s*(?:#\s*)*([A-Z]\w*)", body)


def _kebab(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", name.removeprefix("r#")).replace("_", "-").lower()


_READERS = {"argparse": _python, "clap": _rust}
