"""Which commands a release can do without: they clear away, look for something that need not be there, or only show."""

from __future__ import annotations

import re

from facts.shell.invocations import Invocation

_TOOLS = frozenset(
    {
        ":", "[", "cat", "cmp", "command", "df", "diff", "du", "echo", "egrep", "fgrep", "grep", "hash", "head", "kill", "killall",
        "ls", "mkdir", "pkill", "popd", "printf", "ps", "read", "rg", "rm", "rmdir", "set", "shopt", "sleep", "stty", "sync", "tail", "test",
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
_SELF = re.compile(r"\"?(?:\$\{?USER\b|runner\b)")
_FLAGS = ("--delete", "-D", "--unset")
_SHOWN = ("--version", "-version", "-V", "--help")
_SEARCHES = frozenset({"command", "egrep", "fgrep", "find", "git", "grep", "ls", "pgrep", "rg", "type", "which"})
_SHOWS = {
    "git": {"diff", "log", "show", "status", "stash"},
    "brew": {"update", "style"},
    "apt-get": {"update"},
    "apt": {"update"},
}


def dispensable(command: Invocation, *, seen: bool = True) -> bool:
    """Return whether nothing is amiss when the command fails and the script goes on; `seen` is whether it shows its output."""
    if (
        command.tool in _TOOLS
        or (seen and command.flag(*_SHOWN))
        or command.flag(*_FLAGS)
        or _TAKES_AWAY.intersection(command.arguments[:2])
    ):
        return True
    if command.tool == "wget" and command.flag("--mirror", "-m", "-r", "--recursive"):
        return True  # one dead link among a thousand pages, and it fails
    if command.tool == "chown":
        return any(_SELF.match(word) for word in command.arguments[:1])  # what then cannot be read or removed fails itself
    if command.tool == "find":
        return not command.flag("-exec", "-execdir")
    if command.runs("git", "tag") and command.flag("-d"):
        return True
    if command.runs("git", "push"):
        return any(word.startswith(":") for word in command.arguments[1:])
    return bool(_SHOWS.get(command.tool, frozenset()).intersection(command.arguments))


def asks(command: Invocation) -> bool:
    """Return whether the command looks for something or asks a server: nothing, and silence, may be an answer."""
    return command.tool in _SEARCHES or command.tool in ("curl", "wget", "gh", "dig", "nslookup", "ssh")
