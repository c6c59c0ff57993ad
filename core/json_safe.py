"""Make any value plain: what JSON and execnet can carry, without lone surrogates, its texts passed through a filter."""

from collections.abc import Callable
from typing import Any


def plain(value: Any, clean: Callable[[str], str]) -> Any:
    """Return the value with every text cleaned and everything that is no plain value turned into text."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, dict):
        return {plain(str(key), clean): plain(entry, clean) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(plain(entry, clean) for entry in value) if type(value) in (list, tuple) else plain(list(value), clean)
    text = value if isinstance(value, str) else str(value)
    return clean(text.encode("utf-8", "backslashreplace").decode("utf-8"))
