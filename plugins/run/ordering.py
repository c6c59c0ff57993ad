"""The order in which spread work begins: what takes minutes first, what needs the host for itself when nothing else is left."""

import pytest

_LAST = 1_000_000  # after any turn that a marker names
_UNMARKED = _LAST - 1


def in_turn(items: list[pytest.Item]) -> list[pytest.Item]:
    """Return the checks in the order of their turns, those of one turn as they were collected."""
    return sorted(items, key=_turn)


def _turn(item: pytest.Item) -> int:
    if "alone" in getattr(item, "fixturenames", ()):
        return _LAST
    marker = item.get_closest_marker("early")
    return next(iter(marker.args), _UNMARKED - 1) if marker else _UNMARKED
