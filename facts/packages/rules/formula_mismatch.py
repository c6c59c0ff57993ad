"""A formula whose version, addresses or digests are not those of the release."""

import re
from collections.abc import Iterable, Iterator
from hashlib import sha256

from core.errors import Fault
from core.findings import Finding
from core.rules import Rule
from facts.archives.formula import Formula
from facts.packages.subject import Subject

RULE = Rule(
    id="formula-mismatch",
    title="A formula contains the version, the URLs and the checksums of the release.",
    why="brew compares versions to offer an upgrade, and rejects an archive whose checksum differs.",
    fix="generate the formula from the release's own files",
)
_IN_URL = re.compile(r"(?:/v?|[_-]v?)(\d+\.\d+(?:\.\d+)*(?:-[0-9A-Za-z.]+?)?)(?=/|[_-][A-Za-z]|\.(?:tar|t[gx]z|zip|gz)|$)")
_STATED = re.compile(r'^[^\S\n]*version\s+"([^"]+)"', re.MULTILINE)
_CLASS = re.compile(r"^[^\S\n]*class\s+(\w+)\s*<\s*Formula", re.MULTILINE)


def findings(subject: Subject) -> Iterable[Finding]:
    """Compare what the formula states with itself and with what lies next to it."""
    if subject.kind == "formula":
        text = subject.path.read_text("utf-8", "replace")
        for got, expected in _wrong(subject, text):
            yield subject.finding(RULE.id, got, expected, RULE.fix)


def _wrong(subject: Subject, text: str) -> Iterator[tuple[str, str]]:
    name = subject.name.removesuffix(".rb")
    expected = "".join(part[:1].upper() + part[1:] for part in re.split(r"[-_.]", name.replace("@", "AT").replace("+", "x")))
    found = _CLASS.search(text)
    if found is None or found[1] != expected:
        yield f"class {found[1] if found else 'without a name'}", f"{expected}, as its file name requires"
    stated = _STATED.search(text)
    if stated and subject.version and stated[1] != subject.version:
        yield f"version {stated[1]}", subject.version
    try:
        downloads = Formula(name, text if stated else f"{text}\n").downloads
    except Fault:
        downloads = ()
    beside = {path.name: path for path in subject.beside}
    for download in downloads:
        asset = download.url.rpartition("/")[2]
        if download.sha256 is not None and not re.fullmatch(r"[0-9a-f]{64}", download.sha256):
            yield f"sha256 {download.sha256[:20]} for {asset}", "64 hexadecimal digits"
        versions = set(_IN_URL.findall(download.url))
        wanted = stated[1] if stated else subject.version
        if wanted and versions and wanted not in versions:
            yield f"{download.url} of {', '.join(sorted(versions))}", f"version {wanted}"
        if asset in beside and download.sha256 != sha256(beside[asset].read_bytes()).hexdigest():
            yield f"sha256 {str(download.sha256)[:12]} for {asset}", "the checksum of its bytes"
        elif asset not in beside and any(other.name != subject.name for other in subject.beside) and _is_asset(download.url):
            yield f"the URL of {asset}", f"a file in the release: {', '.join(sorted(set(beside) - {subject.name}))}"


def _is_asset(url: str) -> bool:
    return "/releases/download/" in url
