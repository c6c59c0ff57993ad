"""What a source file declares to its users, name by name: TypeScript declarations, a C header, exported Go.

Read from text, so that neither a compiler nor a build is needed. A declaration is compared by its words: layout, comments
and the names of C parameters do not count. An optional member or parameter that is new in TypeScript is no break; a changed
declaration is one until the changelog says so.
"""

import re
from collections.abc import Callable, Iterator, Mapping

from facts.text.source_text import uncommented
from gates.compatibility.breaks import Break

_BLOCK = re.compile(
    r"(?:export\s+)?(?:default\s+)?(?:declare\s+)?(?:abstract\s+)?(class|interface|enum|const\s+enum|namespace)\s+(\w+)([^{]*)\{"
)
_PLAIN = re.compile(
    r"^(?:export\s+)?(?:default\s+)?(?:declare\s+)?(?:async\s+)?(?:function|const|let|var|type)\s+(\w+)(.*)", re.S
)
_WHOLE = re.compile(r"^export\s*(?:default\b|=)\s*(.*)", re.S)  # what the module itself is
_REEXPORT = re.compile(r"export\s+(?:type\s+)?(?:\{([^}]*)\}|\*(?:\s+as\s+(\w+))?)\s*(?:from\s*([\"'][^\"']+[\"']))?")
_REEXPORTED = "passed on"  # declared in another file, which this one does not show
_MEMBER = re.compile(r"(?:(?:public|static|readonly|get|set|async)\s+)*([\w$]+|\[[^\]]+\])\??\s*[(:<=,;]?")
_CALLABLE = re.compile(r"([^(]*\()(.*)(\)\s*:.*?)", re.S)
_PARAMETER = re.compile(r"(\w+)(\?)?\s*:\s*(.+)", re.S)
_OPTIONAL = re.compile(r"\w+\?\s*:|\.\.\.")
_MACRO = re.compile(r"^[ \t]*#[ \t]*define[ \t]+(\w+)(.*)", re.M)
_PROTOTYPE = re.compile(r"([\w\s*]*?\b(\w+)\s*\(([^()]*(?:\([^()]*\)[^()]*)*)\))\s*$", re.S)
_GO_FUNC = re.compile(r"^func\s+(?:\(\s*(?:\w+\s+)?\*?(\w+)(?:\[[^\]]*\])?\s*\)\s+)?([A-Z]\w*)(.*)$", re.M)
_GO_NAME = re.compile(r"^(?:\t|type\s+|var\s+|const\s+)((?:[A-Za-z_]\w*\s*,\s*)*[A-Za-z_]\w*)\s*((?:\s|\().*)$")
_OWN_VERSION = re.compile(r"version", re.IGNORECASE)
_OTHER_VERSION = re.compile(r"abi|api|protocol|schema|format|min|max|compat|wire|file", re.IGNORECASE)  # users rely on these
_PART_OF_VERSION = re.compile(r"version_?(?:major|minor|patch|micro)$", re.IGNORECASE)
_VERSION = re.compile(r"([\"'`])v?\d+(?:\.\d+)+[\w.+-]*\1")
_GO_BLOCK = re.compile(r"^(?:type\s+(\w+).*\{|(?:const|var|type)\s+\()\s*$")


def declared(text: str, kind: str) -> dict[str, str]:
    """Return every declared name with the words of its declaration."""
    return {name: " ".join(words.split()) for name, words in _READERS[kind](text)}


def breaks(old: Mapping[str, str], new: Mapping[str, str]) -> list[Break]:
    """List what is gone or reads differently."""
    gone = [Break(_last(name), f"{name} is gone") for name in old if name not in new]
    said = _without_new_aliases(old, new)
    both = [name for name in old if name in new and _REEXPORTED not in (old[name], new[name])]
    changed = [
        name for name in both if _stable(name, old[name]) != _stable(name, said[name]) and not _takes_more(old[name], said[name])
    ]
    return gone + [Break(_last(name), f"{name} changed from `{old[name]}` to `{new[name]}`") for name in changed]


def _stable(name: str, words: str) -> str:
    """Return a declaration without the version of the release: a constant that follows it is as it was.

    The number of a protocol or an ABI is part of the contract, whatever it is called.
    """
    if _PART_OF_VERSION.search(name):
        words = re.sub(r"^(=?\s*)\d+$", r"\1VERSION", words.strip())
    return _VERSION.sub('"VERSION"', words) if _OWN_VERSION.search(name) and not _OTHER_VERSION.search(name) else words


def _without_new_aliases(old: Mapping[str, str], new: Mapping[str, str]) -> dict[str, str]:
    """Put what a TypeScript alias stands for in its place, where the base did not have that alias: a name is no other type."""
    aliases = {name: words.removeprefix("= ") for name, words in new.items() if name not in old and words.startswith("= ")}
    if not aliases:
        return dict(new)
    pattern = re.compile(rf"(?<![\w.])(?:{'|'.join(map(re.escape, aliases))})(?![\w<])")

    def put(words: str, depth: int = 0) -> str:
        return pattern.sub(lambda found: put(aliases[found[0]], depth + 1), words) if depth < 8 else words

    return {name: put(words) for name, words in new.items()}


def _takes_more(old: str, new: str) -> bool:
    """Whether a TypeScript function only takes more than before, and every caller may leave that out."""
    was, now = _CALLABLE.fullmatch(old), _CALLABLE.fullmatch(new)
    if not was or not now or (was[1], was[3]) != (now[1], now[3]):
        return False
    before, after = (_split(each[2], ",") for each in (was, now))
    kept = len(after) >= len(before) and all(map(_takes_as_before, before, after))
    return kept and all(_OPTIONAL.match(one) for one in after[len(before) :])


def _takes_as_before(old: str, new: str) -> bool:
    # A parameter that may be left out now, or that takes anything, takes what it took.
    was, now = _PARAMETER.fullmatch(old.strip()), _PARAMETER.fullmatch(new.strip())
    if not was or not now:
        return old == new
    return (not was[2] or bool(now[2])) and (was[3] == now[3] or now[3] in ("unknown", "any"))


def _last(name: str) -> str:
    return name.rpartition(".")[2]


def _script(text: str) -> Iterator[tuple[str, str]]:
    text = uncommented(text, ".ts")
    yield from _reexports(text)
    for outer, inner in _statements(_REEXPORT.sub("", text)):
        block, plain = _BLOCK.match(outer + "{") if inner else None, _PLAIN.match(outer + inner)
        if block:
            yield block[2], f"{block[1]}{block[3]}"
            yield from ((f"{block[2]}.{name}", words) for name, words in _script_members(inner[1:-1]))
        elif plain:
            yield plain[1], plain[2]
        elif whole := _WHOLE.match(outer + inner):
            yield "default", whole[1]


def _reexports(text: str) -> Iterator[tuple[str, str]]:
    """Yield what a file only passes on: `export {a, type B as C} from './b.js'`; where it lies is nobody's interface."""
    for names, whole, source in _REEXPORT.findall(text):
        if not names:
            yield whole or f"* from {source[1:-1]}", _REEXPORTED
        for one in names.split(","):
            words = one.split()
            if words:
                yield words[-1], _REEXPORTED


def _script_members(body: str) -> Iterator[tuple[str, str]]:
    counts: dict[str, int] = {}
    for words in _split(body, ";,\n"):
        found = _MEMBER.match(words)
        if found:
            number = counts[found[1]] = counts.get(found[1], 0) + 1  # overloads are told apart by their order
            yield found[1] if number == 1 else f"{found[1]}#{number}", words


def _header(text: str) -> Iterator[tuple[str, str]]:
    bare = uncommented(text, ".h")
    yield from _MACRO.findall(bare)
    code = re.sub(r"^[ \t]*#.*(?:\\\n.*)*", "", bare, flags=re.M)
    code = re.sub(r'extern\s+"C"\s*\{', "", code)
    for outer, inner in _statements(code):
        prototype = _PROTOTYPE.match(outer.strip()) if not inner else None
        if prototype:
            yield prototype[2], f"{prototype[1].partition('(')[0]}({_c_types(prototype[3])})"
        elif outer.strip(" \n}"):
            yield from _c_type(outer.strip(" \n}"), inner)


def _c_type(outer: str, inner: str) -> Iterator[tuple[str, str]]:
    words = re.findall(r"\w+", outer)
    name = words[-1]
    yield name, outer
    if "enum" in words:
        yield from ((f"{name}.{one.split('=')[0].strip()}", one) for one in _split(inner[1:-1], ","))
    elif inner:
        yield f"{name}.layout", inner


def _c_types(parameters: str) -> str:
    """Drop the names of parameters: they are nobody's interface."""
    return ", ".join(re.sub(r"(?<=[\s*])\w+(?=(\[\w*\])?$)", "", one.strip()) or one for one in _split(parameters, ","))


def _go(text: str) -> Iterator[tuple[str, str]]:
    bare = uncommented(text, ".go")
    shown, members = _go_names(bare)
    said = [words for _, words in shown] + [words for _, _, words in members]
    inside = {owner for owner, _, _ in members}
    met = {owner for owner in inside if owner[:1].isupper() or _is_handed_out(owner, bare, said)}
    yield from shown
    yield from ((f"{owner}.{name}", words) for owner, name, words in members if owner in met)


def _go_names(bare: str) -> tuple[list[tuple[str, str]], list[tuple[str, str, str]]]:
    """Return the exported names of a package with their words, and those inside its types with the type's name before them."""
    shown: list[tuple[str, str]] = []
    members: list[tuple[str, str, str]] = []
    for receiver, name, words in _GO_FUNC.findall(bare):
        if not receiver or receiver[0].isupper():
            shown.append((f"{receiver}.{name}" if receiver else name, _without_brace(words).partition("{")[0]))
    owner: str | None = None  # of the block that a line lies in: a type's name, nothing for const and var, None outside
    for line in bare.splitlines():
        found = _GO_NAME.match(line)
        if found and (owner is not None or not line.startswith("\t")):
            words = found[2][0] + _without_brace(found[2][1:])
            for name in (one for one in re.split(r"(?:(?<!\s)\s+)?,\s*", found[1]) if one[0].isupper()):
                if owner:
                    members.append((owner, name, words))
                else:
                    shown.append((name, words))
        if not line.startswith(("\t", " ")) and line.strip():
            block = _GO_BLOCK.match(line)
            owner = (block[1] or "") if block else None
    return shown, members


def _is_handed_out(owner: str, bare: str, words: list[str]) -> bool:
    """Whether users of a package meet a type that it does not export: in what is exported, inside another type, or returned."""
    name = rf"(?<![\w.]){re.escape(owner)}(?!\w)"
    embedded = rf"^\t+\*?{name}\s*(?:`[^`]*`)?\s*$"
    returned = rf"^func\s[^\n]*\)\s*\(?[^\n(]*{name}[^\n]*\{{"
    over_lines = rf"^\t[^\n=(]*{name},\s*$|^\)[^\n]*{name}"  # a list of parameters, and the results behind it
    return any(re.search(name, each) for each in words) or bool(re.search(rf"{embedded}|{returned}|{over_lines}", bare, re.M))


def _without_brace(words: str) -> str:
    return words.rstrip().removesuffix("{").rstrip()


def _statements(code: str) -> Iterator[tuple[str, str]]:
    """Yield each outermost statement: the words before its braces or its end, and the braces with what is in them."""
    depth, start, opened, outer = 0, 0, 0, ""
    for at, mark in enumerate(code):
        if mark == "{":
            if depth == 0:
                outer, opened = code[start:at], at
            depth += 1
        elif mark == "}" and depth:
            depth -= 1
            if depth == 0:
                end = code.find(";", at) if re.match(r"\}\s*\w+\s*;", code[at:]) else at
                yield (outer + code[at + 1 : end]).strip(), code[opened : at + 1]
                start = end + 1
        elif mark in ";\n" and depth == 0 and code[start:at].strip() and (mark == ";" or _ends(code[start:at])):
            yield code[start:at].strip(), ""
            start = at + 1


def _ends(words: str) -> bool:
    """Whether a line without a semicolon is a whole TypeScript declaration."""
    return (
        bool(_PLAIN.match(words.strip()))
        and words.count("(") == words.count(")")
        and not words.rstrip().endswith(("|", "=", ","))
    )


def _split(body: str, marks: str) -> list[str]:
    """Split at marks that lie in no bracket."""
    pieces, depth, start = [], 0, 0
    for at, mark in enumerate(body):
        depth += (mark in "([{<") - (mark in ")]}" or (mark == ">" and body[at - 1 : at] != "="))
        if depth == 0 and mark in marks:
            pieces.append(body[start:at])
            start = at + 1
    return [piece.strip() for piece in (*pieces, body[start:]) if piece.strip()]


_READERS: dict[str, Callable[[str], Iterator[tuple[str, str]]]] = {"typescript": _script, "c": _header, "go": _go}
