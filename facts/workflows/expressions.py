"""GitHub's expression language, as a tree.

Source: docs.github.com, "Evaluate expressions in workflows and actions".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from core.errors import Undecided

_TOKEN = re.compile(
    r"\s*(?:(?P<string>'(?:[^']|'')*')|(?P<number>-?(?:0x[0-9a-fA-F]+|\d+(?:\.\d+)?(?:[eE][-+]?\d+)?))(?![\w])"
    r"|(?P<word>[A-Za-z_][\w-]*)|(?P<op>\|\||&&|==|!=|<=|>=|[<>!()\[\].,*]))"
)
_ORDER = (("||",), ("&&",), ("==", "!=", "<", "<=", ">", ">="))


@dataclass(frozen=True, slots=True)
class Literal:
    """A value that is written out."""

    value: str | float | bool | None


@dataclass(frozen=True, slots=True)
class Path:
    """A value of a context, in one spelling: `needs.build.result`."""

    text: str


@dataclass(frozen=True, slots=True)
class Function:
    """A call; `text` is its spelling, by which two equal calls are one unknown."""

    name: str
    arguments: tuple[Expression, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Not:
    """`!operand`."""

    operand: Expression


@dataclass(frozen=True, slots=True)
class Binary:
    """`left op right`."""

    op: str
    left: Expression
    right: Expression


Expression = Literal | Path | Function | Not | Binary
_WORDS: dict[str, Literal] = {"true": Literal(True), "false": Literal(False), "null": Literal(None)}


@lru_cache(maxsize=8192)  # the same conditions are asked in thousands of worlds
def parse(text: str) -> Expression:
    """Return the tree of an expression; Undecided when it is none."""
    parser = _Parser(text)
    found = parser.binary(0)
    parser.require("")
    return found


def below(expression: Expression) -> Iterator[Expression]:
    """Return the expression and every part of it."""
    yield expression
    if isinstance(expression, Not):
        yield from below(expression.operand)
    elif isinstance(expression, Binary):
        yield from below(expression.left)
        yield from below(expression.right)
    elif isinstance(expression, Function):
        for argument in expression.arguments:
            yield from below(argument)


class _Parser:
    """Recursive descent over the tokens; one level for each precedence."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = list(self._tokens())
        self.at = 0

    def _tokens(self) -> Iterator[tuple[str, str]]:
        position = 0
        while position < len(self.text.rstrip()):
            found = _TOKEN.match(self.text, position)
            if found is None:
                raise self.fault(self.text[position:].strip()[:20])
            yield str(found.lastgroup), found.group(str(found.lastgroup))
            position = found.end()

    def fault(self, what: str) -> Undecided:
        """Return the sentence about what cannot be read."""
        return Undecided(
            got=f"{what!r} in the expression {' '.join(self.text.split())!r}",
            expected="an expression as GitHub documents them",
            advice="correct the expression",
        )

    @property
    def token(self) -> tuple[str, str]:
        """Return kind and text of the next token, empty at the end."""
        return self.tokens[self.at] if self.at < len(self.tokens) else ("", "")

    def accept(self, *texts: str) -> str:
        """Return the operator that comes next and pass it, or nothing."""
        kind, text = self.token
        if kind == "op" and text in texts:
            self.at += 1
            return text
        return ""

    def require(self, text: str) -> None:
        """Pass what must come next; the empty text is the end."""
        if (text and not self.accept(text)) or (not text and self.token[1]):
            raise self.fault(self.token[1] or "the end")

    def binary(self, level: int) -> Expression:
        """Return the expression of this precedence."""
        if level == len(_ORDER):
            return Not(self.binary(level)) if self.accept("!") else self.primary()
        left = self.binary(level + 1)
        while op := self.accept(*_ORDER[level]):
            left = Binary(op, left, self.binary(level + 1))
        return left

    def primary(self) -> Expression:
        """Return a literal, a path, a call or a group, with what is taken out of it."""
        if self.accept("("):
            inner = self.binary(0)
            self.require(")")
            return self.taken(inner, "(...)")
        kind, text = self.token
        self.at += 1
        if kind == "string":
            return Literal(text[1:-1].replace("''", "'"))
        if kind == "number":
            return Literal(float(int(text, 16)) if "0x" in text else float(text))
        if kind != "word":
            raise self.fault(text or "the end")
        return self.named(text)

    def named(self, word: str) -> Expression:
        """Return what a word begins: a constant, a call or a path."""
        if word.lower() in _WORDS and self.token[1] not in (".", "(", "["):
            return _WORDS[word.lower()]
        if not self.accept("("):
            return self.taken(Path(word), word)
        begin, arguments = self.at, []
        while not self.accept(")"):
            arguments.append(self.binary(0))
            self.accept(",")
        text = word + "(" + " ".join(token for _, token in self.tokens[begin : self.at])
        return self.taken(Function(word.lower(), tuple(arguments), text), text)

    def taken(self, base: Expression, text: str) -> Expression:
        """Return the path that begins at `base`, or `base` itself."""
        begin = self.at
        while step := self.accept(".", "["):
            if step == ".":
                text += "." + self.token[1]
                self.at += 1
            else:
                text += self.index()
        return base if self.at == begin else Path(text)

    def index(self) -> str:
        """Return `.name` for `['name']`, and the spelling for any other index."""
        begin = self.at
        inner = self.binary(0)
        spelled = " ".join(token for _, token in self.tokens[begin : self.at])
        self.require("]")
        return f".{inner.value}" if isinstance(inner, Literal) and isinstance(inner.value, str) else f"[{spelled}]"
