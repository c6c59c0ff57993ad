"""A Node program as shell: every command that it starts with constants, where it starts it.

There is no parser of JavaScript here: calls of `child_process`, execa and zx are read as far as their words are
written out; what decides whether one is reached is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from facts.tasks.task import Task, placed, quoted

_CALL = re.compile(
    r"\b(execSync|execFileSync|spawnSync|execFile|spawn|exec|execa|execaSync|execaCommand|execaCommandSync)\s*\(\s*"
)
_TAGGED = re.compile(r"(?:\bawait\s+|\breturn\s+|^\s*)\$(?:\([^)]*\)|\.\w+)?`([^`]*)`", re.M)
_TEXT = re.compile(r"""'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|`((?:[^`\\]|\\.)*)`""", re.S)
_OF_RELEASES = re.compile(r"\b(createRelease|updateRelease|uploadReleaseAsset|createRef)\s*\(")
_PASSES_ON = re.compile(
    r"\bthrow\b|process\.exit\(\s*[^0)\s]|exitCode\s*=|setFailed|\breject\(|failed?\s*(=|\+\+|\+=|\.push)|errors?\.push|ok\s*="
)
_UNSEEN = frozenset({"spawnSync", "spawn", "exec", "execFile"})


def program(text: str) -> Task:
    """Return the program as one task."""
    lines: dict[int, str] = {}
    plain = re.sub(r"/\*.*?\*/", lambda found: re.sub(r"[^\n]", " ", found[0]), text, flags=re.S)
    plain = re.sub(r"(^|\s)//[^\n]*", r"\1", plain)
    caught = tuple(_caught(plain))
    for found in _CALL.finditer(plain):
        if command := _command(plain, found.end()):
            seen = (
                found[1] not in _UNSEEN
                or plain[: found.start()].endswith("exec.")
                or re.search(r"\.status\b|exitCode|'(close|exit)'|\"(close|exit)\"|promisify|error", plain)
            )
            forgiven = any(begin < found.start() < end for begin, end in caught) or _is_forgiven(plain, found.end())
            _add(lines, plain, found.start(), command if seen and not forgiven else f"{command} || true")
    for found in _TAGGED.finditer(plain):
        _add(lines, plain, found.start(), _inner(found[1]))
    for found in _OF_RELEASES.finditer(plain):
        given = re.split(r"\n\s*\}?\s*\)|\}\s*\)", plain[found.end() : found.end() + 2000], maxsplit=1)[0]
        if command := _request(found[1], given):
            _add(lines, plain, found.start(), command)
    return Task("", 1, placed(lines, text.count("\n") + 1))


def _caught(text: str) -> Iterator[tuple[int, int]]:
    """Yield where blocks begin and end whose failure is caught and goes nowhere."""
    for found in re.finditer(r"\btry\s*\{", text):
        end = _closing(text, found.end())
        after = re.match(r"\s*catch\s*(?:\([^)]*\))?\s*\{", text[end:])
        if after:
            start = end + after.end()
            if not _PASSES_ON.search(text[start : _closing(text, start)]):
                yield found.end(), end


def _closing(text: str, at: int) -> int:
    """Return the place behind the brace that closes a block which begins there."""
    depth = 1
    while at < len(text) and depth:
        depth += {"{": 1, "}": -1}.get(text[at], 0)
        at += 1
    return at


def _is_forgiven(text: str, at: int) -> bool:
    """Whether the promise of a call is given a handler that does nothing about its failure."""
    found = re.match(r"[^;\n]*?\)\s*\.catch\(([^;\n]*)", text[at:])
    return found is not None and not _PASSES_ON.search(found[1])


def _request(method: str, given: str) -> str:
    """Return a call of GitHub's client as the request that it makes."""
    draft = re.search(r"\bdraft\s*:\s*(true|false)", given)
    address = "https://api.github.com/repos/o/r"
    if method == "createRelease":
        return f"curl -f -X POST -d draft={draft[1] if draft else 'false'} {address}/releases"
    if method == "updateRelease":
        return f"curl -f -X PATCH -d draft=false {address}/releases/1" if draft and draft[1] == "false" else ""
    if method == "uploadReleaseAsset":
        return "curl -f -X POST -T file https://uploads.github.com/repos/o/r/releases/1/assets"
    return f"curl -f -X POST -d ref=tag {address}/git/refs" if "refs/tags/" in given else ""


def _add(lines: dict[int, str], text: str, at: int, command: str) -> None:
    number = text[:at].count("\n") + 1
    lines[number] = f"{lines[number]}; {command}" if number in lines else command


def _command(text: str, at: int) -> str:
    first = _TEXT.match(text, at)
    if not first:
        return ""
    said = _inner(next(part for part in first.groups() if part is not None))
    rest = text[first.end() : first.end() + 2000]
    listed = re.match(r"\s*,\s*\[(.*?)\]", rest, re.S)
    if not listed:
        return said.replace("\n", " ")
    words = []
    for item in re.split(r",(?![^`'\"]*[`'\"]\s*(?:,|$))|,", listed[1]):
        found = _TEXT.search(item)
        words.append(
            quoted(_inner(next(p for p in found.groups() if p is not None))) if found else ("$js" if item.strip() else "")
        )
    return " ".join([said, *filter(None, words)])


def _inner(text: str) -> str:
    return re.sub(r"\$\{[^{}]*\}", "${js}", text).replace("\\\n", " ").replace("\n", " ")
