"""Source text without its comments, or with comments and the insides of strings blanked out in place."""

import re

_RUST = re.compile(
    r"//[^\n]*"
    r"|/\*(?:[^*/]|\*(?!/)|/(?!\*)|/\*(?:[^*]|\*(?!/))*\*/)*\*/"  # block comments, nested once
    r'|b?r(?P<hashes>#*)".*?"(?P=hashes)'
    r'|b?"(?:\\.|[^"\\])*"'
    r"|b?'(?:\\(?:x[0-9a-fA-F]{2}|u\{[^}]*\}|.)|[^'\\\n])'",  # a character; a lifetime has no closing quote
    re.DOTALL,
)
_C = re.compile(r"//[^\n]*|/\*.*?\*/" r'|"(?:\\.|[^"\\\n])*"' r"|'(?:\\.|[^'\\\n])*'", re.DOTALL)
_GO = re.compile(r"//[^\n]*|/\*.*?\*/" r'|"(?:\\.|[^"\\\n])*"' r"|`[^`]*`|'(?:\\.|[^'\\\n])+'", re.DOTALL)
_SCRIPT = re.compile(r"//[^\n]*|/\*.*?\*/" r'|"(?:\\.|[^"\\\n])*"' r"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`", re.DOTALL)
_BY_SUFFIX = {".rs": _RUST, ".c": _C, ".h": _C, ".go": _GO, ".js": _SCRIPT, ".ts": _SCRIPT}


def masked(text: str, suffix: str) -> str:
    """Blank comments out, and strings but for their quotes; every character keeps its place."""
    return _BY_SUFFIX[suffix].sub(lambda found: _blank(found.group()), text)


def uncommented(text: str, suffix: str) -> str:
    """Drop the comments; strings stay."""
    return _BY_SUFFIX[suffix].sub(lambda found: " " if found.group().startswith("/") else found.group(), text)


def _blank(piece: str) -> str:
    """Blank a comment whole; keep a string's own quotes, so that `extern "C"` still shows where its string was."""
    inside = re.sub(r"[^\n]", " ", piece)
    quoted = piece[0] == piece[-1] and piece[0] in "\"'`"
    return piece[0] + inside[1:-1] + piece[-1] if quoted else inside
