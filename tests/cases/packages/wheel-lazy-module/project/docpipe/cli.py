import sys

from . import __version__


def main() -> None:
    if sys.argv[1:] == ["--version"]:
        print(f"docpipe {__version__}")
        return
    from .agents.factory import build

    print(build(sys.argv[1] if sys.argv[1:] else "nobody"))
