"""What a command really runs: wrappers like `sudo`, pinned runners and `python -m` taken off, subcommand and flags told apart."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from core.cached import kept_with
from facts.shell.syntax import Call, Word

_WRAPPERS = {
    "sudo": "-u -g -h -p -C", "doas": "-u", "exec": "-a", "command": "", "builtin": "", "time": "-f -o", "nice": "-n", "nohup": "",
    "env": "-u -C -S", "ionice": "-c -n", "chronic": "", "stdbuf": "-i -o -e", "setsid": "", "xvfb-run": "-s",
    "xargs": "-n -I -L -P -d -E -s -a --max-args --max-procs --replace --delimiter",
    "npx": "-p --package -c", "bunx": "", "uvx": "--from --with --python -p --index-url", "pnpx": "", "unbuffer": "",
}  # fmt: skip
_TWO_WORDS = {
    ("uv", "run"): "--with --python -p --extra --group --project --directory --env-file", ("uv", "x"): "--from --with",
    ("pipx", "run"): "--spec --python --pip-args --index-url", ("pnpm", "dlx"): "--package", ("pnpm", "exec"): "", ("yarn", "dlx"): "-p",
    ("yarn", "exec"): "", ("npm", "exec"): "-p --package", ("npm", "x"): "-p --package", ("poetry", "run"): "", ("bundle", "exec"): "",
    ("rye", "run"): "", ("pixi", "run"): "-e --environment", ("mise", "exec"): "", ("op", "run"): "--env-file", ("doppler", "run"): "-p -c",
    ("bun", "x"): "", ("conda", "run"): "-n -p", ("vp", "exec"): "", ("vp", "dlx"): "",
}  # fmt: skip
# Runners that take the package of what they start from its index.
_FETCHING = frozenset({
    "npx", "bunx", "uvx", "pnpx",
    ("uv", "x"), ("pipx", "run"), ("pnpm", "dlx"), ("yarn", "dlx"), ("npm", "exec"), ("npm", "x"), ("bun", "x"), ("vp", "dlx"),
})  # fmt: skip
_DOCKER_VALUED = frozenset({
    "-v", "--volume", "-w", "--workdir", "-e", "--env", "--env-file", "-u", "--user", "--name", "--platform", "--network", "--net", "--mount",
    "-p", "--publish", "-h", "--hostname", "--add-host", "-m", "--memory", "--cpus", "-l", "--label", "--ipc", "--shm-size", "--pull",
})  # fmt: skip
# What starts in an image by its own name; the words behind other images may be given to their entry point.
_IN_IMAGES = frozenset(
    {"sh", "bash", "/bin/sh", "/bin/bash", "python", "python3", "twine", "npm", "pnpm", "yarn", "cargo", "make", "gh", "go"}
)
_PERHAPS = re.compile(r"\$\{\w+:?\+([^{}]*)\}")
_SHORT_TIMES = re.compile(r"\d+(\.\d+)?[smhd]?$")
_PYTHONS = re.compile(r"(python|pypy|py)[\d.]*(\.exe)?$")
_PINNED = re.compile(r"(@?[A-Za-z][\w.-]*(?:/[\w.-]+)?)(?:\[[\w,-]+\])?(?:@|===?|~=|>=)[\w.*+!<=,^~-]+$")


@dataclass(frozen=True, slots=True)
class Invocation:
    """A tool, its arguments without flags, and its flags as written; `fetched` by a runner that takes it from an index first."""

    tool: str
    arguments: tuple[str, ...]
    flags: tuple[str, ...]
    words: tuple[Word, ...]
    fetched: bool = False

    def runs(self, *line: str) -> bool:
        """Whether it is this tool with these subcommands first."""
        return (self.tool, *self.arguments)[: len(line)] == line

    def flag(self, *names: str) -> bool:
        """Whether one of the flags is there, with a value or without; `--flag=false` is absent."""
        return any(given.split("=", 1)[0] in names and not given.endswith("=false") for given in self.flags)

    def may_have(self, *names: str) -> bool:
        """Whether words that depend on the run, `${x:+--flag}`, name one of the flags."""
        return any(name in found[1].split() for word in self.words for found in _PERHAPS.finditer(word.text) for name in names)

    def value(self, *names: str) -> str | None:
        """Return the value of a flag, from `--flag=value` or the word after it."""
        texts = [word.text for word in self.words]
        for text, after in zip(texts, [*texts[1:], ""], strict=False):
            if text in names:
                return after
            if text.split("=", 1)[0] in names:
                return text.split("=", 1)[1]
        return None


@kept_with
def invocation(call: Call) -> Invocation:
    """Return the invocation behind a call."""
    return invoked(call.words)


def invoked(given: tuple[Word, ...]) -> Invocation:
    """Return the invocation that these words make."""
    words, fetched = _unwrapped(list(given))
    tool = words[0].program if words else ""
    rest = words[1:]
    arguments = tuple(w.text for w in rest if not w.text.startswith(("-", "+")) or len(w.text) == 1)
    flags = tuple(w.text for w in rest if w.text.startswith("-") and len(w.text) > 1)
    return Invocation(tool.removesuffix(".exe").removesuffix(".cmd"), arguments, flags, tuple(rest), fetched)


def started_by_find(call: Call) -> Invocation | None:
    """Return what `find -exec` runs for each file."""
    if call.name != "find":
        return None
    at = next((i for i, text in enumerate(call.texts) if text in ("-exec", "-execdir", "-ok")), None)
    inner = [] if at is None else [word for word in call.words[at + 1 :]]
    end = next((i for i, word in enumerate(inner) if word.text in (";", "+", "\\;")), len(inner))
    return invoked(tuple(inner[:end])) if inner[:end] else None


def _unwrapped(words: list[Word]) -> tuple[list[Word], bool]:
    fetched = False
    while len(words) > 1:
        name, second = words[0].text.rsplit("/", 1)[-1], words[1].text
        fetched |= name in _FETCHING or (name, second) in _FETCHING
        if name in _WRAPPERS:
            words = _pinned(_after_options(words[1:], _WRAPPERS[name]), name in _FETCHING)
        elif (name, second) in _TWO_WORDS:
            words = _pinned(_after_options(words[2:], _TWO_WORDS[name, second]), pinned=True)
        elif (name, second) == ("uv", "tool") and len(words) > 2 and words[2].text == "run":
            fetched = True
            words = _pinned(_after_options(words[3:], "--from --with"), pinned=True)
        elif name in ("docker", "podman") and second == "run" and (inner := _in_image(words[2:])):
            words = inner
        elif name in ("timeout", "gtimeout"):
            words = _after_options(words[1:], "-s -k")
            words = words[1:] if words and _SHORT_TIMES.match(words[0].text) else words
        elif _PYTHONS.match(name) and (at := _module(words)):
            words = words[at:]
        else:
            break
    return words, fetched


def _in_image(words: list[Word]) -> list[Word]:
    """Return the command that an image is given; nothing where it runs its own, or an entry point takes the words."""
    if any(word.text.split("=", 1)[0] == "--entrypoint" for word in words):
        return []
    while words and words[0].text.startswith("-"):
        words = words[2:] if words[0].text in _DOCKER_VALUED else words[1:]
    return words[1:] if len(words) > 2 and words[1].plain and words[1].text in _IN_IMAGES else []


def _module(words: list[Word]) -> int:
    """Return where the module of `python -m module` stands, or nothing."""
    for at, word in enumerate(words[1:-1], 1):
        if word.text == "-m":
            return at + 1
        if not word.text.startswith("-"):
            return 0
    return 0


def _pinned(words: list[Word], pinned: bool) -> list[Word]:
    # `twine==6.1.0` runs twine, `@scope/tool@2` runs what its package is called.
    if not pinned or not words or not (found := _PINNED.match(words[0].text)):
        return words
    return [replace(words[0], text=found[1], plain=True), *words[1:]]


def _after_options(words: list[Word], valued: str = "") -> list[Word]:
    takes = valued.split()
    while words and (
        words[0].text.startswith("-") or ("=" in words[0].text.split("/", 1)[0] and not _PINNED.match(words[0].text))
    ):
        words = words[2:] if words[0].text in takes else words[1:]
    return words
