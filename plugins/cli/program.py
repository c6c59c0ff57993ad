"""The program `release-verify`: pytest's own words, typed in any folder, for a suite that was installed as a wheel.

Standard library only. pytest is started in the suite's folder, where its configuration is, so what is relative to the
caller's folder is spelt whole before.
"""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

# Options that name a file or folder of the caller.
_PATHS = ("--project", "--artifacts", "--evidence-dir", "--import", "--sarif", "--junit", "--statement", "--init")
_VALUED = ("--release-target", "--base-tag")  # a tag may begin with @, which pytest takes for a file of words
_WITHOUT_PROJECT = ("--list", "--explain", "--help", "-h", "--version", "--markers")


def main() -> int:
    """Run it; return pytest's status."""
    words = arguments(sys.argv[1:], Path.cwd(), os.environ)
    return subprocess.call([sys.executable, "-m", "pytest", *words], cwd=suite())


def suite() -> Path:
    """Return the folder of the suite, in a wheel and in a checkout."""
    return Path(__file__).resolve().parents[2]


def arguments(words: Sequence[str], here: Path, environ: Mapping[str, str]) -> list[str]:
    """Return the words for pytest: paths spelt whole, the current folder as the project where it is one and none is named."""
    spelt = [_spelt(word, here) for word in _joined(words)]
    names = {word.partition("=")[0] for word in spelt}
    if not names & {"--project", *_WITHOUT_PROJECT} and not environ.get("RELEASE_PROJECT") and (here / ".git").exists():
        spelt.append(f"--project={here}")
    return spelt


def _joined(words: Sequence[str]) -> list[str]:
    """Write `--option value` with = where the value would be taken for something else."""
    found: list[str] = []
    for word in words:
        if found and found[-1] in (*_VALUED, *_PATHS) and not word.startswith("-"):
            found[-1] = f"{found[-1]}={word}"
        else:
            found.append(word)
    return found


def _spelt(word: str, here: Path) -> str:
    name, sign, value = word.partition("=")
    if name in _PATHS and sign and value:
        return f"{name}={here / value}"
    if name == "--profile" and (here / value).is_file():
        return f"{name}={here / value}"
    return word


if __name__ == "__main__":
    sys.exit(main())
