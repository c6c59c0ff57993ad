"""Whether the text in a license file is the license that the project declares."""

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from core.findings import Finding
from facts.licenses.license_texts import carries, identified, is_known
from facts.licenses.spdx import Expression
from facts.vcs.git import Checkout
from gates.licensing.license_files import joined
from gates.licensing.missing_notices import is_license_file
from profiles.schema.licensing import PackageFolder

_LEAST = 40  # words: a shorter text only names a license


def foreign(checkout: Checkout, row: PackageFolder, ours: str) -> list[Finding]:
    """Complain about each required license file that holds another license than ours, or none at all."""
    paths = [joined(row.path, name) for name in row.required_files if is_license_file(name)]
    names = Expression(ours).names if ours else ()
    if not names or not any(is_known(name) for name in names):
        return []  # a license whose text nobody can tell from another
    texts = {path: checkout.text(path) for path in paths if path in checkout.tracked}
    return [finding for path in texts for finding in _foreign(path, texts, names)]


def _names(path: str, license: str) -> bool:
    """Whether a file is called by a license: LICENSE-MPL-2.0.txt, LICENSE.zlib."""
    return license.partition("-")[0].lower() in PurePosixPath(path).name.lower()


def _foreign(path: str, texts: Mapping[str, str], names: tuple[str, ...]) -> Iterator[Finding]:
    text = texts[path]
    if not text.strip() or any(carries(text, name) for name in names):
        return  # an empty file is named elsewhere
    other = identified(text)
    if other and _names(path, other) and any(carries(each, name) for each in texts.values() for name in names):
        return  # the license of a part, in a file that is called so, next to ours
    beside = [PurePosixPath(each).name for each in texts if each != path]
    words = text.lower()
    if other is None and (len(text.split()) >= _LEAST or any(name.lower() in words for name in (*names, *beside))):
        return  # words that nobody here knows, or a pointer to the files that hold them
    yield Finding(
        "",
        path,
        0,
        f"this is not the text of the declared license but {other or 'of no known license'}",
        " or ".join(names),
        "replace it with the text of the declared license, or correct the profile's licensing.license",
    )
