"""Misuse the one place that looks at foreign memory: wrong lengths, wrong bytes, nothing at all.

usage: python -m tests.header_smoke MODULE
"""

import importlib
import random
import sys
from typing import Any

from brook import DamagedPool

ROUNDS = 2000


def refuses(load: Any, data: bytes) -> bool:
    """Whether a loader says no to some bytes, as it should, instead of reading them."""
    try:
        load(data)
    except DamagedPool:
        return True
    return False


def bad_headers(module: Any) -> list[bytes]:
    """Every length that is too short, and as many foreign headers of the right length."""
    noise = random.Random(1)  # noqa: S311
    short = [module.dump(module.SIZE, 0)[:length] for length in range(module.SIZE)]
    return short + [noise.randbytes(module.SIZE) for _ in range(ROUNDS)]


def main(name: str) -> int:
    """Hold every bad header against the loader of a module."""
    module = importlib.import_module(name)
    if not hasattr(module, "load"):
        print(f"{name} has no load: nothing was misused", file=sys.stderr)
        return 1
    accepted = [data for data in bad_headers(module) if not refuses(module.load, data)]
    for data in accepted[:5]:
        print(f"accepted {data.hex()}", file=sys.stderr)
    return 1 if accepted else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
