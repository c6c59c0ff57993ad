"""Which commands install or start what a channel delivers, as a user would."""

from __future__ import annotations

from facts.shell.invocations import Invocation

_VERBS = {
    "brew": {"install", "reinstall", "upgrade"},
    "bun": {"add", "install"},
    "cargo": {"install", "binstall", "add"},
    "choco": {"install"},
    "docker": {"pull", "run"},
    "gem": {"install"},
    "go": {"install", "get", "run"},
    "npm": {"install", "i", "ci", "exec"},
    "pip": {"install", "download"},
    "pip3": {"install", "download"},
    "pipx": {"install", "run"},
    "pnpm": {"add", "install", "dlx"},
    "scoop": {"install"},
    "uv": {"tool", "pip", "add"},
    "winget": {"install"},
    "yarn": {"add", "install"},
}
_NAMES = frozenset({"add", "install", "pnpm"})


def installs(command: Invocation) -> bool:
    """Return whether a command installs, or starts, from a channel."""
    if command.fetched:
        return True
    if not command.tool:  # a computed command such as "${pnpm[@]}": its verb tells
        return bool(_NAMES & set(command.arguments[:1]))
    return bool(_VERBS.get(command.tool, set()) & set(command.arguments[:2]))
