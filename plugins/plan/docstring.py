"""A check's docstring: the requirement, and where it has them the paragraphs `Why:` and `Fix:`."""

from dataclasses import dataclass
from inspect import cleandoc


@dataclass(frozen=True)
class DocstringText:
    """What a docstring says, each paragraph on one line."""

    requirement: str
    why: str = ""
    fix: str = ""


def said(docstring: str) -> DocstringText:
    """Take the paragraphs apart; the first is the requirement, and others without a name are notes for maintainers."""
    first, *rest = [" ".join(part.split()) for part in cleandoc(docstring).split("\n\n")]
    named = dict(part.split(": ", 1) for part in rest if part.startswith(("Why: ", "Fix: ")))
    return DocstringText(first, named.get("Why", ""), named.get("Fix", ""))
