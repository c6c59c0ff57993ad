"""Which scripts of the packages of a workspace a command starts: by npm, pnpm and yarn themselves, turbo, nx, lerna."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from facts.shell.invocations import Invocation

_MANAGERS = ("npm", "pnpm", "yarn", "bun")
_RUNNERS = ("turbo", "nx", "lerna")
_EVERY = frozenset({"--workspaces", "-ws", "-r", "--recursive"})
_SOME = frozenset({"-w", "--workspace", "--filter", "-F", "--scope"})


def in_workspaces(command: Invocation, keys: Collection[str]) -> Iterator[str]:
    """Yield the keys of the scripts, `npm:FOLDER:NAME`, that a command starts in packages below its own."""
    if command.tool not in (*_MANAGERS, *_RUNNERS):
        return
    names, packages = _asked(command)
    for name in names:
        below = [key for key in keys if key.startswith("npm:") and key.endswith(f":{name}") and not key.startswith("npm::")]
        chosen = [key for key in below if any(_is(key, package) for package in packages)]
        yield from chosen or below


def is_of_named_packages(command: Invocation, keys: Collection[str]) -> bool:
    """Whether a script is started only in packages that are named, and those that have it are known."""
    if command.tool not in _MANAGERS or not command.flag("--filter", "-F"):
        return False
    names, packages = _asked(command)
    own = [key for key in keys if key.startswith("npm:") and not key.startswith("npm::")]
    return bool(packages) and all(
        any(key.endswith(f":{name}") and _is(key, package) for name in names for key in own) for package in packages
    )


def is_for_others(command: Invocation, folder: str) -> bool:
    """Whether a script is started in packages that are named, none of which has the folder."""
    if command.tool not in (*_MANAGERS, "turbo") or not folder:
        return False
    names, packages = _asked(command)
    named = [each for each in packages if "..." not in each and "*" not in each and "$" not in each and not each.startswith("!")]
    parents = [folder.rsplit("/", depth)[0] for depth in range(folder.count("/") + 1)]
    return (
        bool(names and named)
        and len(named) == len(packages)
        and not any(_is(f"npm:{each}:", name) for each in parents for name in named)
    )


def _asked(command: Invocation) -> tuple[list[str], list[str]]:
    """Return the names of scripts, and the packages that they are asked of; no package is all of them."""
    words = [word.text for word in command.words]
    flags = {word.split("=", 1)[0] for word in words if word.startswith("-")}
    pairs = list(zip(words, [*words[1:], ""], strict=False))
    packages = [after for word, after in pairs if word in _SOME]
    packages += [word.partition("=")[2] for word in words if word.split("=", 1)[0] in _SOME and "=" in word]
    given = [word for word in command.arguments if word not in packages]
    tool = command.tool
    if tool in _MANAGERS and given[:1] and given[0] in _RUNNERS:
        tool, given = given[0], given[1:]
    if tool == "turbo":
        return given[1:] if given[:1] == ["run"] else given, packages
    if tool == "lerna":
        return given[1:2] if given[:1] == ["run"] else [], packages
    if tool == "nx":
        return _of_nx(command, given), packages
    if given[:2] == ["workspaces", "foreach"] and "run" in given:
        return given[given.index("run") + 1 :][:1], packages
    if given[:1] == ["workspace"] and len(given) > 2:
        return [given[3] if given[2] == "run" and len(given) > 3 else given[2]], [given[1]]
    if flags & (_EVERY | _SOME):
        rest = given[1:] if given[:1] in (["run"], ["run-script"]) else given if tool == "pnpm" else []
        return rest[:1], packages
    return [], []


def _of_nx(command: Invocation, given: list[str]) -> list[str]:
    if given[:1] == ["run-many"]:
        return [name for flag in ("-t", "--target", "--targets") if (said := command.value(flag)) for name in said.split(",")]
    if given[:1] == ["run"] and len(given) > 1 and ":" in given[1]:
        return [given[1].split(":")[1]]
    return []


def _is(key: str, package: str) -> bool:
    """Whether a key is of a package that is given by its folder or by its name."""
    folder = key.split(":")[1]
    bare = package.removeprefix("./").rstrip("/").removesuffix("...").strip("{}")
    return folder == bare or folder.rsplit("/", 1)[-1] == bare.rsplit("/", 1)[-1]
