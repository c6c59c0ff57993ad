import sys


def main() -> None:
    print("worked on", *sys.argv[2:])
