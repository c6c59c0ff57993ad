import sys

__version__ = "2.1.0"


def main() -> int:
    print(f"multigrep {__version__}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
