"""Guess the language of a word."""

from importlib.resources import files

MAGIC = b"TLM1"


def weights() -> bytes:
    """Return the weights; raise ValueError when they are damaged."""
    raw = files(__name__).joinpath("data", "weights.bin").read_bytes()
    if not raw.startswith(MAGIC):
        raise ValueError("weights.bin is damaged")
    return raw[len(MAGIC):]


def guess(word: str) -> str:
    table = weights()
    score = sum(table[ord(letter) % len(table)] for letter in word)
    return "de" if score % 2 else "en"
