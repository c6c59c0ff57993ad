"""Names for colours."""

NAMES = {"#808080": "grey"}


def name(code: str) -> str:
    return NAMES.get(code.lower(), "unnamed")
