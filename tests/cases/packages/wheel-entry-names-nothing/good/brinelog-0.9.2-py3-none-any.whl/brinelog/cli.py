import argparse

from brinelog import __version__
from brinelog.count import count_levels


def main(argv=None):
    parser = argparse.ArgumentParser(prog="brinelog", description="Counts the levels in a log file.")
    parser.add_argument("--version", action="version", version=f"brinelog {__version__}")
    parser.add_argument("file", type=argparse.FileType("r", encoding="utf-8"))
    args = parser.parse_args(argv)
    for level, number in count_levels(args.file).most_common():
        print(f"{level}\t{number}")
    return 0
