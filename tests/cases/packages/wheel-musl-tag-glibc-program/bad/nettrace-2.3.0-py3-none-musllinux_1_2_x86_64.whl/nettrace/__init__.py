"""Runs the program that lies beside this module."""
import os
import sys

__version__ = "2.3.0"


def main() -> None:
    program = os.path.join(os.path.dirname(__file__), "_bin", "nettrace")
    os.execv(program, [program, *sys.argv[1:]])
