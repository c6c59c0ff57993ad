"""go.mod (Go Modules Reference: go.mod files, Module paths, Major version suffixes)."""

import re
from dataclasses import dataclass

_MODULE = re.compile(r'^module\s+"?([^\s"]+)"?', re.MULTILINE)
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
        found: list[tuple[str, str]] = []
        block = ""
        for line in self.text.splitlines():
            code = line.partition("//")[0].strip()
            opened = _OPENED.fullmatch(code)
            words = [word.strip('"`') for word in code.split()]
            if opened:
                block = opened[1]
            elif code == ")":
                block = ""
            elif block == "require" and len(words) == 2:
                found.append((words[0], words[1]))
            elif not block and words[:1] == ["require"] and len(words) == 3:
                found.append((words[1], words[2]))
        return tuple(found)
