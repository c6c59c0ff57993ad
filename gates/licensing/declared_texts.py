"""Whether the text in a licence file is the licence that the project declares."""

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from facts.licenses.license_texts import carries, identified, is_known
from facts.licenses.spdx import Expression
from facts.vcs.git import Checkout
from gates.licensing.license_files import Row, joined
from gates.licensing.missing_notices import is_licence_file

_LEAST = 40  # words: a shorter text only names a licence


def foreign(checkout: Checkout, row: Row, ours: str) -> list[str]:
    """Complain about each owed licence file that holds another licence than ours, or none at all."""
    paths = [joined(row.path, name) for name in row.owes if is_licence_file(name)]
    names = Expression(ours).names if ours else ()
    if not names or not any(is_known(name) for name in names):
        return []  # a licence whose text nobody can tell from another
    texts = {path: checkout.text(path) for path in paths if path in checkout.tracked}
    return [sentence for path in texts for sentence in _foreign(path, texts, names)]


def _foreign(path: str, texts: Mapping[str, str], names: tuple[str, ...]) -> Iterator[str]:
    text = texts[path]
    if not text.strip() or any(carries(text, name) for name in names):
        return  # an empty file is named elsewhere
    other = identified(text)
    beside = [PurePosixPath(each).name for each in texts if each != path]
    words = text.lower()
    if other is None and (len(text.split()) >= _LEAST or any(name.lower() in words for name in (*names, *beside))):
        return  # words that nobody here knows, or a pointer to the files that hold them
    yield (
        f"{path}: this is not the text of our licence (got {other or 'no licence'}, expected {' or '.join(names)}); put the "
        "text of the declared licence in, or correct the profile's licensing.licence"
    )
