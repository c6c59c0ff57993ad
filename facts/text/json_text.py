"""JSON as npm and Node read it: a byte order mark before it does not count (RFC 8259, section 8.1)."""

import json
from typing import Any

_MARK = "\ufeff"


def parsed(text: str) -> Any:
    """Parse JSON; raise ValueError where it is none."""
    return json.loads(unmarked(text))


def unmarked(text: str) -> str:
    """Return the text without a byte order mark, which npm, Node and cargo skip; Python's own readers refuse it."""
    return text.removeprefix(_MARK)
