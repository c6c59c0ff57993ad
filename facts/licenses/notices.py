"""A notices file: the components it names as entries of their own, and what it says below each."""

import re
from dataclasses import dataclass
from functools import cached_property

from markdown_it import MarkdownIt

# A name in running prose is no entry: crates are called `time`, `url` and `bytes`. Entries stand alone between these.
_BETWEEN = re.compile(r"[\n\r|,;<>`\[\](){}\"*=]|: | [-–—] |(?<=\w):$", re.MULTILINE)
_LEAD = re.compile(
    r"^(?:[#\-+%>.\s]|\d+[.)]\s)*(?:(?:name|package|package_name|crate|component|library|module|project|copyright of)\s+)?"
)
_TAILS = (" crate", " library", " license", " license", " notices and information begin here", " is")
_NUMBER = re.compile(r"v?\d[\w.+-]*")
_WORD = r"(?<![a-z0-9_-]){}(?![a-z0-9_-])"


@dataclass(frozen=True)
class Notices:
    """One notices file."""

    path: str
    text: str

    @cached_property
    def _entries(self) -> frozenset[str]:
        return frozenset(_bare(fragment) for fragment in _BETWEEN.split(self.text.lower()))

    def names(self, component: str) -> bool:
        """Whether it names a component as an entry; case, `-` and `_` make no difference."""
        name = _norm(component)
        return name in self._entries or (_is_no_word(name) and _mentions(self.text, name))

    @cached_property
    def sections(self) -> tuple[tuple[str, int, str], ...]:
        """Title, line and body of every section below a heading."""
        tokens = MarkdownIt("commonmark").disable("inline").parse(self.text)
        lines = self.text.splitlines()
        heads = [(at, token.map) for at, token in enumerate(tokens) if token.type == "heading_open" and token.map]
        ends = [place[0] for _, place in heads[1:]] + [len(lines)]
        return tuple(
            (tokens[at + 1].content, place[0] + 1, "\n".join(lines[place[1] : end]))
            for (at, place), end in zip(heads, ends, strict=True)
        )

    def section(self, component: str) -> tuple[int, str] | None:
        """Line and body of the section whose title names a component, None where no title does."""
        name = _norm(component)
        return next(((line, body) for title, line, body in self.sections if _mentions(title, name)), None)


def _bare(fragment: str) -> str:
    """Cut what stands around a name: list marks before it, versions and words like `license` after it."""
    text = " ".join(_LEAD.sub("", fragment.strip()).split())
    end, before = len(text), -1
    while end != before:
        end, before = _cut(text, end), end
    return _norm(text[:end])


def _cut(text: str, end: int) -> int:
    """Return where a name ends without its last version, word or sign; steps go back only, so that all are one pass."""
    while end and text[end - 1] in " .:":
        end -= 1
    for tail in _TAILS:
        if text.endswith(tail, 0, end):
            return end - len(tail)
    at = end
    while at and text[at - 1] not in " @":
        at -= 1
    if not at or not _NUMBER.fullmatch(text, at, end):
        return end
    while at and text[at - 1] in " @":
        at -= 1
    return at - len(" version") if text.endswith((" version", "@version"), 0, at) else at


def _mentions(text: str, name: str) -> bool:
    return re.search(_WORD.format(re.escape(name)), _norm(text)) is not None


def _is_no_word(name: str) -> bool:
    """Whether a name cannot be an ordinary word of a license's prose."""
    return re.search(r"[-/.\d]", name) is not None


def _norm(text: str) -> str:
    return text.lower().replace("_", "-")
