"""Tide tables."""


def rows(text: str) -> list[list[str]]:
    return [line.split(";") for line in text.lstrip("\ufeff").splitlines() if line]
