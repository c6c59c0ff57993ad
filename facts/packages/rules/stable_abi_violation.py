"""Extension modules of an abi3 wheel that take more of the interpreter than the stable ABI of its oldest Python has."""

import re
from collections.abc import Iterable

from core.findings import Finding
from core.rules import Rule
from facts.archives.native_file import format_of
from facts.packages.limited_api import since, taken
from facts.packages.subject import Subject

RULE = Rule(
    id="stable-abi-violation",
    title="Extension modules in an abi3 wheel use only what the stable ABI has had since the oldest Python in the wheel's tag.",
    why="Installers choose the wheel for every later Python, where the loader fails with `undefined symbol`.",
    fix="build with the tag's Py_LIMITED_API, or tag the wheel for the one Python that it was built for",
    reference="PEP 384; abi3audit",
)
_TAG = re.compile(r"-(?:\w+\.)*cp3(\d+)(?:\.\w+)*-abi3-")
_MODULE = re.compile(r"\.abi3\.so$|\.so$|\.pyd$")


def findings(subject: Subject) -> Iterable[Finding]:
    """Compare each module's names of the interpreter with the table of CPython."""
    tag = _TAG.search(subject.name) if subject.kind == "wheel" else None
    oldest = (3, int(tag[1])) if tag else (0, 0)
    # A module that is built for one Python is loaded by that one only; another rule asks whether that fits the tag.
    paths = [path for path in subject.files if _MODULE.search(path) and ".cpython-" not in path and ".cp3" not in path]
    for path in paths if tag else ():
        data = subject.read(path)
        for name in sorted(taken(data)) if format_of(data) else ():
            added = since(name)
            if added is None or added > oldest:
                has = "no stable ABI has" if added is None else f"Python {added[0]}.{added[1]} has first"
                got, expected = f"{path} uses {name}, which {has}", f"the stable ABI of Python 3.{oldest[1]}"
                yield subject.finding(RULE.id, got, expected, RULE.fix)
                break
