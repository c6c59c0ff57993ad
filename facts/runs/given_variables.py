"""Variables of the environment that scripts read and that nothing which is known sets."""

from __future__ import annotations

import re
from collections.abc import Collection

_READ = re.compile(
    r"\$\{?#?([A-Z_][A-Z0-9_]*)\b(?!:[-=+])|environ(?:\.get)?\s*[\[(]\s*[\"'](\w+)|getenv\(\s*[\"'](\w+)|ENVIRON\[\"(\w+)|\benv\.(\w+)"
)
_SET = re.compile(
    r"(?<![\w$])([A-Za-z_]\w*)(?:\[[^\]]*\])?\+?=|\bread\b(?:\s+-\w+)*((?:\s+[A-Za-z_]\w*)+)|\bfor\s+(\w+)\s+in\b|"
    r"\b(?:mapfile|readarray)\b[^\n]*?\s(\w+)\s*(?:<|$)"
)
# What bash sets itself, and tokens, which no text depends on.
_OWN_WORDS = """
PWD OLDPWD IFS LINENO RANDOM SECONDS BASH_SOURCE BASH_REMATCH PIPESTATUS FUNCNAME UID EUID OPTARG OPTIND REPLY _ PATH HOME GH_TOKEN
GITHUB_TOKEN NR NF FS RS OFS ORS RSTART RLENGTH FILENAME FNR SUBSEP
"""
_OWN = frozenset(_OWN_WORDS.split())


def unknown_variables(text: str, given: Collection[str]) -> frozenset[str]:
    """Return the names of variables that a text reads, of the environment, and that are neither given nor set in it."""
    read = {name for groups in _READ.findall(text) for name in groups if name}
    made = {name for groups in _SET.findall(text) for each in groups for name in each.split()}
    return frozenset(read - made - _OWN - set(given))
