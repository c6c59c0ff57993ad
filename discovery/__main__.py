"""`python -m discovery --project=DIR` prints what a repository says by itself."""

import argparse
import sys
import tempfile
from pathlib import Path

from core.errors import Fault
from core.terminal import say
from discovery.model import at, of_checkout
from discovery.printed import lines
from facts.vcs import snapshot
from facts.vcs.git import Checkout


def main(words: list[str] | None = None) -> int:
    """Print the model."""
    parser = argparse.ArgumentParser(prog="python -m discovery", description="What a repository says by itself")
    parser.add_argument("--project", metavar="DIR", default=".", type=Path)
    parser.add_argument("--at", metavar="REF", help="a commit or tag instead of the checkout as it is")
    wanted = parser.parse_args(words)
    try:
        with tempfile.TemporaryDirectory(prefix="suite-discovery-") as folder:
            snapshot.take(wanted.project.resolve(), Path(folder), [wanted.at] if wanted.at else [])
            checkout = Checkout(Path(folder))
            for line in lines(at(checkout, wanted.at) if wanted.at else of_checkout(checkout)):
                say(line)
    except Fault as fault:
        say(str(fault), sys.stderr)
        return 101
    return 0


if __name__ == "__main__":
    sys.exit(main())
