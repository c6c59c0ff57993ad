"""A Homebrew formula, read as text: its version, and the archive with its digest for each system and processor.

https://docs.brew.sh/Formula-Cookbook
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from core.errors import Undecided

_CALL = re.compile(r'^\s*(?P<word>url|sha256|version)\s+"(?P<value>[^"]*)"')
_OPENS = re.compile(r"^\s*(class|def|if|unless|case|begin|while)\b|\bdo(\s*\|[^|]*\|)?\s*$")
_ASIDE = re.compile(r"^\s*(resource|bottle|head|livecheck|patch|test|def|service|caveats)\b")
_IN_URL = re.compile(r"[/_-]v?(\d+\.\d+\.\d+)(?=[/_.-])")
# One line each for the two ways of asking: blocks of the DSL, and `if` on Hardware or OS.
_CONDITIONS = (
    (re.compile(r"^\s*on_macos\s+do|\bOS\.mac\?"), ("system", "darwin", "linux")),
    (re.compile(r"^\s*on_linux\s+do|\bOS\.linux\?"), ("system", "linux", "darwin")),
    (re.compile(r"^\s*on_arm\s+do|CPU\.arm(64)?\?"), ("processor", "arm64", "x86_64")),
    (re.compile(r"^\s*on_intel\s+do|CPU\.intel\?"), ("processor", "x86_64", "arm64")),
)
_ANY = {"system": "any", "processor": "any"}


@dataclass(frozen=True)
class Download:
    """One archive of the formula, and for whom it is."""

    system: str  # darwin, linux or any
    processor: str  # arm64, x86_64 or any
    url: str
    sha256: str | None

    def serves(self, host: str) -> bool:
        """Return whether a machine such as `darwin-arm64` gets this one."""
        system, _, processor = host.partition("-")
        return self.system in (system, "any") and self.processor in (processor, "any")


@dataclass(frozen=True)
class Formula:
    """One formula."""

    name: str
    text: str

    @cached_property
    def version(self) -> str:
        """The version that it states, or that its addresses state."""
        stated = [found["value"] for found in self._calls("version")] or [
            match.group(1) for found in self._calls("url") for match in _IN_URL.finditer(found["value"])
        ]
        if len(set(stated)) != 1:
            raise Undecided(
                got=f"the versions {', '.join(sorted(set(stated))) or 'none'} in the formula {self.name}",
                expected="exactly one",
                advice="state it once with `version`",
            )
        return stated[0]

    @cached_property
    def downloads(self) -> tuple[Download, ...]:
        """Every archive, in the order of the text; a sha256 belongs to the url before it in the same block."""
        found: list[Download] = []
        for where, word, value in self._statements():
            if word == "url":
                found.append(Download(where["system"], where["processor"], self._filled(value), None))
            elif word == "sha256" and found and found[-1].sha256 is None:
                last = found.pop()
                found.append(Download(last.system, last.processor, last.url, value.lower()))
        return tuple(found)

    def _filled(self, url: str) -> str:
        return re.sub(r"#\{version\}", lambda _: self.version, url)

    def _calls(self, word: str) -> list[re.Match[str]]:
        found = (_CALL.match(line) for line in self.text.splitlines())
        return [match for match in found if match and match["word"] == word]

    def _statements(self) -> Iterator[tuple[dict[str, str], str, str]]:
        """Walk through the lines with the conditions that hold in each; side blocks are passed over."""
        stack: list[dict[str, str] | None] = []
        for line in self.text.splitlines():
            bare = line.split("#")[0] if not _CALL.match(line) else line
            if re.match(r"^\s*else\b", bare) and stack:
                stack[-1] = _opposite(stack[-1])
            elif re.match(r"^\s*elsif\b", bare) and stack:
                stack[-1] = _condition(bare)
            elif re.match(r"^\s*end\b", bare) and stack:
                stack.pop()
            elif _OPENS.search(bare):
                stack.append(None if _ASIDE.match(bare) else _condition(bare))
            elif (call := _CALL.match(line)) and None not in stack:
                yield _holding(stack), call["word"], call["value"]


def _condition(line: str) -> dict[str, str]:
    return {what: yes for pattern, (what, yes, _) in _CONDITIONS if pattern.search(line)}


def _opposite(held: dict[str, str] | None) -> dict[str, str] | None:
    other = {yes: no for _, (_, yes, no) in _CONDITIONS}
    return None if held is None else {what: other[value] for what, value in held.items()}


def _holding(stack: list[dict[str, str] | None]) -> dict[str, str]:
    held = dict(_ANY)
    for level in stack:
        held.update(level or {})
    return held
