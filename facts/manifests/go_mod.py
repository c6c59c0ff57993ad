"""go.mod (Go Modules Reference: go.mod files, Module paths, Major version suffixes)."""

import re
from dataclasses import dataclass

_MODULE = re.compile(r'^module\s+"?([^\s"]+)"?', re.MULTILINE)
_REQUIRE = re.compile(r"^(?:require\s+|\s+)([\w.\-~]+(?:/[\w.\-~]+)+)\s+(v\S+)(\s*// indirect)?", re.MULTILINE)


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
        """Module and version of everything it requires."""
        return tuple((found[1], found[2]) for found in _REQUIRE.finditer(self.text))
