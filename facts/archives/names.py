"""Member names: what would leave the folder, collide, or read differently on another system."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from facts.archives.limits import Limits

# https://learn.microsoft.com/windows/win32/fileio/naming-a-file
_DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)


def name_dangers(name: str, limits: Limits) -> Iterator[str]:
    """Everything that is wrong with one name by itself."""
    parts = name.rstrip("/").split("/")
    rules = (
        (name.startswith("/") or bool(re.match(r"[A-Za-z]:", name)), "an absolute path"),
        (".." in parts, "a path that leaves the folder"),
        ("\\" in name, "a backslash, a separator on Windows"),
        (any(unicodedata.category(letter) in {"Cc", "Cf"} for letter in name), "a control character"),
        (any(unicodedata.category(letter) == "Cs" for letter in name), "a name that is not UTF-8"),
        (not name or "" in parts or "." in parts[1:], "an empty part"),
        (any(_DEVICES.fullmatch(part) for part in parts), "a device name of Windows"),
        (any(part != part.rstrip(" .") for part in parts if part not in {".", ".."}), "a trailing dot or space"),
        (len(name) > limits.name, f"more than {limits.name} characters"),
    )
    return (f"{name!r}: {what}" for wrong, what in rules if wrong)


def collisions(names: Iterable[str]) -> Iterator[str]:
    """Names that are given twice, or are one file where case or accents do not count."""
    seen: dict[str, str] = {}
    for name in names:
        folded = unicodedata.normalize("NFC", name.removeprefix("./").rstrip("/")).casefold()
        first = seen.setdefault(folded, name)
        if first is not name:
            yield f"{name!r}: given twice" if first == name else f"{name!r}: differs from {first!r} only by case"
