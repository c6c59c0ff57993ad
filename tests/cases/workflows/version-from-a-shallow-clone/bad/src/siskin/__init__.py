"""Sentences."""


def sentences(text: str) -> list[str]:
    return [part.strip() for part in text.split(".") if part.strip()]
