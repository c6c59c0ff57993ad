"""Signed logs."""

import hashlib
import sys

__version__ = "1.51.0"


def sign(line: str, before: str = "") -> str:
    return hashlib.sha256((before + line).encode()).hexdigest()


def main() -> int:
    if "--version" in sys.argv[1:]:
        print(f"sandpiper {__version__}")
        return 0
    for line in sys.stdin:
        print(sign(line))
    return 0
