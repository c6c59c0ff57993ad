"""Text that was damaged: encoded twice, emptied, cut off."""

import re
from collections.abc import Collection
from pathlib import PurePosixPath

from core.findings import Finding
from facts.text.markdown_text import damaged, unclosed_fence, without_code
from gates.preflight.working_tree import TreeFile

_MEANT_EMPTY = ("__init__.py", "py.typed", ".gitkeep", ".keep", ".gitmodules", ".nojekyll", ".placeholder")
_NEVER_EMPTY = re.compile(
    r"(?:^|/)(?:README|LICEN[CS]E|COPYING|NOTICE|CHANGELOG|THIRD_PARTY|SECURITY|CONTRIBUTING)[^/]*$"
    r"|\.(?:md|rst|sh|bash|ya?ml|toml|json|rb)$"
)


def garbled(files: Collection[TreeFile]) -> list[Finding]:
    """Complain about prose that was encoded twice or lost characters."""
    return [
        Finding(
            "",
            file.path,
            spot.line,
            f"text that was encoded twice or lost ({spot.shown!r})",
            "the character that it was",
            "restore the text and save it as UTF-8",
        )
        for file in files
        if file.is_prose and damaged(file.text)
        for spot in damaged(without_code(file.text))
    ]


def cut_off(files: Collection[TreeFile], empty_before: Collection[str] = ()) -> list[Finding]:
    """Complain about files that are empty or end in the middle; those that the base had empty are meant to be."""
    blank = [
        Finding("", file.path, 0, "an empty file", "a file with content", "restore or remove it")
        for file in files
        if not file.data.strip() and _NEVER_EMPTY.search(file.path) and PurePosixPath(file.path).name not in _MEANT_EMPTY
        if file.path not in empty_before
    ]
    torn = [(file, unclosed_fence(file.text)) for file in files if file.path.endswith(".md")]
    return blank + [
        Finding("", file.path, line, "the file ends inside this code block", "a closing fence", "restore the rest")
        for file, line in torn
        if line
    ]
