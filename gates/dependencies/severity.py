"""How bad an advisory is: the worse of the word that it states and of its CVSS vectors (2, 3.0, 3.1 and 4.0).

What is not understood is `unknown`: a severity that nobody could read may be any.
"""

from collections.abc import Iterable

from cvss import CVSS2, CVSS3, CVSS4  # type: ignore[import-untyped]
from cvss.exceptions import CVSSError  # type: ignore[import-untyped]

# From harmless to critical; what nobody could read stands with those that block.
_ORDER = ("none", "low", "medium", "unknown", "high", "critical")
_SAME = {"moderate": "medium", "info": "none", "important": "high"}
# What an audit may report without blocking; `notice` is RustSec's word for advice about a crate that has no vulnerability.
TOLERATED = frozenset({"none", "low", "medium", "notice"})


def worst(words: Iterable[str], vectors: Iterable[str]) -> str:
    """Return the worst of all words and vectors, `unknown` where there is none or one is not understood."""
    found = {*map(word, words), *map(of_vector, vectors)}
    return max(found, key=_ORDER.index, default="unknown")


def word(stated: str) -> str:
    """Return a stated word as one of ours, `unknown` where it is none that is known."""
    plain = stated.strip().lower()
    plain = _SAME.get(plain, plain)
    return plain if plain in _ORDER else "unknown"


def of_vector(vector: str) -> str:
    """Return the word for the base score of a CVSS vector, `unknown` where the vector is not a whole one."""
    try:
        return word(str(_read(vector).severities()[0]))
    except CVSSError:
        return "unknown"


def _read(vector: str) -> CVSS2 | CVSS3 | CVSS4:
    if vector.startswith("CVSS:4"):
        return CVSS4(vector)
    return CVSS3(vector) if vector.startswith("CVSS:3") else CVSS2(vector)
