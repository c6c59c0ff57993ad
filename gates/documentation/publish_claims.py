"""Sentences that say who publishes, held against what the workflows do."""

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from core.findings import Finding
from core.location import Location
from gates.documentation.markdown_pages import MarkdownPage

_DEED = r"(?:push|publish|upload|mutat|modif|commit)\w*"
_MACHINE = r"(?:\bCI\b|GitHub Actions|\bworkflows?\b|automation|pipeline)"
_NEVER = re.compile(rf"{_MACHINE}.{{0,60}}?\b(?:never|does not|doesn't|do not|don't|no longer)\s+{_DEED}", re.I)
_BY_HAND = re.compile(
    r"\b(?:locally|manually|by hand)\b.{0,120}?\b(?:pushed|published|uploaded)\b"
    r"|\b(?:pushed|published|uploaded)\b.{0,40}?\b(?:locally|manually|by hand)\b",
    re.I,
)
# Words by which sentences name a place, by the names that workflow facts give it.
_PLACES = {
    "a Homebrew tap": re.compile(r"\btap\b|homebrew", re.I),
    "npm": re.compile(r"\bnpm\b", re.I),
    "PyPI": re.compile(r"\bpypi\b", re.I),
    "crates.io": re.compile(r"\bcrates\.io\b", re.I),
    "a GitHub release": re.compile(r"\bgithub release", re.I),
}
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z`*])")


class Deed(NamedTuple):
    """A step that publishes: where it stands, and to which place."""

    at: Location
    place: str


class Claim(NamedTuple):
    """A sentence that says that no workflow publishes to a place."""

    at: Location
    place: str
    sentence: str


def claims(pages: Collection[MarkdownPage]) -> list[Claim]:
    """Return every sentence that says so."""
    return [claim for page in pages for claim in _claims(page)]


def contradicted(pages: Collection[MarkdownPage], deeds: Collection[Deed]) -> list[Finding]:
    """Complain about sentences that a workflow does not keep to."""
    return [
        Finding(
            "",
            claim.at.path,
            claim.at.line,
            f'the page says "{_short(claim.sentence)}", and {deed.at} publishes to {deed.place}',
            "no such step",
            "correct the page or the workflow",
        )
        for claim in claims(pages)
        for deed in [deed for deed in deeds if deed.place == claim.place][:1]
    ]


def _claims(page: MarkdownPage) -> Iterator[Claim]:
    for spot in page.sentences:
        for sentence in _SENTENCE.split(spot.text):
            if _NEVER.search(sentence) or _BY_HAND.search(sentence):
                named = [place for place, words in _PLACES.items() if words.search(sentence)]
                yield from (Claim(Location(page.path, spot.line), place, sentence) for place in named)


def _short(sentence: str) -> str:
    return sentence if len(sentence) <= 120 else f"{sentence[:117]}..."
