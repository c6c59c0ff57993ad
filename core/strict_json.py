"""JSON as RFC 8259 asks for it: UTF-8, no duplicate names, no NaN; anything else is not an answer."""

import json
from typing import Any

from core.errors import Undecided


def parse(body: bytes, source: str) -> Any:
    """Return the document, or raise Undecided with what stands there instead; `source` says whose answer it is."""
    if body.lstrip()[:1] == b"<":
        raise _undecided(f"a page of HTML from {source}")
    try:
        return json.loads(body.decode("utf-8"), object_pairs_hook=_unique, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise _undecided(f"an answer from {source} that is not JSON ({error})") from error


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise ValueError(f"the name {name!r} stands twice in one object")
        found[name] = value
    return found


def _no_constant(word: str) -> Any:
    raise ValueError(f"{word} is not a JSON number")


def _undecided(got: str) -> Undecided:
    return Undecided(
        got=got, expected="a JSON document", advice="request the same URL manually; a login page or a proxy may answer"
    )
