"""The Go files of a module zip that its users compile."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from facts.packages.subject import Subject

_COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)
_TEXT = re.compile(r'"(?:\\.|[^"\\\n])*"|`[^`]*`|\'(?:\\.|[^\'\\\n])+\'')
_IMPORT = re.compile(r'^import\s+(?:[\w.]+\s+)?"([^"]+)"|^import\s*\((.*?)^\)', re.MULTILINE | re.DOTALL)
_DECLARED = re.compile(r"^(func|type|var|const)\b", re.MULTILINE)
_APART = re.compile(r"(^|/)(testdata|_[^/]*|\.[^/]*)/")


@dataclass(frozen=True)
class GoSource:
    """One file."""

    path: str
    text: str

    @cached_property
    def code(self) -> str:
        """The text without comments and strings, lines kept."""
        bare = _TEXT.sub(lambda found: '""' + "\n" * found[0].count("\n"), self.text)
        return _COMMENT.sub(lambda found: "\n" * found[0].count("\n"), bare)

    @cached_property
    def imports(self) -> list[str]:
        """The packages that it imports."""
        # They stand before every other declaration: what follows may hold the text of other files.
        head = self.text[: found.start()] if (found := _DECLARED.search(self.text)) else self.text
        text = re.sub(r"/\*.*?\*/|^[^\S\n]*//[^\n]*", "", head, flags=re.DOTALL | re.MULTILINE)
        named: list[str] = []
        for one in _IMPORT.finditer(text):
            named += [one[1]] if one[1] else re.findall(r'"([^"]+)"', re.sub(r"//[^\n]*", "", one[2] or ""))
        return named


@lru_cache(maxsize=2)
def packages(subject: Subject) -> tuple[GoSource, ...]:
    """Return every file that belongs to a package: no tests, no data of tests, nothing that is never built."""
    return tuple(_packages(subject))


def _packages(subject: Subject) -> Iterator[GoSource]:
    for path, text in subject.texts(".go").items():
        ignored = re.search(r"^//\s*\+build\s+ignore|^//go:build\s+(ignore|tools|never)", text, re.MULTILINE)
        if not path.endswith("_test.go") and not _APART.search(path) and not ignored:
            yield GoSource(path, text)


def module_of(subject: Subject) -> str:
    """Return the module's path as go.mod states it."""
    found = re.search(
        r'^module\s+(?:\(\s*)?["`]?([^\s"`]+)', subject.text("go.mod") if subject.has("go.mod") else "", re.MULTILINE
    )
    return found[1] if found else ""
