"""A notices file: the components it names, wherever it names them, and what it says about each."""

import re
from dataclasses import dataclass
from functools import cached_property

from markdown_it import MarkdownIt

_TEXT = re.compile(
    r"permission is hereby granted|redistribution and use in source and binary forms|terms and conditions for use"
    r"|permission to use, copy, modify|this software is provided .as.is|mozilla public license version 2\.0\s*={3}"
    r"|boost software license - version 1\.0 - |creative commons legal code|unicode, inc\. license|released into the public domain",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Notices:
    """One notices file."""

    path: str
    text: str

    @cached_property
    def _plain(self) -> str:
        return _norm(self.text)

    def names(self, component: str) -> bool:
        """Whether it names a component as a word of its own; case, `-` and `_` make no difference."""
        return re.search(rf"(?<![a-z0-9-]){re.escape(_norm(component))}(?![a-z0-9-])", self._plain) is not None

    @cached_property
    def entries(self) -> tuple[tuple[str, int, str], ...]:
        """Title, line and body of every section below a heading."""
        tokens = MarkdownIt("commonmark").parse(self.text)
        lines = self.text.splitlines()
        heads = [(at, token.map) for at, token in enumerate(tokens) if token.type == "heading_open" and token.map]
        ends = [place[0] for _, place in heads[1:]] + [len(lines)]
        return tuple(
            (tokens[at + 1].content, place[0] + 1, "\n".join(lines[place[1] : end]))
            for (at, place), end in zip(heads, ends, strict=True)
        )

    def entry(self, component: str) -> tuple[int, str] | None:
        """Line and body of the section whose title names a component, None where no title does."""
        named = re.compile(rf"(?<![a-z0-9-]){re.escape(_norm(component))}(?![a-z0-9-])")
        return next(((line, body) for title, line, body in self.entries if named.search(_norm(title))), None)


def has_licence_text(text: str) -> bool:
    """Whether a text holds the wording of a licence, not only its name."""
    return _TEXT.search(text) is not None


def _norm(text: str) -> str:
    return text.lower().replace("_", "-")
