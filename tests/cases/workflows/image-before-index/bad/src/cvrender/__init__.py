"""Render a CV as text."""

import sys


def render(name: str) -> str:
    return f"CV of {name.upper()}"


def main() -> None:
    print(render(" ".join(sys.argv[1:]) or "nobody"))
