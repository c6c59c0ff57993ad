"""Requirements files: which lines pin one version, and which leave it open or to somebody else.

https://pip.pypa.io/en/stable/reference/requirements-file-format/
"""

import re
from collections.abc import Collection, Iterator
from pathlib import PurePosixPath

_PINNED = re.compile(r"[A-Za-z0-9][\w.-]*(?:\[[^\]]*\])?\s*===?\s*[\w.!+-]+(?=\s|;|$)(?!\s*,)")
_FILE = re.compile(r"(?:-r|--requirement)[\s=]*(\S+)")
_LOCAL = re.compile(r"(?:(?:-e|--editable)[\s=]*)?\.{1,2}(?:/[\w./-]*)?(?:\[[^\]]*\])?(?:\s|$)")
_ASKS = re.compile(r"-r|--requirement|-e|--editable")


def loose(path: str, text: str, elsewhere: Collection[str]) -> Iterator[tuple[int, str]]:
    """Yield line and text of what is no exact pin; a file that is read elsewhere, options and our own folder may stand there."""
    for number, line in _logical(text):
        if _ASKS.match(line) and not _LOCAL.match(line):
            found = _FILE.match(line)
            named = str(PurePosixPath(path).parent / found[1]) if found else ""
            if named not in elsewhere:
                yield number, line
        elif not line.startswith("-") and not _PINNED.match(line) and not _LOCAL.match(line):
            yield number, line


def _logical(text: str) -> Iterator[tuple[int, str]]:
    """Join what a backslash continues and drop comments, as pip does."""
    start, held = 1, ""
    for number, line in enumerate(text.splitlines(), 1):
        start = start if held else number
        held += line.rstrip().removesuffix("\\") if not line.lstrip().startswith("#") else ""
        if not line.rstrip().endswith("\\") and (whole := re.sub(r"(?:^|\s)#.*$", "", held).strip()):
            yield start, whole
        held = held if line.rstrip().endswith("\\") else ""
