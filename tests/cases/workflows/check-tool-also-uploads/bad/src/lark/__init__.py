"""Repeated words."""


def repeated(text: str) -> list[str]:
    words = text.lower().split()
    return [a for a, b in zip(words, words[1:]) if a == b]
