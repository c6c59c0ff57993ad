"""Every block of code is run or listed with the reason why not."""

from collections.abc import Collection, Mapping
from fnmatch import fnmatchcase
from typing import Protocol

from facts.errors import Undecided
from gates.documentation_commands import is_shell
from gates.documentation_pages import Block, Page

_CODE = ("python", "py", "js", "javascript", "ts", "typescript", "go", "rust", "ruby", "c")


class Runnable(Protocol):
    """One row of the profile."""

    @property
    def page(self) -> str: ...  # noqa: D102
    @property
    def heading(self) -> str: ...  # noqa: D102
    @property
    def number(self) -> int: ...  # noqa: D102


def code(pages: Collection[Page]) -> list[Block]:
    """Return every block that readers may run: a shell's or a programming language's."""
    return [block for page in pages for block in page.blocks if block.language in _CODE or is_shell(block)]


def unsettled(blocks: Collection[Block], runnable: Collection[Runnable], shown: Mapping[str, str]) -> list[str]:
    """Complain about blocks that are in neither list, and about entries that name no block."""
    rows = [_label(row) for row in runnable]
    labels = [block.label for block in blocks]
    open_ones = [
        block for block in blocks if block.label not in rows and not any(fnmatchcase(block.label, glob) for glob in shown)
    ]
    idle = [row for row in rows if row not in labels] + [g for g in shown if not any(fnmatchcase(one, g) for one in labels)]
    return [
        *(
            f"{block.at}: the block {block.label} is neither run nor listed (got no entry in the profile, expected it under "
            "runnable, or under shown with a reason); add it"
            for block in open_ones
        ),
        *(
            f"profile: {entry} names no block (got nothing of that name, expected a block of the pages); correct it"
            for entry in idle
        ),
    ]


def block(pages: Collection[Page], row: Runnable) -> Block:
    """Return the block that a row names."""
    found = next((block for page in pages for block in page.blocks if block.label == _label(row)), None)
    if found is None:
        raise Undecided(
            got=f"no block {_label(row)}", expected="the block that the profile names", advice="correct page, heading or number"
        )
    return found


def _label(row: Runnable) -> str:
    return f"{row.page}#{row.heading}/{row.number}"
