"""Which commands a release can do without: they clear away, look for something that need not be there, or only show."""

from __future__ import annotations

from facts.shell.commands import Invocation

_TOOLS = frozenset(
    {
        ":", "[", "cat", "cmp", "command", "df", "diff", "du", "echo", "egrep", "fgrep", "grep", "hash", "head", "kill", "killall",
        "ls", "mkdir", "pkill", "printf", "ps", "read", "rg", "rm", "rmdir", "set", "shopt", "sleep", "stty", "sync", "tail", "test",
        "tput", "trap", "true", "type", "ulimit", "umount", "unset", "uname", "wait", "which", "xattr",
    }
)  # fmt: skip
# A word that takes away what may not be there, of whatever tool: `docker rm`, `gh release delete`, `git branch -D`.
_TAKES_AWAY = frozenset(
    {
        "clean",
        "delete",
        "delete-keychain",
        "down",
        "logout",
        "prune",
        "remove",
        "rm",
        "rmi",
        "stop",
        "uninstall",
        "unlink",
        "unset",
    }
)
_FLAGS = ("--delete", "-D", "--unset", "--version", "-version", "-V", "--help")
_SHOWS = {
    "git": {"diff", "log", "show", "status", "stash"},
    "brew": {"update", "style"},
    "apt-get": {"update"},
    "apt": {"update"},
}


def dispensable(command: Invocation) -> bool:
    """Return whether nothing is amiss when the command fails and the script goes on."""
    if command.tool in _TOOLS or command.flag(*_FLAGS) or _TAKES_AWAY.intersection(command.arguments[:2]):
        return True
    if command.tool == "find":
        return not command.flag("-exec", "-execdir")
    if command.runs("git", "push"):
        return any(word.startswith(":") for word in command.arguments[1:])
    return bool(_SHOWS.get(command.tool, frozenset()).intersection(command.arguments))


def asks(command: Invocation) -> bool:
    """Return whether the command asks a server, whose silence may be an answer."""
    return command.tool in ("curl", "wget", "gh", "dig", "nslookup", "ssh") or command.runs("git", "ls-remote")
