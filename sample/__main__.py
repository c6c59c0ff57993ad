"""``python -m sample``."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from sample.defects import all_defects
from sample.repository import write
from sample.sample_errors import SampleError
from sample.serving import run


def main(arguments: Sequence[str] | None = None) -> int:
    """Write, list or serve; returns the exit status."""
    options = _parser().parse_args(arguments)
    try:
        return _carry_out(options)
    except SampleError as error:
        print(f"sample: {error}", file=sys.stderr)
        return 4


def _carry_out(options: argparse.Namespace) -> int:
    if options.list:
        return _list()
    if options.directory is None:
        raise SampleError("no folder was named; say python -m sample DIR, or --list")
    if options.serve:
        return run(options.directory, options.port)
    print(write(options.directory, options.defect))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m sample", description="Write the embedded sample project, with or without a defect, or serve its packages."
    )
    parser.add_argument(
        "directory",
        nargs="?",
        type=Path,
        metavar="DIR",
        help="directory for the checkout; its remote is written next to it, to DIR.git",
    )
    parser.add_argument("--defect", metavar="NAME", help="introduce one defect; --list prints the names")
    parser.add_argument(
        "--list", action="store_true", help="print each defect that blocks: its name, the check that must report it, the stage"
    )
    parser.add_argument("--serve", action="store_true", help="build DIR and serve wheel and sdist as a Python index on loopback")
    parser.add_argument("--port", type=int, default=0, help="port to serve on (default: any that is free)")
    return parser


def _list() -> int:
    for defect in all_defects():
        # A defect that leaves its check an error (101) is put in by name too, and the suite's own tests know it.
        if defect.outcome == "failed":
            print(defect.name, defect.check, defect.stage)
    return 0


if __name__ == "__main__":
    sys.exit(main())
