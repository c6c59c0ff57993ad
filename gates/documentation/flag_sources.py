"""The commands and flags that a program's own sources declare, read without running it: argparse, click, clap."""

import ast
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import PurePosixPath

from core.errors import Undecided
from facts.text.python_text import masked
from facts.text.side_paths import is_of_a_side_road
from facts.text.source_text import uncommented
from facts.vcs.git import Checkout

_CALLS = {"add_argument", "add_parser", "option", "argument", "command", "group", "Option", "add_command"}
_ATTRIBUTE = re.compile(r"#\[(?:arg|clap|command|structopt)\s*\(")
_FIELD = re.compile(r"(?:\s*#\[[^\]]*\])*\s*(?:pub(?:\([^)]*\))?\s+)?(\w+)\s*[:,({]")
_ENUM = re.compile(r"#\[derive\([^)]*\b(?:Subcommand|Parser)\b[^)]*\)\][^{;]*?\benum\s+\w+[^{]*\{")
_BUILDER = re.compile(
    r"""\.(?:long|alias|visible_alias)\(\s*"([\w-]+)"|\b(?:Command|App|SubCommand)::(?:new|with_name)\(\s*"([\w-]+)\""""
)
_SHORT = re.compile(r"\.(?:short|short_alias|visible_short_alias)\(\s*'(.)'")
# What takes the rest of a line, or a command: the words after it are another program's.
_TAKES_ALL = re.compile(
    r"allow_hyphen_values|trailing_var_arg|value_terminator|num_args\s*[(=]\s*1\s*\.\.(?!=)|nargs=(?:argparse\.)?REMAINDER"
)
_TAKES_A_COMMAND = re.compile(r"--(?:exec|command|cmd|run)(?:-\w+)*")
_PLUGINS = re.compile(r"\b(?:iter_)?entry_points\s*\(")
_WHOLE = re.compile(r"\b(?:Command|App)::new\(\s*(?:env!\(\s*\"CARGO_(?:PKG|BIN)_NAME\"|(?:clap::)?crate_name!)")
_SPELLED = re.compile(r"\barg!\(\s*((?:-[\w\s\"-]+?)+)(?=<|\[|\"\s|\.\.\.|\)|\s\")")  # `arg!(-D --define <EXPR> "...")`
_CONSTANT = re.compile(r"\b(?:const|static)\s+(\w+)\s*:\s*&(?:'static\s+)?str\s*=\s*\"([\w-]+)\"")
_GIVEN = re.compile(r"((?:\.(?:long|alias|visible_alias)|\b(?:Command|App|SubCommand)::(?:new|with_name))\(\s*)(\w+)\b(?=\s*\))")
_HELPER = re.compile(r"\bfn\s+(\w+)\s*\(\s*(\w+)\s*:[^(){}]*\)\s*->[^{;]*\{([^{}]*)\}")
_ENDING = re.compile(r"-(?:command|cmd|group|grp)$")
_BARE = re.compile(r"[a-z][\w-]+")
_REST = re.compile(r"\btrailing_var_arg\s*[=(]\s*true")
_ARGUMENT = re.compile(r"\bArg::(?:new|with_name)\(|#\[(?:arg|clap)\s*\(")


@dataclass(frozen=True)
class DeclaredFlags:
    """What the sources declare, whichever command it belongs to."""

    commands: frozenset[str]
    flags: frozenset[str]  # with their dashes
    starting: frozenset[str] = frozenset()  # flags after which the words are another program's
    has_commands: bool = True  # whether a first word is a command at all, and no file or pattern
    takes_the_rest: bool = False  # whether what follows the first word is the user's own, dashes or not
    takes_plugins: bool = False  # whether installed packages may bring more commands, which no source here declares


def declared(checkout: Checkout, kind: str, globs: Collection[str]) -> DeclaredFlags:
    """Read every tracked source that the globs name."""
    paths = [path for path in checkout.tracked if any(fnmatchcase(path, glob) for glob in globs)]
    texts = {path: checkout.text(path) for path in paths}
    words = {word for path, text in texts.items() for word in _READERS[kind](path, text)}
    flags = frozenset(word for word in words if word.startswith("-"))
    starting = {flag for text in texts.values() for flag in _starting(text)} if kind == "clap" else set()
    starting |= {flag for flag in flags if _TAKES_A_COMMAND.fullmatch(flag)}
    has_commands = any(_COMMANDS[kind].search(text) for text in texts.values())
    # Commands in another file may be another program's of the package, where this file names the program itself.
    rests = [text for text in texts.values() if not has_commands or (_WHOLE.search(text) and not _COMMANDS[kind].search(text))]
    takes_the_rest = any(_REST.search(uncommented(text, ".rs")) for text in rests)
    takes_plugins = kind == "argparse" and _loads_plugins(checkout, paths)
    return DeclaredFlags(
        frozenset(words - flags), flags, frozenset(starting) & flags, has_commands, takes_the_rest, takes_plugins
    )


def _loads_plugins(checkout: Checkout, sources: Collection[str]) -> bool:
    """Whether the program asks what other installed packages offer it: its declaring files, or others of their package."""
    tops = {_top(path) for path in sources}
    beside = [path for path in checkout.tracked if path.endswith(".py") and _top(path) in tops and not is_of_a_side_road(path)]
    return any(_PLUGINS.search(masked(checkout.text(path))) for path in beside)


def _top(path: str) -> tuple[str, ...]:
    """Return the folder of a package, which may be a namespace: `name`, `src/name`."""
    parents = PurePosixPath(path).parent.parts
    return parents[: 2 if parents[:1] == ("src",) else 1]


_COMMANDS = {
    "argparse": re.compile(
        r"\badd_parser\(|\badd_subparsers\(|@\w+(?:\.\w+)*\.group\(|\.add_command\(|\bGroup\(|@(?!click\.)\w+\.command\("
        r"|\bclass\s+\w+\([^)]*Command\b[^)]*\)\s*:\s*name\s*(?::[^=\n]+)?=\s*[\"']"
    ),
    "clap": re.compile(
        r"\bderive\([^)]*\bSubcommand\b|\bderive\([^)]*\bParser\b[^)]*\)\][^{;]*?\benum\b"
        r"|\.subcommands?\(|\bSubCommand::|#\[(?:command|clap|structopt)\s*\(\s*subcommand"
    ),
}


def _starting(text: str) -> Iterator[str]:
    """Yield the spellings of each argument that takes a command with its own flags."""
    code = uncommented(text, ".rs")
    starts = [found.start() for found in _ARGUMENT.finditer(code)]
    for start, end in zip(starts, [*starts[1:], len(code)], strict=False):
        one = code[start:end]
        if one.startswith("#"):
            inside, after = _balanced(one, one.index("("), "()")
            field = _FIELD.match(one, after + 1)
            words, rest = set(_attribute(inside, field[1] if field else "")), inside
        else:
            words, rest = {f"--{name}" for name in re.findall(r"\.long\(\s*\"([\w-]+)\"", one)}, one
            words |= {f"-{letter}" for letter in _SHORT.findall(one)}
        if _TAKES_ALL.search(rest) or any(map(_TAKES_A_COMMAND.fullmatch, words)):
            yield from words


def _python(path: str, text: str) -> Iterator[str]:
    for node in ast.walk(_parsed(path, text)):
        if isinstance(node, ast.Call) and _name(node.func) in _CALLS:
            words = [arg.value for arg in _words(node) if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
            yield from (word for given in words for word in given.split("/"))
            if _name(node.func) in ("option", "Option"):
                yield from _undashed(words)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from _named_after(node)
        elif isinstance(node, ast.ClassDef) and any("Command" in ast.unparse(base) for base in node.bases):
            yield from _class_name(node)


def _named_after(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[str]:
    """Yield the name of a command that a decorator makes of a function, where the decorator gives none: `@cli.command()`.

    Dashes stand for underscores, and newer versions leave out an ending that only says that it is a command.
    """
    for each in function.decorator_list:
        call = each if isinstance(each, ast.Call) else None
        named = call is not None and (call.args or any(keyword.arg == "name" for keyword in call.keywords))
        if _name(call.func if call else each) in ("command", "group") and not named:
            name = function.name.lower().replace("_", "-")
            yield from (name, _ENDING.sub("", name))


def _class_name(command: ast.ClassDef) -> Iterator[str]:
    """Yield the words of a command that is a class with a name: `name = "env use"`."""
    for each in command.body:
        targets = each.targets if isinstance(each, ast.Assign) else [each.target] if isinstance(each, ast.AnnAssign) else []
        said = each.value if isinstance(each, ast.Assign | ast.AnnAssign) else None
        if any(_name(target) == "name" for target in targets) and isinstance(said, ast.Constant) and isinstance(said.value, str):
            yield from said.value.split()


def _undashed(words: list[str]) -> Iterator[str]:
    """Yield the flags of an option that is declared without dashes: its name, and perhaps a letter: `option("all", "a")`."""
    if words and _BARE.fullmatch(words[0]) and not any(word.startswith("-") for word in words[:2]):
        yield f"--{words[0]}"
        yield from (f"-{word}" for word in words[1:2] if len(word) == 1)


def _parsed(path: str, text: str) -> ast.Module:
    try:
        return ast.parse(text)
    except SyntaxError as error:
        raise Undecided(got=f"{path}: {error}", expected="Python that parses", advice="fix the file") from error


def _words(call: ast.Call) -> Iterator[ast.expr]:
    yield from call.args
    for keyword in call.keywords:
        if keyword.arg in ("aliases", "name"):
            yield from keyword.value.elts if isinstance(keyword.value, ast.List | ast.Tuple) else [keyword.value]


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _rust(path: str, text: str) -> Iterator[str]:
    code = _with_constants(uncommented(text, ".rs"))
    for found in _BUILDER.finditer(code):
        yield f"--{found[1]}" if found[1] else found[2]
        yield found[1] or found[2]  # an alias may be one of a command
    yield from (f"-{letter}" for letter in _SHORT.findall(code))
    for said in _SPELLED.findall(code):
        yield from re.findall(r"(?<![\w-])-\w(?!\w)", said)
        yield from (f"--{name.strip(chr(34))}" for name in re.findall(r"--(\"?[\w-]+\"?)", said))
    yield from _of_helpers(code)
    for found in _ATTRIBUTE.finditer(code):
        inside, end = _balanced(code, found.end() - 1, "()")
        field = _FIELD.match(code, end + 1)
        yield from _attribute(inside, field[1] if field else "")
    for found in _ENUM.finditer(code):
        inside, _ = _balanced(code, found.end() - 1, "{}")
        yield from (_kebab(name) for name in _variants(inside))


def _with_constants(code: str) -> str:
    """Put the text of a constant where a builder is given its name: `const OUT: &str = "out"; Arg::new(OUT).long(OUT)`."""
    known = dict(_CONSTANT.findall(code))
    return _GIVEN.sub(lambda found: f'{found[1]}"{known[found[2]]}"' if found[2] in known else found[0], code)


def _of_helpers(code: str) -> Iterator[str]:
    """Yield the flags that functions of the program make of a name: `fn flag(name: &str) -> Arg { Arg::new(name).long(name) }`."""
    long: set[str] = set()
    short: set[str] = set()
    for _ in range(2):  # one function may call another
        for name, given, body in _HELPER.findall(code):
            calls = rf"\b(?:{'|'.join(map(re.escape, long))})\(\s*{given}\b" if long else "(?!)"
            if re.search(rf"\.long\(\s*{given}\s*\)", body) or re.search(calls, body):
                long.add(name)
            if re.search(rf"\.short\(\s*{given}\.chars\(\)\.next\(\)", body):
                short.add(name)
    for name in long:
        for word in re.findall(rf"(?<!fn )\b{re.escape(name)}\(\s*\"([\w-]+)\"", code):
            yield f"--{word}"
            if name in short:
                yield f"-{word[0]}"


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
