"""Pages of Markdown: headings with their anchors, links, fenced blocks and code spans, each with its line."""

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property, lru_cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from core.location import Location
from facts.text.changelog import Changelog
from facts.vcs.git import Checkout

_SITES = re.compile(r"(^|/)(mkdocs[\w.-]*\.ya?ml|conf\.py|book\.toml|docusaurus\.config\.\w+|astro\.config\.\w+|_config\.yml)$")
# `:href`, `v-bind:src`, `data-src` are other attributes: what stands there is code, or read by a script.
_ADDRESS = re.compile(r"""<(?:a|img|source)\b[^<>]*?(?<![\w:.@-])(?:href|src)\s*=\s*["']([^"']+)["']""", re.I)
# A sign with a title leads nowhere: its address only makes the title appear.
_TOOLTIP = re.compile(r"""<a\s(?=[^>]*\btitle=)[^>]*\bhref=["']#[^>]*>[^\w<]*</a>""", re.I)
_CODE = re.compile(r"<code>(.*?)</code>", re.S | re.I)
_PLANS = re.compile(
    r"\b(roadmap|proposals?|proposed|planned|ideas|wish ?list|future (work|plans|ideas|directions)|not yet)\b", re.I
)
_CHANGELOG = re.compile(r"(?:^|/)(?:(?:breaking[-_]?)?change|history|news|release[-_]?notes|releases\.)", re.IGNORECASE)
_SETTINGS = re.compile(r"\ufeff?(?:---\s*\n(?:[\w-]+\s*:|#).*?\n---|\+\+\+\s*\n[\w-]+\s*=.*?\n\+\+\+)[ \t]*(?:\n|$)", re.S)
_OF_A_WORD = re.compile(r"[\w\- ]")
_COMMENT = re.compile(r"<!--.*?-->", re.S)
_HTML_HEADING = re.compile(r"<(h[1-6])\b[^>]*>(.*?)</\1\s*>", re.S | re.I)
_TAG = re.compile(r"<[^>]{1,1000}>")
_NAMED = re.compile(r"""<[a-z]\w*\b[^<>]*?(?<![\w:.@-])(?:id|name)\s*=\s*["']([^"']+)["']""", re.I)


@dataclass(frozen=True)
class Spot:
    """A piece of text and the line it stands on: a link's target, a code span."""

    line: int
    text: str


@dataclass(frozen=True)
class Block:
    """One fenced block; `first_line` is that of its first line of code."""

    page: str
    heading: str
    number: int
    language: str
    text: str
    first_line: int

    @property
    def at(self) -> Location:
        """Where the block begins."""
        return Location(self.page, self.first_line - 1)

    @property
    def label(self) -> str:
        """The block as the profile names it."""
        return f"{self.page}#{self.heading}/{self.number}"


@dataclass(frozen=True)
class MarkdownPage:
    """One page."""

    path: str
    text: str

    @cached_property
    def tokens(self) -> list[Token]:
        """What the parser sees."""
        return _tokens(self.text)

    @cached_property
    def anchors(self) -> frozenset[str]:
        """Every anchor that a link may name: headings as forges spell them, and ids of HTML."""
        named = {found for _, text in self._html for found in _NAMED.findall(text)}
        written = {spelled(_TAG.sub("", found[2])) for _, text in self._html for found in _HTML_HEADING.finditer(text)}
        return frozenset(named | written | {anchor for _, anchor in self._headings})

    @cached_property
    def links(self) -> tuple[Spot, ...]:
        """The target of every link and image."""
        found = [
            Spot(self._line(token, str(target)), str(target))
            for token in self._inline
            for child in token.children or ()
            if (target := child.attrs.get("href") if child.type == "link_open" else child.attrs.get("src"))
        ]
        html = (
            Spot(self._line(token, each), each) for token, text in self._html for each in _ADDRESS.findall(_TOOLTIP.sub("", text))
        )
        return (*found, *(spot for spot in html if spot.line not in self._commented))

    @cached_property
    def is_of_a_site(self) -> bool:
        """Whether a program makes a page of a site of it: it begins with settings that only such a program reads."""
        return bool(_SETTINGS.match(self.text))

    @cached_property
    def _commented(self) -> frozenset[int]:
        """Lines that lie in a comment of HTML: what stands there makes the page, and readers do not see it."""
        spans = ((found.start(), found.end()) for found in _COMMENT.finditer(self.text))
        lines = [(self.text.count("\n", 0, start) + 1, self.text.count("\n", 0, end) + 1) for start, end in spans]
        return frozenset(line for first, last in lines for line in range(first, last + 1) if first < last)

    @cached_property
    def spans(self) -> tuple[Spot, ...]:
        """Every span of code, those of HTML included."""
        inline = [
            (token, child.content) for token in self._inline for child in token.children or () if child.type == "code_inline"
        ]
        html = [(token, each) for token, text in self._html for each in _CODE.findall(text)]
        return tuple(Spot(self._line(token, text), text) for token, text in inline + html)

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """Every fenced block, counted below its heading."""
        return tuple(self._blocks())

    @cached_property
    def sentences(self) -> tuple[Spot, ...]:
        """Every paragraph and item as one line of text."""
        inline = (token for token in self._inline if token.map)
        return tuple(Spot(_first(token), " ".join(token.content.split())) for token in inline)

    def plans(self, line: int) -> bool:
        """Whether a line lies below a heading that says that it speaks of what may come."""
        above: dict[int, str] = {}
        for opened, token in zip(self.tokens, self.tokens[1:], strict=False):
            if opened.type == "heading_open" and _first(opened) <= line:
                level = int(opened.tag[1:])
                above = {each: text for each, text in above.items() if each < level} | {level: token.content}
        return any(map(_PLANS.search, above.values()))

    @cached_property
    def _lines(self) -> list[str]:
        return self.text.splitlines()

    @property
    def _inline(self) -> Iterator[Token]:
        return (token for token in self.tokens if token.type == "inline")

    @property
    def _html(self) -> Iterator[tuple[Token, str]]:
        for token in self.tokens:
            if token.type == "html_block":
                yield token, token.content
            elif token.type == "inline":
                kept = (child.content for child in token.children or () if child.type in ("html_inline", "text"))
                yield token, "".join(kept)

    @cached_property
    def _headings(self) -> list[tuple[int, str]]:
        found: list[tuple[int, str]] = []
        taken: dict[str, int] = {}
        for opened, token in zip(self.tokens, self.tokens[1:], strict=False):
            if opened.type == "heading_open":
                plain = slug(token)
                count = taken.get(plain, 0)
                taken[plain] = count + 1
                found.append((_first(opened), f"{plain}-{count}" if count else plain))
        return found

    def _blocks(self) -> Iterator[Block]:
        counts: dict[str, int] = {}
        for token in self.tokens:
            if token.type == "fence":
                line = _first(token)
                heading = next((anchor for start, anchor in reversed(self._headings) if start < line), "")
                counts[heading] = counts.get(heading, 0) + 1
                language = (token.info.split() or [""])[0].lower().strip("{}.")
                yield Block(self.path, heading, counts[heading], language, token.content, line + 1)

    def _line(self, token: Token, text: str) -> int:
        start, end = token.map or [0, 1]
        lines = self._lines[start:end]
        return start + 1 + next((number for number, line in enumerate(lines) if text in line), 0)


@lru_cache(maxsize=512)
def _tokens(text: str) -> list[Token]:
    return MarkdownIt("commonmark").enable("table").parse(text)


def pages(checkout: Checkout, globs: Collection[str], past: Collection[str] = ()) -> tuple[MarkdownPage, ...]:
    """Read the tracked pages that the globs name, or the usual ones, less those of the past."""
    tracked = checkout.tracked
    wanted = [path for path in tracked if path.endswith((".md", ".markdown")) and _named(path, globs, tracked)]
    wanted = [path for path in wanted if not (checkout.path / path).is_symlink()]
    return tuple(MarkdownPage(path, checkout.text(path)) for path in wanted if not any(fnmatchcase(path, glob) for glob in past))


def of_this_release(found: Collection[MarkdownPage], version: str) -> tuple[MarkdownPage, ...]:
    """Keep of a changelog what it says of one version: older sections tell of what was; every line keeps its place."""
    return tuple(_now(page, version) if _CHANGELOG.search(page.path) else page for page in found)


def _now(page: MarkdownPage, version: str) -> MarkdownPage:
    changelog = Changelog.parse(page.path, page.text)
    section = changelog.section(version)
    if not changelog.sections:
        return page
    lines = page.text.splitlines()
    first = section.line - 1 if section else 0
    last = first + 1 + section.body.count("\n") + 1 if section else 0
    return MarkdownPage(page.path, "\n".join(line if first <= at < last else "" for at, line in enumerate(lines)) + "\n")


def slug(heading: Token) -> str:
    """Spell a heading's anchor as forges do."""
    shown = "".join(child.content for child in heading.children or () if child.type in ("text", "code_inline", "softbreak"))
    return spelled(shown)


def spelled(shown: str) -> str:
    """Spell the anchor of a heading's text, as it is shown: letters with their marks, digits, and what joins words."""
    kept = (one for one in shown.strip().lower() if _OF_A_WORD.match(one) or unicodedata.category(one).startswith("M"))
    return "".join(kept).replace(" ", "-")


def _named(path: str, globs: Collection[str], tracked: Sequence[str]) -> bool:
    if globs:
        return any(fnmatchcase(path, glob) for glob in globs)
    is_site = any(_SITES.search(each) for each in tracked if each.count("/") <= 1)
    return "/" not in path or (path.startswith("docs/") and not is_site)


def _first(token: Token) -> int:
    return (token.map or [0])[0] + 1
