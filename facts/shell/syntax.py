"""The parts of a shell script that rules ask about."""

from __future__ import annotations

import re
from dataclasses import dataclass

# `${PREFIX}twine`, `$VENV/bin/pytest`: whatever comes before it, the program is written out.
_BELOW = re.compile(r"(?:\$\{\w+\}|\$\w+(?=/))(?:/(?:[\w.-]+/)*bin/)?([a-z][\w-]*)")


@dataclass(frozen=True, slots=True)
class Word:
    """One word. `text` keeps expansions as `$name` or `${...}`; quotes are gone; `plain` has no expansion in it."""

    text: str
    line: int
    plain: bool
    quoted: bool
    inner: tuple[Statement, ...] = ()  # the commands of `$(...)` and `<(...)`
    names: tuple[str, ...] = ()  # the parameters it expands

    @property
    def program(self) -> str:
        """The program that it names as a command, without its folder; empty where it is computed."""
        if self.plain:
            return self.text.rsplit("/", 1)[-1]
        found = _BELOW.fullmatch(self.text)
        return found[1] if found else ""


@dataclass(frozen=True, slots=True)
class Redirect:
    """`op` as written (`>`, `<<<`, `<<`), its target, the text of a here-document, the descriptor before it."""

    op: str
    target: Word
    document: Word | None
    descriptor: str = ""


@dataclass(frozen=True, slots=True)
class Assign:
    """`name=value`; `values` are the elements of an array."""

    name: str
    value: Word | None
    values: tuple[Word, ...]
    append: bool
    line: int


@dataclass(frozen=True)
class Call:
    """A simple command with the assignments before it; what it runs is worked out once and kept with it."""

    words: tuple[Word, ...]
    assigns: tuple[Assign, ...]

    @property
    def name(self) -> str:
        """The command, without its folder; empty for a bare assignment or a computed name."""
        return self.words[0].program if self.words else ""

    @property
    def texts(self) -> tuple[str, ...]:
        """The words as text, the command included."""
        return tuple(word.text for word in self.words)


@dataclass(frozen=True, slots=True)
class Declaration:
    """`export`, `local`, `readonly`, `declare`: `words` are its flags."""

    keyword: str
    assigns: tuple[Assign, ...]
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Pipeline:
    """`a | b | c`."""

    parts: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class AndOr:
    """`left && right` or `left || right`."""

    op: str
    left: Statement
    right: Statement


@dataclass(frozen=True, slots=True)
class Branch:
    """One arm: the condition and what then happens; `else` has no condition."""

    condition: tuple[Statement, ...]
    body: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class If:
    """`if`, each `elif`, and `else`, in order."""

    branches: tuple[Branch, ...]


@dataclass(frozen=True, slots=True)
class Loop:
    """`for`, `while` or `until`."""

    kind: str
    name: str
    words: tuple[Word, ...]
    condition: tuple[Statement, ...]
    body: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Arm:
    """One arm of a `case`."""

    patterns: tuple[Word, ...]
    body: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """`case word in ... esac`."""

    word: Word
    arms: tuple[Arm, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """`{ ...; }`, or `( ... )` when it is a subshell."""

    body: tuple[Statement, ...]
    subshell: bool


@dataclass(frozen=True, slots=True)
class Function:
    """A function's definition."""

    name: str
    body: Statement


@dataclass(frozen=True, slots=True)
class Test:
    """`[[ ... ]]`: operator and operands, flattened to the comparisons inside."""

    comparisons: tuple[Comparison, ...]
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """One comparison inside `[[ ]]`; unary ones have only a right side."""

    op: str
    left: Word | None
    right: Word


@dataclass(frozen=True, slots=True)
class Other:
    """Arithmetic and what else no rule asks about."""

    kind: str


Node = Call | Declaration | Pipeline | AndOr | If | Loop | Case | Group | Function | Test | Other


@dataclass(frozen=True, slots=True)
class Statement:
    """A command where it stands: line, negation, redirections."""

    node: Node
    line: int
    negated: bool = False
    background: bool = False
    redirects: tuple[Redirect, ...] = ()
