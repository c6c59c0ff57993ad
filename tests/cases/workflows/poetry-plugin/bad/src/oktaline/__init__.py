"""Fold lines at a width."""

import textwrap


def fold(text: str, width: int = 72) -> str:
    return "\n".join(
        textwrap.fill(line, width) if line else "" for line in text.splitlines()
    )
