"""go.mod (Go Modules Reference: go.mod files, Module paths, Major version suffixes)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_MODULE = re.compile(r'^module\s+"?([^\s"]+)"?', re.MULTILINE)
_NO_VERSION = "v0.0.0-00010101000000-000000000000"  # what `go mod tidy` writes for a module that is only replaced
_OPENED = re.compile(r"(\w+)\s*\(")


@dataclass(frozen=True)
class Manifest:
    """One go.mod."""

    path: str
    text: str

    @property
    def module(self) -> str:
        """The module's path, empty where the file states none."""
        found = _MODULE.search(self.text)
        return found.group(1) if found else ""

    @property
    def module_line(self) -> int:
        """Where it is stated."""
        found = _MODULE.search(self.text)
        return self.text.count("\n", 0, found.start()) + 1 if found else 1

    @property
    def requires(self) -> tuple[tuple[str, str], ...]:
        """Module and version of everything it requires; comments, and what it replaces, excludes or retracts, are not."""
        return tuple((words[0], words[1]) for words in self._directives("require") if len(words) == 2)

    @property
    def unfetchable(self) -> frozenset[str]:
        """What it requires at no version at all, which only a replacement here makes good.

        Replacements hold in the main module alone: who imports this module, or installs a program of it at a version,
        cannot fetch it (Go Modules Reference: replace directive).
        """
        replaced = {words[0] for words in self._directives("replace") if "=>" in words}
        return frozenset(module for module, version in self.requires if version == _NO_VERSION and module in replaced)

    @property
    def replacements(self) -> tuple[tuple[str, str], ...]:
        """Modules that are replaced by folders, each with its folder as written."""
        given = [words for words in self._directives("replace") if "=>" in words[:-1]]
        return tuple((words[0], words[-1]) for words in given if words[-1].startswith("."))

    def _directives(self, kind: str) -> Iterator[list[str]]:
        block = ""
        for line in self.text.splitlines():
            code = line.partition("//")[0].strip()
            opened = _OPENED.fullmatch(code)
            words = [word.strip('"`') for word in code.split()]
            if opened:
                block = opened[1]
            elif code == ")":
                block = ""
            elif block == kind and words:
                yield words
            elif not block and words[:1] == [kind]:
                yield words[1:]
