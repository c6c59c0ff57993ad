"""Reads the version of the release from the package's source."""

import re
from pathlib import Path


def version(path):
    """Return the version that the file at the path assigns."""
    text = (Path(__file__).resolve().parent / path).read_text(encoding="utf-8")
    return re.search(r'^VERSION = "([^"]+)"$', text, re.MULTILINE).group(1)
