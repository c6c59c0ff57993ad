"""Words in the wind."""


def words(text: str) -> list[str]:
    return text.split()


def count(text: str) -> int:
    return len(words(text))
