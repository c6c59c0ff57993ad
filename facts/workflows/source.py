"""One shell text of a checkout before it is parsed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Source:
    """A text, where it stands and how its shell is started."""

    key: str
    file: str
    first_line: int
    text: str
    errexit: bool
    pipefail: bool
    certain: bool = True  # whether it surely is for a POSIX shell: a step that may run on Windows need not be
    folder: str = ""  # where it runs, inside the checkout
    parameters: tuple[str, ...] = ()  # the names that a recipe gives its arguments
