"""A text that must be printed, compared whole where it begins or ends in a version."""

import re

# What makes another version of the one before it: 1.1.0.2, 1.1.01, 1.1.0rc1, 1.1.0-dirty.
_GOES_ON = r"(?!\.?[0-9])(?![-+.]?(?:a|b|c|rc|alpha|beta|dev|pre|post|dirty|snapshot)(?![a-z]))"


def holds(output: str, wanted: str) -> bool:
    """Whether an output holds a text: 11.1.0 and 1.1.0.2 do not hold 1.1.0."""
    if not wanted:
        return True
    before = r"(?<![0-9])(?<![0-9]\.)" if wanted[0].isdigit() else ""
    after = _GOES_ON if wanted[-1].isdigit() else ""
    return re.search(f"{before}{re.escape(wanted)}{after}", output) is not None
