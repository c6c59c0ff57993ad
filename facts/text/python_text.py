"""Python source with comments and the insides of strings blanked out in place, as Python itself splits it into tokens."""

import io
import re
import tokenize
from collections.abc import Collection, Iterator
from itertools import accumulate


def masked(text: str, keep: Collection[str] = ()) -> str:
    """Blank what is not run, but strings that say exactly one of these words; what is no Python stays as it is."""
    try:
        spans = list(_spans(text, keep))
    except (tokenize.TokenError, SyntaxError):
        return text  # a template, or Python 2: better to read too much than too little
    for start, end in spans:
        text = text[:start] + re.sub(r"[^\n]", " ", text[start:end]) + text[end:]
    return text


def _spans(text: str, keep: Collection[str]) -> Iterator[tuple[int, int]]:
    starts = [0, *accumulate(len(line) for line in io.StringIO(text, newline=""))]
    for token in tokenize.generate_tokens(io.StringIO(text, newline="").readline):
        is_prose = token.type == tokenize.STRING and re.sub(r"^\w*['\"]+|['\"]+$", "", token.string) not in keep
        if is_prose or token.type == tokenize.COMMENT:
            yield starts[token.start[0] - 1] + token.start[1], starts[token.end[0] - 1] + token.end[1]
