"""The simple repository API of Python indexes: JSON (PEP 691, 700, 740) or HTML (PEP 503), with yanks (PEP 592).

https://packaging.python.org/en/latest/specifications/simple-repository-api/
"""

from collections.abc import Iterable, Mapping
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urldefrag, urljoin

from packaging.utils import (
    InvalidSdistFilename,
    InvalidWheelFilename,
    canonicalize_name,
    parse_sdist_filename,
    parse_wheel_filename,
)
from packaging.version import InvalidVersion, Version

from core.errors import Undecided
from core.http_client import Answer, Web
from facts.indexes.listing import Listing, Offered

ACCEPT = "application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.1"


def look(web: Web, index: str, package: str, version: str) -> Listing:
    """Ask the index for one version of a package, now."""
    address = f"{index.rstrip('/')}/{canonicalize_name(package)}/"
    answer = web.get(address, ACCEPT, fresh=True)
    if answer.absent:
        return Listing(package, version, address)
    return listing(package, version, address, parse(answer, package))


def listing(package: str, version: str, source: str, files: Iterable[Offered]) -> Listing:
    """Gather what a list of files says of one version."""
    by_version: dict[Version, list[Offered]] = {}
    for file in files:
        found = version_of(file.name, package)
        if found is not None:
            by_version.setdefault(found, []).append(file)
    ours = tuple(by_version.get(Version(version), ()))
    spelt = tuple(version if found == Version(version) else str(found) for found in sorted(by_version))
    default = default_version(by_version)
    return Listing(
        package, version, source, spelt, default and (version if Version(default) == Version(version) else default), ours
    )


def default_version(files: Mapping[Version, list[Offered]]) -> str | None:
    """The version an installer takes when none is named: the newest final one that is not yanked (PEP 440, PEP 592)."""
    kept = [version for version, offered in files.items() if any(file.withdrawn is None for file in offered)]
    final = [version for version in kept if not version.is_prerelease]
    return str(max(final or kept)) if kept else None


def version_of(filename: str, package: str) -> Version | None:
    """The version that a distribution's file name states, None for a file that is no distribution of the package."""
    try:
        name, version = parse_wheel_filename(filename)[:2] if filename.endswith(".whl") else parse_sdist_filename(filename)
    except (InvalidWheelFilename, InvalidSdistFilename, InvalidVersion):
        return None
    return version if name == canonicalize_name(package) else None


def parse(answer: Answer, package: str) -> list[Offered]:
    """Read the project page in the form that the server chose."""
    kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind in {"text/html", "application/vnd.pypi.simple.v1+html"}:
        return _html(answer)
    return _json(answer, package)


def _json(answer: Answer, package: str) -> list[Offered]:
    document = answer.json()
    if not isinstance(document, dict) or not isinstance(document.get("files"), list):
        raise _unreadable(answer, "no list of files")
    if canonicalize_name(str(document.get("name", ""))) != canonicalize_name(package):
        raise _unreadable(answer, f"the page of {document.get('name')!r}")
    if str(document.get("meta", {}).get("api-version", "")).partition(".")[0] != "1":
        raise _unreadable(answer, "an API version other than 1")
    return [_file(entry, answer) for entry in document["files"]]


def _file(entry: Any, answer: Answer) -> Offered:
    try:
        yanked, hashes = entry.get("yanked", False), entry["hashes"]
        return Offered(
            name=str(entry["filename"]),
            url=urldefrag(urljoin(answer.url, entry["url"])).url,
            digests={str(name): str(value) for name, value in hashes.items()},
            size=entry.get("size"),
            withdrawn=None if yanked is False else str(yanked if isinstance(yanked, str) else ""),
            requires=entry.get("requires-python") or "",
            attested=bool(entry.get("provenance")),
            attestation=_joined(answer, entry.get("provenance")),
            since=entry.get("upload-time"),
        )
    except (AttributeError, KeyError, TypeError) as error:
        raise _unreadable(answer, f"a file entry without what PEP 691 requires ({error!r})") from error


def _joined(answer: Answer, address: object) -> str:
    return urljoin(answer.url, str(address)) if address else ""


class _Anchors(HTMLParser):
    """Collects the attributes and the text of every anchor."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[dict[str, str | None], str]] = []
        self._open: dict[str, str | None] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self._open = dict(attrs)

    def handle_data(self, data: str) -> None:
        if self._open is not None and data.strip():
            self.found.append((self._open, data.strip()))
            self._open = None


def _html(answer: Answer) -> list[Offered]:
    reader = _Anchors()
    reader.feed(answer.body.decode("utf-8", "replace"))
    files = [_anchor(attributes, text, answer) for attributes, text in reader.found if attributes.get("href")]
    if not files or not all(file.name.endswith((".whl", ".tar.gz", ".zip", ".egg", ".exe")) for file in files):
        raise _unreadable(answer, "an HTML page that is not a list of distributions")
    return files


def _anchor(attributes: Mapping[str, str | None], text: str, answer: Answer) -> Offered:
    url, fragment = urldefrag(urljoin(answer.url, attributes["href"] or ""))
    algorithm, _, digest = fragment.partition("=")
    return Offered(
        name=text,
        url=url,
        digests={algorithm: digest} if digest else {},
        withdrawn=(attributes["data-yanked"] or "") if "data-yanked" in attributes else None,
        requires=attributes.get("data-requires-python") or "",
        attested=bool(attributes.get("data-provenance")),
        attestation=_joined(answer, attributes.get("data-provenance")),
    )


def _unreadable(answer: Answer, what: str) -> Undecided:
    return Undecided(
        got=f"{what} at {answer.url}",
        expected="the page of one project as PEP 691 or PEP 503 describes it",
        advice="open the URL manually; a proxy or a login page may answer instead",
    )
