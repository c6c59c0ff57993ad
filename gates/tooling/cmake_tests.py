"""Tests of a CMake project that are only there if an option is switched on."""

from __future__ import annotations

import re
from collections.abc import Sequence

from facts.runs.ran import Ran

_OPTION = re.compile(r"^[^\S\n]*option\s*\(\s*(\w+)\s+(?:\"[^\"]*\"\s*)?(?:OFF|FALSE|NO|0)?\s*\)", re.MULTILINE | re.IGNORECASE)
_ON = r"(?::BOOL)?=[\"']?(?:ON|TRUE|YES|1|\$)"
_MAKES_TESTS = re.compile(
    r"\b(?:enable_testing|add_test|catch_discover_tests|gtest_discover_tests|doctest_discover_tests)\s*\(|include\s*\(\s*CTest\b"
)
_COMMENT = re.compile(r"#.*$", re.MULTILINE)


def missing_option(text: str, commands: Sequence[Ran]) -> str:
    """Return the option without which a project has no tests and which no command switches on; nothing where tests may be there.

    `text` is the CMakeLists.txt of the project, `commands` are those of the job, in which `ctest` is run.
    """
    plain = _COMMENT.sub("", text)
    if any("--preset" in each.text or "-C " in each.text for each in commands if each.command.tool == "cmake"):
        return ""  # the preset or the cache may set it
    for name in map(str, _OPTION.findall(plain)):
        block = re.compile(rf"^[^\S\n]*if\s*\(\s*{name}\s*\)(.*?)^[^\S\n]*endif\s*\(", re.MULTILINE | re.DOTALL | re.IGNORECASE)
        inside = "\n".join(block.findall(plain))
        set_on = any(re.search(rf"-D\s*{name}{_ON}", each.text, re.IGNORECASE) for each in commands)
        is_set = re.search(rf"\bset\s*\(\s*{name}\b", plain, re.IGNORECASE) is not None
        if _MAKES_TESTS.search(inside) and not _MAKES_TESTS.search(block.sub("", plain)) and not set_on and not is_set:
            return name
    return ""
