"""Lists of checksums that name other files than users download, or other digests."""

import re
from collections.abc import Iterable, Iterator
from hashlib import new as digest_of
from pathlib import Path

from core.findings import Finding
from core.rules import Rule
from facts.packages.subject import Subject, kind_of

RULE = Rule(
    id="checksum-file-mismatch",
    title="A checksum file lists the files by the names that users download, with the correct checksums.",
    why="Otherwise `sha256sum -c` next to the downloads cannot find `release/demo.tar.gz`, or reports a mismatch.",
    fix="create the checksum file in the directory of the finished files",
)
_LINE = re.compile(r"^\\?([0-9a-fA-F]{32,128})(?:[ \t]+\*?(\S.*?))?\s*$")
_BSD = re.compile(r"^(?:SHA\d+|MD5) \((.+)\) = ([0-9a-fA-F]{32,128})\s*$")
_ALGORITHMS = {32: "md5", 40: "sha1", 64: "sha256", 96: "sha384", 128: "sha512"}


def findings(subject: Subject) -> Iterable[Finding]:
    """Read the list as sha256sum would, in the folder of the downloads."""
    if subject.kind != "checksums":
        return
    beside = {path.name: path for path in subject.beside if path != subject.path}
    lines = list(_lines(subject))
    if b"\r" in subject.path.read_bytes():
        yield subject.finding(RULE.id, "lines that end with a carriage return", "plain line feeds", RULE.fix)
    yield from _unlisted(subject, {name.removeprefix("./") for _, name in lines}, beside)
    if not lines:
        yield subject.finding(RULE.id, "no line with a checksum and a name", "a checksum and a name on each line", RULE.fix)
    for digest, name in lines:
        plain = name.removeprefix("./")
        if plain not in beside:
            yield subject.finding(
                RULE.id, f"a checksum for {name}", f"names in the release: {', '.join(sorted(beside)) or 'none'}", RULE.fix
            )
        elif digest_of(_ALGORITHMS.get(len(digest), "sha256"), beside[plain].read_bytes()).hexdigest() != digest.lower():
            yield subject.finding(RULE.id, f"{digest[:12]} for {name}", "the checksum of its bytes", RULE.fix)


def _unlisted(subject: Subject, named: set[str], beside: dict[str, Path]) -> Iterator[Finding]:
    """One list for all names all archives; several lists share them."""
    others = [name for name, path in beside.items() if kind_of(path) == "checksums"]
    is_of_one = any(subject.name.startswith(f"{name}.") for name in beside)
    for name, path in beside.items() if not others and not is_of_one and named & set(beside) else ():
        if kind_of(path) not in ("checksums", "file", "formula") and name not in named:
            yield subject.finding(RULE.id, f"no checksum for {name}", "one for every archive in the release", RULE.fix)


def _lines(subject: Subject) -> Iterator[tuple[str, str]]:
    own = re.sub(r"\.(sha\d+(sum)?|md5)$", "", subject.name)
    for line in subject.path.read_text("utf-8", "replace").splitlines():
        if found := _LINE.match(line):
            yield found[1], found[2] or own
        elif found := _BSD.match(line):
            yield found[2], found[1]
