"""Reasons and names that a person wrote: with letters that a reader sees, not dots, blanks or signs without a width."""

# Letters, less those that are drawn as nothing (the fillers of Hangul).
_LETTER = r"[^\W\d_\u115f\u1160\u3164\uffa0]"
_OTHER = r"[\W\d_\u115f\u1160\u3164\uffa0]*"
REASON = rf"({_LETTER}{_OTHER}){{8}}"  # eight letters
NAME = rf"{_LETTER}"
