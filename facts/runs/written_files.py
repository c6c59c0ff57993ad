"""Which files a command makes or replaces, as paths inside the workspace: the part of a job's file system that its commands tell."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from facts.runs.ran import Ran
from facts.shell.invocations import Invocation

_OUTPUT = ("-o", "--output", "--output-file", "--outfile", "-OutFile", "-DestinationPath", "--out")
_PACKERS = ("tar", "gtar", "bsdtar")
COMPRESSORS = {"gzip": ".gz", "pigz": ".gz", "xz": ".xz", "zstd": ".zst", "bzip2": ".bz2"}
_WHOLE_FLAG = re.compile(r"-[a-zA-Z]*c[a-zA-Z]*$")
_NOWHERE = re.compile(r"^/dev/|GITHUB_(?:OUTPUT|ENV|STEP_SUMMARY|PATH)|^&|^\d?$|^-$")


def written(each: Ran) -> tuple[str, ...]:
    """Return the files, in the order in which the command names them; a part that is not known keeps its `$`."""
    found = (*each.writes, *_named(each.command))
    return tuple(dict.fromkeys(_inside(each.folder, path) for path in found if path and not _NOWHERE.search(path)))


def packed(command: Invocation) -> str:
    """Return the archive that a command makes; nothing where it makes none."""
    words = [word.text for word in command.words]
    if command.tool in _PACKERS:
        return _of_tar(words)
    if command.tool == "zip":
        return next((_with_ending(word) for word in command.arguments[:1] if word != "-"), "")
    if command.tool in ("7z", "7za", "7zz") and command.arguments[:1] == ("a",):
        return next(iter(command.arguments[1:2]), "")
    if command.tool == "Compress-Archive":
        return command.value("-DestinationPath") or ""
    return ""


def _with_ending(name: str) -> str:
    return name if "." in posixpath.basename(name) or "$" in name else f"{name}.zip"


def _of_tar(words: list[str]) -> str:
    """Return the archive of `tar`, whose letters may stand without a sign in front."""
    letters = words[0] if words and re.fullmatch(r"[A-Za-z]+", words[0]) else ""
    makes = "c" in letters or any(_WHOLE_FLAG.match(word) and not word.startswith("--") for word in words) or "--create" in words
    if not makes:
        return ""
    if letters.endswith("f") or ("f" in letters and len(words) > 1):
        return words[1] if len(words) > 1 else ""
    for word, after in zip(words, [*words[1:], ""], strict=True):
        if word.startswith("--file="):
            return word.partition("=")[2]
        if word == "--file" or (re.fullmatch(r"-[a-zA-Z]*f", word) and after != "-"):
            return after
    return ""


def _named(command: Invocation) -> Iterator[str]:
    yield packed(command)
    if command.tool == "tee":
        yield from command.arguments
    if command.tool == "touch":
        yield from command.arguments
    if command.tool in ("cp", "mv", "ln") and len(command.arguments) > 1 and not command.flag("-t", "--target-directory"):
        yield from _placed(command.arguments)
    if command.tool in COMPRESSORS and not command.flag("-d", "-c", "--stdout", "--decompress", "-dc", "-cd"):
        yield from (f"{word}{COMPRESSORS[command.tool]}" for word in command.arguments)
    for name in _OUTPUT:
        if command.flag(name) and (value := command.value(name)) and not value.startswith("-"):
            yield value


def _placed(words: tuple[str, ...]) -> Iterator[str]:
    """Yield what is put where: into a folder under its own name, or under a name of its own."""
    *sources, target = words
    into = target.endswith("/") or target in (".", "..") or len(sources) > 1
    if into:
        yield from (posixpath.join(target, posixpath.basename(each.rstrip("/"))) for each in sources)
    else:
        yield target


def _inside(folder: str, path: str) -> str:
    plain = re.sub(r"^\$(?:GITHUB_WORKSPACE|\{GITHUB_WORKSPACE\}|\{\{\s*github\.workspace\s*\}\})/", "/", path.strip("\"'"))
    if plain != path.strip("\"'"):
        return posixpath.normpath(plain.lstrip("/"))
    return posixpath.normpath(posixpath.join(folder, plain))
