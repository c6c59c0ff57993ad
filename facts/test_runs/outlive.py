"""Run a program and pass on how it ended: death by a signal becomes 128 + its number, as shells say it.

A test program that dies of a segmentation fault is a finding about the project; our own way to run tools calls any
death by signal an accident of the host. Standard library only: it runs as a script of its own.
"""

import subprocess
import sys


def main(argv: list[str]) -> int:
    """Run the command line; return its exit status."""
    status = subprocess.run(argv, check=False, stdin=subprocess.DEVNULL).returncode
    return 128 - status if status < 0 else status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
