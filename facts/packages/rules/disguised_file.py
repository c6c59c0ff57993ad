"""A file that is not what its name promises: empty, a web page, a Git LFS pointer, or where a symbolic link points."""

import re
from collections.abc import Iterable, Iterator

from core.findings import Finding
from core.rules import Rule
from facts.packages.subject import Subject

RULE = Rule(
    id="disguised-file",
    title="No file is in fact empty, a web page, a Git LFS pointer or the target of a symbolic link.",
    why="A failed download, or a checkout without LFS or symbolic links, leaves a small text file where users expect something else.",
    fix="fetch or build the file, then build the package again",
    bad={"demo/__init__.py": "", "demo/model.onnx": "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n"},
    good={"demo/__init__.py": "", "demo/model.onnx": "ONNX" * 20},
    given={"kind": "wheel"},
)
_BINARY = re.compile(
    r"\.(so(\.\d+)*|dylib|dll|pyd|node|exe|wasm|a|lib|jar|zip|t?gz|xz|bz2|zst|7z|whl|deb|rpm|dmg|pkg|msi|appimage|png|jpe?g|woff2?|ttf)$",
    re.IGNORECASE,
)
_POINTER = b"version https://git-lfs.github.com/spec/"
_SHORT = 200  # bytes
_LINK = re.compile(rb"(?:\.\.?/)++(?:[\w.-]++/)*+([\w.-]+)")
_TESTS = re.compile(r"(^|/)(tests?|test[-_]?data|fixtures|__tests__)/", re.IGNORECASE)


def findings(subject: Subject) -> Iterable[Finding]:
    """Look at the start of every file, and at the artifact itself."""
    yield from _whole(subject)
    if subject.archive is None:
        return
    for path in subject.files:
        if not _TESTS.search(path) and (what := _what(path, subject.read(path))):
            yield subject.finding(RULE.id, f"{path} is {what}", "the file's own content", RULE.fix)


def _whole(subject: Subject) -> Iterator[Finding]:
    data = subject.path.read_bytes()
    what = "an empty file" if not data.strip() else _text(data)
    if what and subject.kind not in ("checksums", "formula") and not subject.name.endswith((".html", ".htm")):
        yield subject.finding(RULE.id, what, "a package or program", RULE.fix)


def _what(path: str, data: bytes) -> str:
    if data.startswith(_POINTER) and len(data) < 1024:
        return "a Git LFS pointer"
    if len(data) < _SHORT and (link := _LINK.fullmatch(data.strip())) and link[1].decode() == path.rpartition("/")[2]:
        return "the target of a symbolic link"
    if not _BINARY.search(path):
        return ""
    return "an empty file" if not data and not path.endswith((".a", ".lib")) else _text(data)


def _text(data: bytes) -> str:
    head = data[:512].lstrip().lower()
    if data.startswith(_POINTER):
        return "a Git LFS pointer"
    if head.startswith((b"<!doctype html", b"<html")):
        return "a web page"
    return "an error response" if head.startswith((b"not found", b'{"message"', b"404:", b"access denied", b"<?xml")) else ""
