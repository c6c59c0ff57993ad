"""What a command line selects, computed from the plan alone; pytest's own selection is compared with it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from core.errors import Refused
from plugins.cli.options import MARKERS, STAGES
from plugins.cli.pytest_internals import Expression
from plugins.plan.former_names import present_rules
from plugins.plan.plan import Check, Plan

_NAME = re.compile(r"[^\W\d][\w.:-]*")
_OPERATORS = frozenset({"and", "or", "not", "True", "False", "None"})


@dataclass(frozen=True)
class Selection:
    """The words of the command line that select checks."""

    expression: str  # -m
    keyword: str  # -k
    paths: tuple[str, ...]  # relative to the suite, node ids included

    @classmethod
    def of(cls, expression: str, keyword: str, paths: Sequence[str], root: Path, here: Path) -> "Selection":
        """Read -m, -k and the paths; without any of them the pre_release stage is meant."""
        if not expression and not keyword and not paths:
            expression = "pre_release"
        return cls(expression, present_rules(keyword), tuple(_relative(path, root, here) for path in paths))

    @property
    def whole(self) -> bool:
        """Whether nothing but whole stages was asked for."""
        return not self.keyword and not self.paths and "static" not in self.expression

    def of_plan(self, plan: Plan) -> tuple[Check, ...]:
        """Return the selected checks, in the order of the plan."""
        carried = frozenset(mark for line in plan.book.lines for mark in (*line.stages, *line.markers))
        _refuse_unknown_marks(self.expression, carried | MARKERS)
        marked = _compiled(self.expression, "-m")
        named = _compiled(self.keyword, "-k")
        return tuple(
            check
            for check in plan.checks
            if (marked is None or marked.evaluate(_Names(check.marks)))
            and (named is None or named.evaluate(_Keywords(check, plan.book.words)))
            and self._under_paths(check)
        )

    def _under_paths(self, check: Check) -> bool:
        return not self.paths or any(_contains(path, check.nodeid) for path in self.paths)


class _Names:
    """A matcher for -m: a name matches a marker of that name."""

    def __init__(self, names: frozenset[str]) -> None:
        self.names = names

    def __call__(self, name: str, /, **kwargs: str | int | bool | None) -> bool:
        return name in self.names


class _Keywords:
    """A matcher for -k: a gate's or channel's word matches its checks, any other word where it is part of a name.

    Hyphens and underscores are the same: docs and findings write `links-resolve`, the test is `test_links_resolve`.
    """

    def __init__(self, check: Check, words: frozenset[str]) -> None:
        self.check = check
        self.words = words

    def __call__(self, name: str, /, **kwargs: str | int | bool | None) -> bool:
        if _joined(name) in self.words:
            return _joined(name) in (self.check.line.gate, self.check.line.channel)
        return any(_joined(name) in _joined(one) for one in self.check.keywords)


def _joined(name: str) -> str:
    return name.lower().replace("-", "_")


def _refuse_unknown_marks(expression: str, known: frozenset[str]) -> None:
    """A name that no check carries selects nothing: a typo would turn clear evidence into incomplete."""
    names = set(_NAME.findall(expression)) - _OPERATORS
    for name in sorted(names - known):
        close = get_close_matches(name, sorted(known), 1)
        raise Refused(
            got=f"-m with the unknown name {name!r}",
            expected=f"stages ({', '.join(STAGES)}) and markers such as static",
            advice=f"write {close[0]}" if close else "pytest --markers lists the names",
        )


def _compiled(text: str, option: str) -> Expression | None:
    if not text.strip():
        return None
    try:
        return Expression.compile(text)
    except SyntaxError as error:
        raise Refused(
            got=f"{option} {text!r} ({error.msg})",
            expected="names joined by and, or, not",
            advice=f"fix the expression, for example {option} 'pre_release and static'",
        ) from error


def _relative(path: str, root: Path, here: Path) -> str:
    file, *names = path.split("::")
    whole = (here / file).resolve()
    if not whole.exists():
        raise Refused(got=f"the path {file!r}", expected="a file or directory of the suite", advice="correct the path")
    if not whole.is_relative_to(root):
        raise Refused(
            got=f"the path {file!r} outside the suite",
            expected="test modules of the suite",
            advice="write options that take a path with =, as in --project=DIR",
        )
    return "::".join([whole.relative_to(root).as_posix(), *names])


def _contains(path: str, nodeid: str) -> bool:
    return path == "." or nodeid == path or nodeid.startswith((f"{path}/", f"{path}::", f"{path}["))
