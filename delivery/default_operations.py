"""What every installed package must do, without a line of profile: its modules import, its programs start and state the version."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from delivery.clean_client import Client
from delivery.results import Ran
from facts.text.whole_version import holds

_SECONDS = 30.0  # a program that says its version needs no longer; one that does not end may be a server
# Signs that the program itself is broken; a program that knows no --help only complains about the word.
_BROKEN = re.compile(
    r"Traceback \(most recent call last\)|error while loading shared libraries|version `\S+' not found|Library not loaded"
    r"|Cannot find module|ERR_MODULE_NOT_FOUND|ERR_REQUIRE_ESM|SyntaxError|No such file or directory: |ModuleNotFoundError|cannot open shared object"
    r"|coroutine '\S+' was never awaited"
)
_STATED = r"^\W*(?:{names})\b[\s,:(]+(?:version\s+)?v?(\d+\.\d+[\w.+-]*)"
# Nothing but a version: of a package's own program it can only be the package's.
_LONE = r"\A\s*(?:{names}\s*)?v?(\d+\.\d+\.\d+(?:[-+.][\w.+-]+)?)\s*\Z"
# What a program prints whose version was never set when it was linked; `go install` sets none, so it is not asked there.
_UNSET = r"^\W*(?:{names})\b[\s,:(]+(?:version:?\s+)?v?(dev|devel|develop|development|unknown|undefined|none|null|snapshot|head)\)?(?=\s*$|\s*[,(\[])"


def started(client: Client, programs: Iterable[Path], package: str, version: str, *, linked: bool = True) -> list[Ran]:
    """Start every program with --version and --help; what it states of its version is compared whole.

    `linked` says that the project itself built the program, which then knows its version.
    """
    every = list(programs)
    return [
        _judged(client, program, word, package, version, _patterns(program, every, package, linked=linked))
        for program in every
        for word in ("--version", "--help")
    ]


def _patterns(program: Path, every: Sequence[Path], package: str, *, linked: bool) -> tuple[str, ...]:
    """Return how a program may state its version; one of several programs may have a version of its own."""
    is_own = len(every) == 1 or program.stem.lower() == package.rpartition("/")[2].lower()
    return (_STATED, *([_UNSET, *([_LONE] if is_own else [])] if linked else []))


def _judged(client: Client, program: Path, word: str, package: str, version: str, patterns: Sequence[str]) -> Ran:
    line = f"{program.name} {word}"
    done = client.tried(program, word, seconds=_SECONDS)
    if done is None:
        return Ran(line, 0, f"no end within {_SECONDS:.0f} s")
    broken = done.status in (126, 127) or (
        done.status != 0 and _BROKEN.search(done.output) and not _asks_for_an_extra(done.output, package)
    )
    if word == "--version" and not done.status and (other := stated(done.output, program.name, package, version, patterns)):
        return Ran(line, 0, f"{other}\n{done.output}"[-2000:], version)
    return Ran(line, done.status or 1, done.output) if broken else Ran(line, 0, done.output)


def _asks_for_an_extra(output: str, package: str) -> bool:
    """Whether a program says which extra to install, as in `pip install demo[cli]`: a line of code may hold `demo[key]`."""
    asked = rf"\binstall\b[^\n]*?(?<![\w.-]){re.escape(package)}\[[A-Za-z][\w.,\s-]*\]"
    return re.search(asked, output, re.IGNORECASE) is not None


def stated(output: str, program: str, package: str, version: str, patterns: Sequence[str] = (_STATED, _UNSET)) -> str:
    """Return what a program states as its own version, where that is another one, or none."""
    names = "|".join(sorted({re.escape(program), re.escape(package), re.escape(package.replace("-", "_"))}))
    texts = (pattern.format(names=names) for pattern in patterns)
    found = next((one for text in texts if (one := re.search(text, output, re.IGNORECASE | re.MULTILINE))), None)
    return found[1] if found and not holds(output, version) else ""
