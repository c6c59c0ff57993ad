"""Links inside a release archive that stand for another of its own files: `libdemo.so` for `libdemo.so.1`, as tar keeps them.

A link is harmless where its target is a relative path that stays inside and is there, and nothing is unpacked through it.
"""

import posixpath
from collections.abc import Collection, Mapping, Sequence

from facts.archives.member import Member

_MOST = 8  # links in a row


def resolved(members: Sequence[Member]) -> dict[str, str]:
    """Return the harmless links by name, each with the file that it stands for; empty for one that stands for a directory."""
    known = {_plain(member.name): member for member in members}
    folders = {folder for name in known for folder in _above(name)} | {
        _plain(one.name) for one in members if one.kind == "folder"
    }
    ends = {one.name: _end(one, known, folders) for one in members if one.target and _plain(one.name) not in folders}
    return {
        name: known[end].name if end in known and known[end].kind == "file" else ""
        for name, end in ends.items()
        if end is not None
    }


def _end(member: Member, known: Mapping[str, Member], folders: Collection[str]) -> str | None:
    for _ in range(_MOST):
        start = "" if member.kind == "hard link" else posixpath.dirname(_plain(member.name))
        place = posixpath.normpath(posixpath.join(start, member.target))
        if member.target.startswith("/") or "\\" in member.target or "\0" in member.target or place.split("/")[0] in ("..", "."):
            return None
        if place in folders or (place in known and known[place].kind == "file"):
            return place
        if place not in known or not known[place].target:
            return None
        member = known[place]
    return None


def _plain(name: str) -> str:
    return name.removeprefix("./").rstrip("/")


def _above(name: str) -> list[str]:
    parts = name.split("/")[:-1]
    return ["/".join(parts[: number + 1]) for number in range(len(parts))]
