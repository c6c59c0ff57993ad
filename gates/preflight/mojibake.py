"""Text that was damaged: encoded twice, emptied, cut off."""

import re
from collections.abc import Collection
from pathlib import PurePosixPath

from facts.text.markdown_text import damaged, unclosed_fence, without_code
from gates.preflight.working_tree import TreeFile

_MEANT_EMPTY = ("__init__.py", "py.typed", ".gitkeep", ".keep", ".gitmodules", ".nojekyll", ".placeholder")
_NEVER_EMPTY = re.compile(
    r"(?:^|/)(?:README|LICEN[CS]E|COPYING|NOTICE|CHANGELOG|THIRD_PARTY|SECURITY|CONTRIBUTING)[^/]*$"
    r"|\.(?:md|rst|sh|bash|ya?ml|toml|json|rb)$"
)


def garbled(files: Collection[TreeFile]) -> list[str]:
    """Complain about prose that was encoded twice or lost characters."""
    return [
        f"{file.path}:{spot.line}: text was encoded twice or lost (got {spot.shown!r}, expected the character it was); "
        "restore the text and save it as UTF-8"
        for file in files
        if file.is_prose and damaged(file.text)
        for spot in damaged(without_code(file.text))
    ]


def cut_off(files: Collection[TreeFile]) -> list[str]:
    """Complain about files that are empty or end in the middle."""
    blank = [
        f"{file.path}: empty (got no text, expected a file with content); restore or remove it"
        for file in files
        if not file.data.strip() and _NEVER_EMPTY.search(file.path) and PurePosixPath(file.path).name not in _MEANT_EMPTY
    ]
    torn = [(file, unclosed_fence(file.text)) for file in files if file.path.endswith(".md")]
    return blank + [
        f"{file.path}:{line}: the file ends inside of this code block (got no closing fence, expected one); restore the rest"
        for file, line in torn
        if line
    ]
