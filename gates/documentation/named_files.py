"""Files of the release that pages name, held against the files that the channels plan."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from core.findings import Finding
from core.location import Location
from gates.documentation.markdown_pages import MarkdownPage

_FILE = re.compile(r"(?<![\w/.-])[\w.${}<>*+-]{1,200}\.(?:tar\.(?:gz|xz|bz2|zst)|tgz|whl|zip|crate|deb|rpm|msi|dmg)\b")
# The address of a file on a release page, in any spelling of its tag.
_ATTACHED = re.compile(
    r"https?://[^\s\"'`]+?/releases/(?:latest/download|download/[^\s\"'`/]+)/((?:[\w.${}*+%-]|<[\w-]+>)*(?:[\w}*]|<[\w-]+>))"
)
# What stands for a version, and what else stands for something: `<platform>`, `${TARGET}`.
_VERSION = re.compile(
    r"(?:\$?\{[^}]{0,200}ver[^}]{0,200}\}|<[^>]{0,200}ver[^>]{0,200}>|<?v?X\.Y\.Z>?|\$\w*ver\w*|v?(?<!\d)\d+(?:\.(?:\d+|x))+)",
    re.I,
)
_BLANK = re.compile(r"\$?\{[^}]{0,200}\}|<[^>]{0,200}>|\$[A-Za-z_]\w*")


@dataclass(frozen=True)
class Named:
    """One file name on a page."""

    at: Location
    text: str


def named(pages: Collection[MarkdownPage], packages: Collection[str], repository: str = "") -> list[Named]:
    """Return every file name that begins with the name of one of our packages, or stands in an address of our downloads."""
    prefixes = tuple(re.split(r"[/@]", name)[-1].lower().replace("-", "_") for name in packages)
    written = [one for page in pages for one in _named(page) if one.text.lower().replace("-", "_").startswith(prefixes)]
    return list(dict.fromkeys((*written, *(one for page in pages for one in _fetched(page, repository)))))


def _fetched(page: MarkdownPage, repository: str) -> Iterator[Named]:
    """Yield what a page fetches from the downloads of a release of ours, whatever its ending."""
    if repository:
        address = re.compile(rf"/{re.escape(repository)}/releases/(?:latest/download|download/[^/\s]+)/([^\s\"'`)<>|;,\\]+)")
        for number, line in enumerate(page.text.splitlines(), 1):
            yield from (Named(Location(page.path, number), text) for text in address.findall(line))


def planned(profile: Any) -> list[str]:
    """Return a pattern for every file that the channels plan."""
    channels = {word: channel for word, channel in profile.channels.items() if word not in profile.does_not_apply}
    return sorted({file.name for channel in channels.values() for file in channel.files})


def unplanned(found: Collection[Named], plan: Collection[str]) -> list[Finding]:
    """Complain about names that no planned file has."""
    return [
        Finding(
            "",
            one.at.path,
            one.at.line,
            f"the page mentions {one.text}, which no channel has",
            f"one of {', '.join(plan)}",
            "correct the page or the plan",
        )
        for one in found
        if not any(_same(one.text, pattern) for pattern in plan)
    ]


def _named(page: MarkdownPage) -> Iterator[Named]:
    for span in page.spans:
        yield from (Named(Location(page.path, span.line), text) for text in _FILE.findall(span.text))
    for block in page.blocks:
        for number, line in enumerate(block.text.splitlines()):
            yield from (Named(Location(page.path, block.first_line + number), text) for text in _FILE.findall(line))
    for number, line in enumerate(page.text.splitlines(), 1):
        yield from (Named(Location(page.path, number), text) for text in _ATTACHED.findall(line))


def _same(name: str, pattern: str) -> bool:
    """Both may hold blanks: one must be an instance of the other; a version is only an instance of a version."""
    said, plan = (_VERSION.sub("0.0", text).lower() for text in (name, pattern))
    return fnmatchcase(_BLANK.sub("any", said), plan) or fnmatchcase(plan.replace("*", "any"), _BLANK.sub("*", said))
