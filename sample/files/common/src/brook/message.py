"""A message as callers see it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Message:
    """A text and its number in the pool; the first is 1."""

    seq: int
    text: str
