"""A changelog: one section for each version, whatever its headings look like."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from markdown_it import MarkdownIt

from core.versions import VERSION, equal

_NUMBER = r"v?(\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?)(?![\w])"
_VERSION = re.compile(rf"(?<![\w.-]){_NUMBER}")
# A version's own heading begins with it, at most after a word like "Version" or the package's name; prose does not.
_BEFORE = r"^[\[*_~`\s]{0,20}(?:(?:version|release|changes in)\s+)?(?:[\w@/.-]{1,100}[\s@-])?[\[*_~`]{0,10}"
_OWN_HEADING = re.compile(rf"{_BEFORE}v?({VERSION})(?![\w.]\w|\w)", re.IGNORECASE)
_TWO_NUMBERS = re.compile(r"\d+\.\d+")
_AFTER_TWO = re.compile(r"[\]*_~`]*\s*(?:$|[(\[,:;\u2013\u2014-]|released\b|\d{4}\b|[A-Z][a-z]{2,8}\.? \d)")
_DATE = re.compile(r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|(?:\d{1,2}\.? )?[A-Z][a-z]{2,8}\.? (?:\d{1,2}(?:st|nd|rd|th)?,? )?\d{4}")
_NUMERIC = re.compile(r"(?<!\d)\d{4}[-/.]\d{1,2}[-/.]\d{1,2}")
_FORMS = ("%Y-%m-%d", "%B %d %Y", "%b %d %Y", "%d %B %Y", "%d %b %Y")
# A line that only promises a text.
_TO_COME = re.compile(
    r"[\s>*_+.-]*(?:to[ -]?do|tbd|tba|wip|fix ?me|xxx|coming soon|to be (?:written|done|added|determined))[\s*_.:!…]*", re.I
)
# What GitHub writes into release notes, and the words of Keep a Changelog: parts of a version, however high they stand.
_KIND = re.compile(
    r"\W*(?:what(?:'|\u2019)s (?:changed|new)|new contributors|full changelog|added|changed|deprecated|removed|fixed|security"
    r"|(?:new )?features?|bug ?fix(?:es)?|fixes|(?:breaking|other) changes|improvements|performance(?: improvements)?)\W*$",
    re.IGNORECASE,
)
_BEGINNING = 300  # of a heading: its version stands there
_SHORT = 60  # "Released on 2026-08-12." is a date line, a sentence with a date in it is none


@dataclass(frozen=True)
class Section:
    """One version's section."""

    version: str
    line: int
    heading: str
    body: str

    @property
    def is_empty(self) -> bool:
        """Whether it says nothing: comments, blank lines and bare headings are nothing."""
        bare = _without(self.body, "<!--", "-->")
        return not any(
            line.strip() and not line.lstrip().startswith("#") and not _TO_COME.fullmatch(line) for line in bare.splitlines()
        )

    @property
    def date(self) -> date | None:
        """The day in its heading or in the line below it, None where there is none that is a real day."""
        first = next((line for line in self.body.splitlines() if line.strip()), "")
        return _dated(self.heading.replace(self.version, "")) or (_dated(first) if len(first) <= _SHORT else None)

    def under(self, title: str) -> str:
        """Return the lines below a heading of this section that contains a word, empty where there is none."""
        found = re.compile(rf"^(#++)(?=[^\n]*+\n)[^\n]*\b{title}\b[^\n]*\n(.*?)(?=^#|\Z)", re.M | re.S | re.I)
        return "\n".join(match.group(2) for match in found.finditer(self.body))


@dataclass(frozen=True)
class Changelog:
    """A whole changelog, in Markdown or reStructuredText."""

    path: str
    sections: tuple[Section, ...]

    @classmethod
    def parse(cls, path: str, text: str) -> "Changelog":
        """Find the headings that name exactly one version; headings in code blocks are none."""
        text = _from_rst(text) if path.endswith((".rst", ".txt")) or _is_underlined(text) else text
        lines = text.splitlines()
        headings = _headings(text)
        return cls(path, tuple(_sections(lines, headings)))

    def section(self, version: str) -> Section | None:
        """Return the section of a version, None where there is none."""
        return next((section for section in self.sections if equal(section.version, version)), None)


_LINE = re.compile(r"([=\-~^\"'`#*+.:_])\1{2,}\s*$")


def _is_underlined(text: str) -> bool:
    """Whether headings have lines below them that Markdown does not know: a file without an ending may be either."""
    return re.search(r"^\S.*\n([~^\"])\1{3,}$", text, re.MULTILINE) is not None and not re.search(r"^#+ ", text, re.MULTILINE)


def _from_rst(text: str) -> str:
    """Spell reStructuredText's headings, a title with a line of signs below it, as Markdown does; every line keeps its place."""
    lines = text.splitlines()
    levels: dict[str, int] = {}
    for at in range(1, len(lines)):
        title, sign = lines[at - 1], _LINE.fullmatch(lines[at])
        if sign and title.strip() and not title.startswith((" ", "\t")) and not _LINE.fullmatch(title):
            if len(lines[at].rstrip()) + 2 < len(title.rstrip()):
                continue
            above = _LINE.fullmatch(lines[at - 2]) if at > 1 else None
            over = above is not None and above[1] == sign[1]
            level = levels.setdefault(sign[1] + "^" * over, len(levels) + 1)
            lines[at - 1], lines[at] = f"{'#' * min(level, 6)} {title.strip()}", ""
            if over:
                lines[at - 2] = ""
    return "\n".join(lines)


def _headings(text: str) -> list[tuple[int, int, str, int]]:
    """Return line, level, title and first line of what follows, for every heading."""
    tokens = MarkdownIt("commonmark").disable("inline").parse(text)
    return [
        (token.map[0], int(token.tag[1]), tokens[at + 1].content, token.map[1])
        for at, token in enumerate(tokens)
        if token.type == "heading_open" and token.map
    ]


def _sections(lines: list[str], headings: list[tuple[int, int, str, int]]) -> list[Section]:
    found = []
    for at, (line, level, title, body) in enumerate(headings):
        version = _own(_plain(title))
        if version:
            rest = headings[at + 1 :]
            end = next((other for other, depth, below, _ in rest if _ends(depth, level, _plain(below))), len(lines))
            found.append(Section(version, line + 1, _plain(title), "\n".join(lines[body:end])))
    return found


def _ends(depth: int, level: int, title: str) -> bool:
    """Whether a heading ends a section: one that is as high, unless it names a kind of changes, or one of a version."""
    return depth < level or bool(_own(title)) or (depth == level and not _KIND.match(title))


def _own(title: str) -> str:
    """Return the one version that a heading is of, nothing where it speaks of two or of none."""
    found = _OWN_HEADING.match(title[:_BEGINNING])
    if found is None:
        return ""
    rest = title[found.end() :]
    if _TWO_NUMBERS.fullmatch(found[1]) and not _AFTER_TWO.match(rest):
        return ""  # "3.12 is supported"
    others = {other for other in _VERSION.findall(_DATE.sub("", rest)) if not equal(other, found[1])}
    return "" if others else found[1]


def _plain(title: str) -> str:
    """Drop link targets, which often hold both versions of a comparison."""
    return _without(title, "](", ")", "]")


def _without(text: str, begin: str, end: str, instead: str = "") -> str:
    """Drop what stands between two marks, in one pass: a pattern would begin again at every mark that is not closed."""
    kept, at = [], 0
    while (start := text.find(begin, at)) >= 0 and (stop := text.find(end, start + len(begin))) >= 0:
        kept += [text[at:start], instead]
        at = stop + len(end)
    return "".join([*kept, text[at:]])


def _dated(line: str) -> date | None:
    # "Released 2026-08-12": a word before a year is not always a month.
    found = (_day(match.group()) for pattern in (_NUMERIC, _DATE) for match in pattern.finditer(line))
    return next((day for day in found if day), None)


def _day(text: str) -> date | None:
    plain = re.sub(r"(?<=\d)(?:st|nd|rd|th)|,|(?<=[a-z])\.|(?<=\d)\.(?= )", "", text)
    plain = re.sub(r"[/.]", "-", plain)
    for form in _FORMS:
        try:
            return datetime.strptime(plain, form).date()
        except ValueError:
            continue
    return None
