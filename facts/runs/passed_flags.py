"""What a script of a package is given by who starts it: a manager of packages puts it behind the script's last command."""

from __future__ import annotations

from collections.abc import Sequence

from facts.runs.ran import Ran
from facts.workflows.publishers import by_command

_MANAGERS = frozenset({"pnpm", "yarn", "bun"})


def is_rehearsed(carried: Sequence[Ran], at: int) -> bool:
    """Whether the publishing command there is told by what starts its script that it only rehearses: `pnpm send --dry-run`.

    Only the last command of a script is told.
    """
    each = carried[at]
    found = by_command(each.command) if each.chain and each.chain[-1].startswith("npm:") else None
    if found is None or not found.publisher.dry or any(one.chain[: len(each.chain)] == each.chain for one in carried[at + 1 :]):
        return False
    starts = [one for one in carried[:at] if one.chain == each.chain[:-1]]
    return bool(starts) and _hands_on(starts[-1], found.publisher.dry)


def _hands_on(one: Ran, flags: tuple[str, ...]) -> bool:
    """Whether the flag is the script's: npm keeps what stands before `--` to itself, the others hand on all behind the name."""
    texts = [word.text for word in one.command.words]
    if one.command.tool == "npm":
        return "--" in texts and bool(set(flags) & set(texts[texts.index("--") :]))
    return one.command.tool in _MANAGERS and bool(set(flags) & set(texts[1:]))
