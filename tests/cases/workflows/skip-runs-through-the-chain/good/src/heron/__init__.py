"""Water levels."""


def level(text: str) -> int:
    return int(text.strip().removesuffix("cm"))
