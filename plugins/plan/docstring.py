"""A check's docstring: the requirement, and where it has them the paragraphs `Why:`, `Fix:` and `Findings:`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from inspect import cleandoc

from core.errors import Refused

_NAMED = ("Why", "Fix", "Findings")
_FINDING = re.compile(r"(?P<id>[\w-]+) \((?P<text>[^()]+)\)")
_VARYING = re.compile(r"[A-Z]+")


@dataclass(frozen=True)
class FindingText:
    """One id that the findings of a check may have: in the place of capitals, as in `zizmor-AUDIT`, stands any word."""

    id: str
    text: str

    def names(self, name: str) -> bool:
        """Whether it is what a finding of that id is about."""
        return re.fullmatch(_VARYING.sub(r"[a-zA-Z0-9._-]+", self.id), name) is not None


@dataclass(frozen=True)
class DocstringText:
    """What a docstring says, each paragraph on one line."""

    requirement: str
    why: str = ""
    fix: str = ""
    findings: tuple[FindingText, ...] = ()


def said(docstring: str) -> DocstringText:
    """Take the paragraphs apart; the first is the requirement, and others without a name are notes for maintainers."""
    first, *rest = [" ".join(part.split()) for part in cleandoc(docstring).split("\n\n")]
    named = dict(part.split(": ", 1) for part in rest if part.partition(": ")[0] in _NAMED)
    return DocstringText(first, named.get("Why", ""), named.get("Fix", ""), tuple(_findings(named.get("Findings", ""))))


def _findings(paragraph: str) -> Iterator[FindingText]:
    """Yield what `id (text); id (text)` lists."""
    for part in filter(None, paragraph.split("; ")):
        found = _FINDING.fullmatch(part)
        if found is None:
            raise Refused(
                got=f"{part!r} in a paragraph Findings of a docstring",
                expected="`id (what it is about)`, without parentheses inside",
                advice="separate several by semicolons",
            )
        yield FindingText(found["id"], found["text"])
